/// What can go wrong with one call on purpose. The order is that in which counted faults have their turn.
package enum FaultKind: String, Hashable, Sendable, CaseIterable {
  /// The call is done, and the connection closes without a reply.
  case replyLost = "reply-lost"
  /// The connection closes, and nothing is done or counted.
  case closedBefore = "closed-before"
  case error500Before = "500-before"
  case error500After = "500-after"
  /// The call is done; a page such as a proxy sends stands in for the reply.
  case error502After = "502-after"
  case error503Before = "503-before"
  /// The call is done, and its reply breaks off within the body.
  case truncated
  /// The call is done, and its reply comes late.
  case delay
  /// The 429 of a rate-limit window.
  case windowLimit = "429-window"
  /// The 429 of the concurrency limit.
  case concurrencyLimit = "429-concurrency"
  /// A request is made, and lists show it later.
  case lateList = "late-list"
  /// A page's `next` link names another host.
  case foreignNext = "foreign-next"

  /// Whether this can befall such a call. The local extras are always spared.
  func canStrike(_ operation: Operation) -> Bool {
    switch (self, operation) {
    case (_, .statistics), (_, .messages): false
    case (.lateList, .createRequest), (.foreignNext, .listRequests), (.foreignNext, .listRequestTypes),
      (.foreignNext, .listUsers), (.foreignNext, .listGroups), (.foreignNext, .listMembers):
      true
    case (.lateList, _), (.foreignNext, _): false
    // Its 204 has no body that could break off.
    case (.truncated, .deleteRequestType): false
    default: true
    }
  }
}
