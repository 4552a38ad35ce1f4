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
///
/// A comment that goes before a cancel would be read though nothing is canceled, at an org that does not offer that. So where
/// nothing has shown yet that it does, all but one request are held back, and that one is canceled before its comment is sent.
struct WorkQueue {
  /// How long an ambiguous create waits at most for others to share a lookup.
  static let maximumLookupDelay = Duration.seconds(300)

  private let width: Int
  /// Creates or cancels.
  private var changes: Deque<WorkItem> = []
  private var messages: Deque<WorkItem> = []
  /// What follows another action on the same request.
  private var pending: [WorkItem.Chain: [WorkItem]] = [:]
  /// What waits for the first cancel that the org does, or refuses for the request's sake: the first action on each request.
  private var heldBack: Deque<WorkItem> = []
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

  /// `items` in the order of the plan. `holdsBack`: it is not known whether the org cancels.
  init(_ items: [WorkItem], width: Int, holdsBack: Bool = false) {
    self.width = width
    let holdsBack = holdsBack && items.contains(where: \.isMessage)
    for item in items {
      if pending[item.chain] != nil {
        pending[item.chain]?.append(item)
      } else {
        pending[item.chain] = []
        if holdsBack { heldBack.append(item) } else { requeue(item) }
      }
    }
  }

  /// The next job that may begin, if any; it counts as in flight until `finished` is called.
  mutating func next(now: Duration) -> Job? {
    tryOne()
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

  /// Lets one of the requests go that are held back, its cancel first, unless the last one is still at it.
  private mutating func tryOne() {
    guard !heldBack.isEmpty, changes.isEmpty, changesUnderWay == 0, ambiguous.isEmpty, !isLookingUp else { return }
    let item = heldBack.remove(at: heldBack.firstIndex(where: \.isCancel) ?? 0)
    guard item.isMessage, let cancel = pending[item.chain]?.popFirst(where: \.isCancel) else { return requeue(item) }
    pending[item.chain]?.insert(item, at: 0)
    requeue(cancel)
  }

  /// The org cancels: nothing is held back any more.
  mutating func goOn() {
    for item in heldBack { requeue(item) }
    heldBack = []
  }

  /// When all else is done: what is free again by then is done last.
  private var shouldLookAtClaims: Bool {
    !claimed.isEmpty && !isLookingAtClaims && !isLookingUp && changesUnderWay + messagesUnderWay == 0
      && changes.isEmpty && messages.isEmpty && ambiguous.isEmpty && heldBack.isEmpty
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
    if action.isCancel { goOn() }
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
    let isDropped: (WorkItem) -> Bool = { $0.isCreate && $0.key.requestTypeID == type }
    let dropped = Array(changes.filter(isDropped))
    changes.removeAll(where: isDropped)
    return dropped
  }
}

extension [WorkItem] {
  /// Takes the first one of these out.
  fileprivate mutating func popFirst(where isWanted: (WorkItem) -> Bool) -> WorkItem? {
    firstIndex(where: isWanted).map { remove(at: $0) }
  }
}
