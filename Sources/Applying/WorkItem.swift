import Journaling
import Planning
import Model

/// One action that a run has to do, and the journal entry that stands for it.
struct WorkItem: Hashable, Sendable {
  var entry: EntryVersion
  let action: PlannedAction
  /// The request that a message goes to, once it is known, or that a cancel takes back.
  var requestID: RequestID?
  /// It waits for this moment of the run's clock, since an earlier message of its request may still arrive.
  var notBefore = Duration.zero
  /// How often a create or a cancel went out and its reply was lost.
  var losses = 0

  var key: RequestKey { action.declaration.key }
  var isMessage: Bool { action.messageIndex != nil }
  var isCreate: Bool { action.verb == .create }
  var isCancel: Bool { action.verb == .cancel }
  var chain: Chain { action.existing.map { .request($0.id) } ?? .created(key) }

  /// What goes one after the other: all actions on one request.
  enum Chain: Hashable, Sendable {
    case request(RequestID)
    /// The request that the plan creates for a key.
    case created(RequestKey)
  }
}

extension PlannedAction {
  /// The journal entry that the action needs; `nil` for one that sends nothing. `unknown` are the messages that may have been
  /// sent, by their requests: a message that is sent all the same takes their place.
  func newEntry(besides unknown: [RequestID?: [JournalEntry]]) -> NewEntry? {
    let kind: JournalEntry.Kind
    switch (verb, messageIndex) {
    case (.create, _): kind = .create(fieldValues: declaration.fieldValues)
    case (.cancel, _): kind = .cancel
    case (.message, .some(let index)): kind = .message(declaration.messages[index], index: index)
    default: return nil
    }
    return NewEntry(
      kind: kind, name: declaration.name, key: declaration.key, place: declaration.place, attempt: attempt,
      knownRequests: knownRequests, occurrence: occurrence, requestID: existing?.id,
      supersedes: verb == .message && mayBeDone ? (existing.flatMap { unknown[$0.id] } ?? []).map(\.id) : [])
  }

  /// Which of the equal messages of its declaration it is, from 1.
  private var occurrence: Int {
    guard let messageIndex else { return 1 }
    let text = declaration.messages[messageIndex].utf8
    return declaration.messages[...messageIndex].count { $0.utf8.elementsEqual(text) }
  }
}
