import Journaling
import Model
import Throttling

/// Looks again at the actions that other runs had, once nothing else is left to do.
struct ClaimWatch: Sendable {
  /// How often the journal is asked while other runs are at some of them.
  private static let pause = Duration.milliseconds(250)

  let journal: Journal
  let time: TimeSource
  let stop: StopSignal
  /// How long the org's list may lag after the last moment at which the org acts on a call.
  let listLag: Duration
  /// How long to wait for runs that are still at some of them.
  let patience: Duration

  /// What became of each, once that is known of one of them, or nothing is left to wait for. `since` is when the run had
  /// nothing else to do for the first time, by its clock.
  func look(at items: [ClaimedItem], since: Duration) async -> JobResult {
    let end = since + patience
    do throws(JournalError) {
      while true {
        let isOver = time.now() >= end || stop.reason != nil
        let findings = try await findings(of: items, isOver: isOver)
        if findings.contains(where: { !$0.finding.isUnchanged }) { return .claimsSeen(findings) }
        await time.sleep(until: min(time.now() + Self.pause, end))
      }
    } catch {
      await stop.raise(.journal(error))
      return .claimsSeen(items.map { ($0.item, .underWay($0.claim)) })
    }
  }

  private func findings(
    of items: [ClaimedItem], isOver: Bool
  ) async throws(JournalError) -> [(item: WorkItem, finding: ClaimFinding)] {
    var findings: [(item: WorkItem, finding: ClaimFinding)] = []
    for claimed in items {
      let item = claimed.item
      let claim = try await journal.claim(
        on: item.entry.id, request: item.isCreate ? nil : item.requestID, at: time.date(), settle: listLag.inSeconds)
      findings.append((item, claim.map { finding(of: $0, isOver: isOver) } ?? .released))
    }
    return findings
  }

  private func finding(of claim: Claim, isOver: Bool) -> ClaimFinding {
    if claim.isDone { return .done(claim) }
    if claim.isAbandoned(journal.state.liveness, at: time.date()) { return .abandoned(claim) }
    return isOver ? .underWay(claim) : .unchanged(claim)
  }
}

extension ClaimFinding {
  fileprivate var isUnchanged: Bool { if case .unchanged = self { true } else { false } }
}
