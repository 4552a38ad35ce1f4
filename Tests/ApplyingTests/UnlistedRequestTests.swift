import Applying
import Foundation
import Journaling
import Model
import Simulation
import Testing
import Throttling

@Suite("A list that did not show a known request")
struct UnlistedRequestTests {
  private static let key = RequestKey(
    requestTypeID: RequestTypeID(fromOrg: "t"), requester: UserID(fromOrg: "another"), subject: "VPN")

  /// A state in which an earlier run has lost the reply to a create.
  private static func journal(at moment: Date) async throws -> Journal {
    let journal = try Journal(StateStore())
    // The org's row, which the run belongs to.
    _ = try RequestCache(journal.state, orgURL: "https://org")
    let run = JournalRun(
      id: RunID("r1"), orgURL: "https://org", planDigest: "", startedAt: moment, host: "here", processID: 1)
    let place = SourcePlace(file: "m.yaml", mark: .start)
    let entries = try journal.begin(
      run, entries: [NewEntry(kind: .create(fieldValues: []), name: nil, key: key, place: place)])
    let intent = EntryTransition.intent(requestID: nil, deadline: moment + 20, anchor: nil)
    try await journal.record(intent, of: entries[0], at: moment)
    try await journal.record(.ambiguous("lost", isEnded: false), of: entries[0], at: moment)
    return journal
  }

  @Test(
    "proves that a lost create is absent once it shows all known requests, and nothing before that",
    arguments: [true, false])
  func shownAgain(isShown: Bool) async throws {
    let time = SimulatedTime()
    let org = ListedOrg(time: time)
    let journal = try await Self.journal(at: org.now)
    if isShown { org.change { $0.put(1, created: time.date(at: time.now)) } }
    let result = await time.run { () -> Result<EntryState?, any Error> in
      do {
        let reader = ThrottledReader(
          service: org, limiter: RateLimiter(settings: RateSettings(), time: time.timeSource),
          policy: RetryPolicy(), time: time.timeSource, random: { 0.5 })
        let waits = EvidenceWaits(maximumCallTime: .seconds(20), listLag: .seconds(5))
        let known = RequestID(String(format: "%024x", 1))
        var snapshot = OrgSnapshot(requests: [], gone: [], evidence: OrgEvidence(unlisted: [known]))
        let entries = try journal.records.entriesAffectingPlan(orgURL: "https://org")
        _ = try await CrashRecovery(journal: journal, reader: reader, waits: waits)
          .recover(entries, in: &snapshot, orgURL: "https://org")
        return .success(try journal.records.entry(entries[0].id)?.state)
      } catch {
        return .failure(error)
      }
    }
    #expect(try result.get() == (isShown ? .absent : .ambiguous))
  }
}
