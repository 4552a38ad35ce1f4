import Model

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

/// Decides which calls get a fault, at most one each: always the same for the same plan, seed and sequence of calls.
struct FaultInjector: Sendable {
  private let plan: FaultPlan
  private var random: SplitMix64
  private var injected: [FaultKind: Int] = [:]

  init(plan: FaultPlan, seed: UInt64) {
    self.plan = plan
    random = SplitMix64(seed: seed)
  }

  /// How often each fault of the plan was injected.
  var counts: [FaultKind: Int] {
    plan.chances.keys.reduce(into: [:]) { $0[$1] = injected[$1, default: 0] }
  }

  /// The fault of the next call. Counted faults go first; among the others one number decides, so that each has its own
  /// probability, or its part of the sum where they sum to more than 1.
  mutating func next(for operation: ServerOperation) -> FaultKind? {
    let number = random.unit()
    let possible = FaultKind.allCases.filter { $0.applies(to: operation) }
    let fault = possible.first { isDue($0) } ?? drawn(number, among: possible)
    if let fault { injected[fault, default: 0] += 1 }
    return fault
  }

  /// Uncounts a fault that had nothing to change.
  mutating func revert(_ fault: FaultKind) {
    injected[fault, default: 0] -= 1
  }

  private func isDue(_ kind: FaultKind) -> Bool {
    guard case .first(let count)? = plan.chances[kind] else { return false }
    return injected[kind, default: 0] < count
  }

  private func drawn(_ number: Double, among possible: [FaultKind]) -> FaultKind? {
    let shares = possible.map { kind in
      guard case .share(let share)? = plan.chances[kind] else { return 0.0 }
      return share
    }
    var rest = number * max(1, shares.reduce(0, +))
    for (kind, share) in zip(possible, shares) {
      if rest < share { return kind }
      rest -= share
    }
    return nil
  }
}
