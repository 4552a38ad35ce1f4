import DequeModule
import Journaling
import Planning
import Model

/// What is left to do, and which job may begin next: pure.
///
/// Creates and messages are counted in windows of their own, so each kind has `width` jobs in flight of its own: messages
/// that wait for their window never keep creates from using theirs. Messages of one request go one after the other.
/// Ambiguous creates are looked up together, when no other create is left or the oldest has waited long enough: one
/// reading of the org's list serves them all.
struct WorkQueue {
  /// How long an ambiguous create waits at most for others to share a lookup.
  static let maximumLookupDelay = Duration.seconds(300)

  private let width: Int
  private var creates: Deque<WorkItem> = []
  private var messages: Deque<WorkItem> = []
  /// Messages that follow another action on the same request.
  private var pendingMessages: [RequestKey: [WorkItem]] = [:]
  private(set) var ambiguous: [AmbiguousCreate] = []
  /// How many actions were left to other runs, which are at them.
  var leftToOthers = 0
  /// What other runs have.
  private(set) var claimed: [ClaimedItem] = []
  private var createsUnderWay = 0
  private var messagesUnderWay = 0
  private var isLookingUp = false
  private var isLookingAtClaims = false
  /// When nothing else was left to do for the first time.
  private var claimsSince: Duration?

  /// `items` in the order of the plan.
  init(_ items: [WorkItem], width: Int) {
    self.width = width
    for item in items {
      if !item.isMessage {
        creates.append(item)
        pendingMessages[item.key] = []
      } else if pendingMessages[item.key] != nil {
        pendingMessages[item.key]?.append(item)
      } else {
        messages.append(item)
        pendingMessages[item.key] = []
      }
    }
  }

  /// The next job that may begin, if any; it counts as in flight until `finished` is called.
  mutating func next(now: Duration) -> Job? {
    if shouldLookUp(now: now) {
      isLookingUp = true
      defer { ambiguous = [] }
      return .lookup(ambiguous)
    }
    if messagesUnderWay < width, let item = messages.popFirst(), let requestID = item.requestID {
      messagesUnderWay += 1
      return .message(item, to: requestID)
    }
    if createsUnderWay < width, let item = creates.popFirst() {
      createsUnderWay += 1
      return .create(item)
    }
    if shouldLookAtClaims {
      defer { claimed = [] }
      isLookingAtClaims = true
      let since = claimsSince ?? now
      claimsSince = since
      return .lookAtClaims(claimed, since: since)
    }
    return nil
  }

  /// When all else is done: what is free again by then is done last.
  private var shouldLookAtClaims: Bool {
    !claimed.isEmpty && !isLookingAtClaims && !isLookingUp && createsUnderWay + messagesUnderWay == 0
      && creates.isEmpty && messages.isEmpty && ambiguous.isEmpty
  }

  private func shouldLookUp(now: Duration) -> Bool {
    guard !isLookingUp, let oldest = ambiguous.first else { return false }
    return (creates.isEmpty && createsUnderWay == 0) || now - oldest.lostAt >= Self.maximumLookupDelay
  }

  /// A create or message is not in flight any more.
  mutating func finished(_ item: WorkItem) {
    if item.isMessage { messagesUnderWay -= 1 } else { createsUnderWay -= 1 }
  }

  mutating func finishedLookup() {
    isLookingUp = false
  }

  mutating func add(_ create: AmbiguousCreate) {
    ambiguous.append(create)
  }

  mutating func add(_ item: ClaimedItem) {
    claimed.append(item)
  }

  mutating func finishedLookingAtClaims() {
    isLookingAtClaims = false
  }

  /// A create that is surely absent goes again, and so does an action that another run has given up.
  mutating func requeue(_ item: WorkItem) {
    if item.isMessage { messages.append(item) } else { creates.append(item) }
  }

  /// The request is there: its next message may go, not before a moment.
  mutating func releaseNextMessage(of key: RequestKey, requestID: RequestID, notBefore: Duration = .zero) {
    guard var item = pendingMessages[key]?.first else { return }
    pendingMessages[key]?.removeFirst()
    item.requestID = requestID
    item.notBefore = notBefore
    messages.append(item)
  }

  /// The request will not be there: its messages are given back, not to be sent.
  mutating func dropPendingMessages(of key: RequestKey) -> [WorkItem] {
    defer { pendingMessages[key] = [] }
    return pendingMessages[key] ?? []
  }

  /// Takes out the creates of one request type, which the org refuses.
  mutating func dropCreates(of type: RequestTypeID) -> [WorkItem] {
    let dropped = Array(creates.filter { $0.key.requestTypeID == type })
    creates.removeAll { $0.key.requestTypeID == type }
    return dropped
  }
}
