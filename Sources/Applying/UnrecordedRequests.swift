import Foundation
import Journaling
import Model
import Throttling

/// Looks, once the state's database has gone back in time, for requests of this run's creates that runs have made whose
/// records are missing since.
struct UnrecordedRequests<Service: RequestService>: Sendable {
  let reader: ThrottledReader<Service>
  let journal: Journal
  let orgURL: String
  /// How long the org's list may lag.
  let listLag: Duration
  let clock: RecordClock
  let evidence: OrgEvidence
  /// The requests that the plan knew for the key of each of its creates.
  let known: [RequestKey: Set<RequestID>]

  /// A request for one of the creates that the plan did not know and that no entry has. A key that some entry is at is left
  /// to that. Throws what the reader throws, or a `JournalError`.
  func find() async throws -> RequestID? {
    let since = clock.wasSetBack ? nil : evidence.newestMoment
    let filter = since.map { $0 - Recovery.clockSpread - listLag.inSeconds }
    let listed = try await reader.listing(RequestQuery(updatedAfter: filter), notBefore: .zero) { [known] request in
      known[request.key].map { !$0.contains(request.id) } ?? false
    }.value
    let underWay = try await journal.keysUnderWay(orgURL: orgURL)
    let claimed = try await journal.records.claimed(Set(listed.map(\.id)), orgURL: orgURL)
    return listed.first { !claimed.contains($0.id) && !underWay.contains($0.key) }?.id
  }
}
