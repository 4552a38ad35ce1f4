package import Foundation
package import Journaling
package import Model
package import Throttling

/// What a plan's reading showed of the org, for judging what happens while the plan is applied.
package struct OrgEvidence: Sendable {
  /// The header `Date`; `nil` where the org sends none.
  package var clock: OrgClock?
  /// The newest moment of the org's own records; `nil` where it has shown none.
  package var newestMoment: Date?
  /// Whether the list of requests is short enough to be read whole before absence is believed.
  package var isShortList: Bool
  /// Whether the list hides requests that `GET /requests/{id}` shows: then it proves the absence of none.
  package var hidesRequests: Bool
  /// Known requests that the list does not show yet, with the moments of their records.
  var unshown: [RequestID: Date] = [:]
  /// The keys that entries of earlier runs have.
  package var keys: Set<RequestKey>
  /// Messages of earlier runs may arrive until this moment of the run's clock: later ones wait for it.
  package var messagesNotBefore: Duration
  /// Messages of earlier runs that may have been sent.
  package var ambiguousMessages: [JournalEntry] = []
  /// Whether earlier runs have canceled requests, so that the org has that operation.
  package var offersCancels = false

  package init(
    clock: OrgClock? = nil, newestMoment: Date? = nil, isShortList: Bool = true, hidesRequests: Bool = false,
    keys: Set<RequestKey> = [],
    messagesNotBefore: Duration = .zero
  ) {
    self.clock = clock
    self.newestMoment = newestMoment
    self.isShortList = isShortList
    self.hidesRequests = hidesRequests
    self.keys = keys
    self.messagesNotBefore = messagesNotBefore
  }
}

extension [JournalEntry] {
  /// Whether one of them has canceled a request.
  var offerCancels: Bool { contains { $0.isCancel && $0.state.isDone } }
}
