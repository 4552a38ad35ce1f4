/// A fault that can be injected into a call. Counted faults are injected in the order of the cases.
package enum FaultKind: String, Hashable, Sendable, CaseIterable {
  /// The call is processed, and the connection closes without a reply.
  case replyLost = "reply-lost"
  /// The connection closes, and nothing is processed or counted.
  case closedBefore = "closed-before"
  /// A 500, and nothing is processed.
  case error500Before = "500-before"
  /// The call is processed, and the reply is a 500.
  case error500After = "500-after"
  /// The call is processed, and the reply is a proxy's page.
  case error502After = "502-after"
  /// A 503, and nothing is processed.
  case error503Before = "503-before"
  /// The call is processed, and its reply ends within the body.
  case truncated
  /// The call is processed, and its reply is late.
  case delay
  /// The 429 of a rate-limit window; nothing is processed.
  case windowLimit = "429-window"
  /// The 429 of the concurrency limit; nothing is processed.
  case concurrencyLimit = "429-concurrency"
  /// A request is created, and lists show it later.
  case lateList = "late-list"
  /// The `next` link of a page has another host.
  case foreignNext = "foreign-next"

  // The following are not part of `all`.

  /// A gateway replies with its own 403 page before the call reaches the org.
  case error403Before = "403-before"
  /// The call is processed, and a gateway replies with its own 403 page.
  case error403After = "403-after"
  /// A gateway replies with its own 409 page before the call reaches the org.
  case error409Before = "409-before"
  /// The call is processed, and a gateway replies with its own 409 page.
  case error409After = "409-after"
  /// The call does not reach the org: the reply is a login page with status 200.
  case loginPage = "login-page"
  /// A request is created, and the reply shows another one.
  case foreignReply = "foreign-reply"
  /// A request is created, and no list shows it while the server runs.
  case neverListed = "never-listed"
  /// A request is created, and lists show it without `requesterUserIds` while the server runs.
  case hiddenRequester = "hidden-requester"
  /// A request is created, and its subject is stored without leading and trailing white space.
  case trimmedSubject = "trimmed-subject"
  /// A request is created, and its subject is stored in Unicode's normalization form C.
  case nfcSubject = "nfc-subject"
  /// A request is created, and its subject is stored without characters outside the basic multilingual plane.
  case bmpSubject = "bmp-subject"

  /// Whether `all` includes it: what happens on every network and in every org now and then. The others are those of
  /// gateways and unusual orgs, for tests of exactly these.
  var isCommon: Bool {
    switch self {
    case .replyLost, .closedBefore, .error500Before, .error500After, .error502After, .error503Before, .truncated,
      .delay, .windowLimit, .concurrencyLimit, .lateList, .foreignNext:
      true
    default: false
    }
  }

  /// Whether it can be injected into calls of an operation that has a bucket.
  func applies(to operation: ServerOperation) -> Bool {
    switch self {
    case .foreignNext: operation.isList
    case .truncated: operation.method != "DELETE"  // Its 204 has no body to truncate.
    case _ where affectsCreates: operation.bucket == .createRequest
    default: true
    }
  }

  /// Whether it changes what becomes of a request that is created, and requires one.
  var affectsCreates: Bool {
    switch self {
    case .lateList, .neverListed, .hiddenRequester, .foreignReply, .trimmedSubject, .nfcSubject, .bmpSubject: true
    default: false
    }
  }
}
