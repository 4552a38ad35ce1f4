import DequeModule
import Journaling
import Planning
import Model

/// What is left to do, and which job may begin next: pure.
///
/// Creates, cancels and messages are counted in windows of their own. A plan has creates or cancels, and messages next to
/// them: each of the two has `width` jobs in flight, so that messages that wait for their window never keep the others from
/// using theirs. Actions on one request go one after the other. Ambiguous creates and cancels are looked up together, when no
/// other one is left or the oldest has waited long enough: one reading of the org's list serves all creates.
struct WorkQueue {
  /// How long an ambiguous create waits at most for others to share a lookup.
  static let maximumLookupDelay = Duration.seconds(300)

  private let width: Int
  /// Creates or cancels.
  private var changes: Deque<WorkItem> = []
  private var messages: Deque<WorkItem> = []
  /// What follows another action on the same request.
  private var pending: [WorkItem.Chain: [WorkItem]] = [:]
  private(set) var ambiguous: [AmbiguousAction] = []
  /// How many actions were left to other runs, which are at them.
  var leftToOthers = 0
  /// What other runs have.
  private(set) var claimed: [ClaimedItem] = []
  private var changesUnderWay = 0
  private var messagesUnderWay = 0
  private var isLookingUp = false
  private var isLookingAtClaims = false
  /// When nothing else was left to do for the first time.
  private var claimsSince: Duration?

  /// `items` in the order of the plan.
  init(_ items: [WorkItem], width: Int) {
    self.width = width
    for item in items {
      if pending[item.chain] != nil {
        pending[item.chain]?.append(item)
      } else {
        pending[item.chain] = []
        requeue(item)
      }
    }
  }

  /// The next job that may begin, if any; it counts as in flight until `finished` is called.
  mutating func next(now: Duration) -> Job? {
    if shouldLookUp(now: now) {
      isLookingUp = true
      defer { ambiguous = [] }
      return ambiguous.contains { $0.item.isCancel } ? .lookupOfCancels(ambiguous) : .lookup(ambiguous)
    }
    if messagesUnderWay < width, let item = messages.popFirst(), let requestID = item.requestID {
      messagesUnderWay += 1
      return .message(item, to: requestID)
    }
    if changesUnderWay < width, let item = changes.popFirst() {
      changesUnderWay += 1
      return item.isCancel ? item.requestID.map { .cancel(item, of: $0) } : .create(item)
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
    !claimed.isEmpty && !isLookingAtClaims && !isLookingUp && changesUnderWay + messagesUnderWay == 0
      && changes.isEmpty && messages.isEmpty && ambiguous.isEmpty
  }

  private func shouldLookUp(now: Duration) -> Bool {
    guard !isLookingUp, let oldest = ambiguous.first else { return false }
    return (changes.isEmpty && changesUnderWay == 0) || now - oldest.lostAt >= Self.maximumLookupDelay
  }

  /// An action is not in flight any more.
  mutating func finished(_ item: WorkItem) {
    if item.isMessage { messagesUnderWay -= 1 } else { changesUnderWay -= 1 }
  }

  mutating func finishedLookup() {
    isLookingUp = false
  }

  mutating func add(_ action: AmbiguousAction) {
    ambiguous.append(action)
  }

  mutating func add(_ item: ClaimedItem) {
    claimed.append(item)
  }

  mutating func finishedLookingAtClaims() {
    isLookingAtClaims = false
  }

  /// An action begins, or goes again: what surely was not done, and what another run has given up.
  mutating func requeue(_ item: WorkItem) {
    if item.isMessage { messages.append(item) } else { changes.append(item) }
  }

  /// The request is there: what follows this action may go, not before a moment.
  mutating func releaseNext(after action: WorkItem, requestID: RequestID, notBefore: Duration = .zero) {
    guard var item = pending[action.chain]?.first else { return }
    pending[action.chain]?.removeFirst()
    item.requestID = requestID
    item.notBefore = notBefore
    requeue(item)
  }

  /// What follows this action is given back, not to be done.
  mutating func dropPending(after action: WorkItem) -> [WorkItem] {
    defer { pending[action.chain] = [] }
    return pending[action.chain] ?? []
  }

  /// Takes out the creates of one request type, which the org refuses.
  mutating func dropCreates(of type: RequestTypeID) -> [WorkItem] {
    let dropped = Array(changes.filter { $0.key.requestTypeID == type })
    changes.removeAll { $0.key.requestTypeID == type }
    return dropped
  }
}
