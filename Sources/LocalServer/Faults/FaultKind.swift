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

  // What follows is not part of `all`.

  /// A gateway answers in the org's place with a page of its own: before the call reached the org, or after.
  case error403Before = "403-before"
  case error403After = "403-after"
  case error409Before = "409-before"
  case error409After = "409-after"
  /// The call reaches no org: a page to log in stands in for the reply, with status 200.
  case loginPage = "login-page"
  /// A request is made, and the reply shows another one.
  case foreignReply = "foreign-reply"
  /// A request is made, and no list ever shows it while the server runs.
  case neverListed = "never-listed"
  /// A request is made, and lists show it without `requesterUserIds` while the server runs.
  case hiddenRequester = "hidden-requester"
  /// A request is made, and its subject is stored without the white space around it.
  case trimmedSubject = "trimmed-subject"
  /// A request is made, and its subject is stored in Unicode's normalization form C.
  case nfcSubject = "nfc-subject"
  /// A request is made, and its subject is stored without the characters outside the basic multilingual plane.
  case bmpSubject = "bmp-subject"

  /// Whether `all` includes it: what every network and every org does now and then. The others are of gateways and of
  /// orgs with ways of their own, for tests of exactly these.
  var isCommon: Bool {
    switch self {
    case .replyLost, .closedBefore, .error500Before, .error500After, .error502After, .error503Before, .truncated,
      .delay, .windowLimit, .concurrencyLimit, .lateList, .foreignNext:
      true
    default: false
    }
  }

  /// Whether this can befall such a call. The local extras are always spared.
  func canStrike(_ operation: Operation) -> Bool {
    switch (self, operation) {
    case (_, .statistics), (_, .messages): false
    case (.foreignNext, .listRequests), (.foreignNext, .listRequestTypes), (.foreignNext, .listUsers),
      (.foreignNext, .listGroups), (.foreignNext, .listMembers):
      true
    case (.foreignNext, _): false
    case (let kind, let operation) where kind.isOfCreates: operation == .createRequest
    // Its 204 has no body that could break off.
    case (.truncated, .deleteRequestType): false
    default: true
    }
  }

  /// Whether it is of requests that are made, and needs one.
  var isOfCreates: Bool {
    switch self {
    case .lateList, .neverListed, .hiddenRequester, .foreignReply, .trimmedSubject, .nfcSubject, .bmpSubject: true
    default: false
    }
  }
}
