import Foundation
import Journaling
import Model
import Throttling

/// What is looked for once the state's database has gone back in time.
extension LostReplyLookup {
  /// A request with the key of one of this run's creates that the plan did not know and that no entry has: runs have made it,
  /// whose record is missing since. A key that some entry is at is left to that. `known` holds the requests that the
  /// plan knew, by the key of each create. Throws what the reader throws, or a `JournalError`.
  func unrecordedRequest(besides known: [RequestKey: Set<RequestID>]) async throws -> RequestID? {
    let since = clock.wasSetBack ? nil : evidence.newestMoment
    let filter = since.map { $0 - Recovery.clockSpread - listLag.inSeconds }
    let listed = try await reader.listing(RequestQuery(updatedAfter: filter), notBefore: .zero) { request in
      known[request.key].map { !$0.contains(request.id) } ?? false
    }.value
    let (underWay, claimed) = try await takenByEntries(listed)
    return listed.first { !claimed.contains($0.id) && !underWay.contains($0.key) }?.id
  }
}
