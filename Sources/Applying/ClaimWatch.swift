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

  /// What became of each, once another run is at none of them, one is free again, or the wait is over.
  func look(at items: [ClaimedItem]) async -> JobResult {
    let end = time.now() + patience
    do throws(JournalError) {
      while true {
        let findings = try await findings(of: items)
        let isOver = time.now() >= end || stop.reason != nil
        if isOver || !findings.contains(where: \.finding.mayChange) { return .claimsSeen(findings) }
        // What is free again is done now; the rest is waited for afterwards.
        if findings.contains(where: { $0.finding == .released }) {
          return .claimsSeen(findings.map { ($0.item, $0.finding.whileWaiting) })
        }
        await time.sleep(until: min(time.now() + Self.pause, end))
      }
    } catch {
      await stop.raise(.journal(error))
      return .claimsSeen(items.map { ($0.item, .underWay($0.claim)) })
    }
  }

  private func findings(
    of items: [ClaimedItem]
  ) async throws(JournalError) -> [(item: WorkItem, finding: ClaimFinding)] {
    var findings: [(item: WorkItem, finding: ClaimFinding)] = []
    for claimed in items {
      let item = claimed.item
      let claim = try await journal.claim(
        on: item.entry.id, request: item.isMessage ? item.requestID : nil, at: time.date(), settle: listLag.inSeconds)
      findings.append((item, claim.map { $0.isDone ? .done($0) : .underWay($0) } ?? .released))
    }
    return findings
  }
}

extension ClaimFinding {
  fileprivate var mayChange: Bool { if case .underWay = self { true } else { false } }

  fileprivate var whileWaiting: ClaimFinding { if case .underWay(let claim) = self { .waitedFor(claim) } else { self } }
}
