import Journaling
import Planning
import RequestModel

/// What is left to do, and which job may begin next: pure.
///
/// Creates and messages are counted in windows of their own, so each kind has `width` jobs under way of its own: messages
/// that wait for their window never keep creates from using theirs. Messages of one request go one after the other.
/// Creates in doubt are looked up together, when no other create is left or the oldest has waited long enough: one
/// reading of the org's list serves them all.
struct WorkQueue {
  /// The longest that a create in doubt waits for company.
  static let maximumLookupDelay = Duration.seconds(300)

  private let width: Int
  private var creates: Backlog = Backlog()
  private var messages: Backlog = Backlog()
  /// Messages that follow another action on the same request.
  private var pendingMessages: [RequestKey: [WorkItem]] = [:]
  private var ambiguous: [AmbiguousCreate] = []
  private var createsUnderWay = 0
  private var messagesUnderWay = 0
  private var isLookingUp = false

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

  /// The next job that may begin, if any; it counts as under way until `finished` is told.
  mutating func next(now: Duration) -> Job? {
    if shouldLookUp(now: now) {
      isLookingUp = true
      defer { ambiguous = [] }
      return .lookup(ambiguous)
    }
    if messagesUnderWay < width, let item = messages.removeFirst(), let requestID = item.requestID {
      messagesUnderWay += 1
      return .message(item, to: requestID)
    }
    if createsUnderWay < width, let item = creates.removeFirst() {
      createsUnderWay += 1
      return .create(item)
    }
    return nil
  }

  private func shouldLookUp(now: Duration) -> Bool {
    guard !isLookingUp, let oldest = ambiguous.first else { return false }
    return (creates.isEmpty && createsUnderWay == 0) || now - oldest.lostAt >= Self.maximumLookupDelay
  }

  /// A create or message is not under way any more.
  mutating func finished(_ item: WorkItem) {
    if item.isMessage { messagesUnderWay -= 1 } else { createsUnderWay -= 1 }
  }

  mutating func finishedLookup() {
    isLookingUp = false
  }

  mutating func add(_ create: AmbiguousCreate) {
    ambiguous.append(create)
  }

  /// A create that is surely absent goes again.
  mutating func requeue(_ item: WorkItem) {
    creates.append(item)
  }

  /// The request is there: its next message may go, not before a moment.
  mutating func releaseNextMessage(of key: RequestKey, requestID: RequestID, notBefore: Duration = .zero) {
    guard let next = pendingMessages[key]?.first else { return }
    pendingMessages[key]?.removeFirst()
    var item = next
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
    creates.removeAll { $0.key.requestTypeID == type }
  }
}

/// First in, first out.
private struct Backlog {
  private var items: [WorkItem] = []
  private var head = 0

  var isEmpty: Bool { head == items.count }

  mutating func append(_ item: WorkItem) {
    items.append(item)
  }

  mutating func removeFirst() -> WorkItem? {
    guard head < items.count else { return nil }
    defer { head += 1 }
    return items[head]
  }

  mutating func removeAll(where condition: (WorkItem) -> Bool) -> [WorkItem] {
    let waiting = items[head...]
    let removed = waiting.filter(condition)
    guard !removed.isEmpty else { return [] }
    items = waiting.filter { !condition($0) }
    head = 0
    return removed
  }
}
