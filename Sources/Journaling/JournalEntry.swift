package import RequestModel
package import Foundation

/// One call that a run means to make, and what became of it.
package struct JournalEntry: Hashable, Sendable {
  /// The row's number in the journal.
  package typealias ID = Int64

  package enum Kind: Hashable, Sendable {
    case create(fieldValues: [RequesterFieldValue])
    /// The message's place among the declaration's messages, from 0.
    case message(String, index: Int)
  }

  package var id: ID
  package var run: RunID
  package var kind: Kind
  package var name: String?
  package var key: RequestKey
  package var place: SourcePlace
  package var state: EntryState
  /// How often the call was sent.
  package var attempts: Int
  /// When it was last sent, by our clock.
  package var intentAt: Date?
  /// When the outcome was known, by our clock.
  package var outcomeAt: Date?
  /// The request that was created or adopted, or that the message goes to.
  package var requestID: RequestID?
  /// What the org or the network said, where it was not a success.
  package var error: String?

  /// The longest that a call may be under way, in seconds: its own time limit, and a slow disk before it.
  package static let longestCall: TimeInterval = 120

  /// The latest moment at which the org may have acted on an entry in doubt, by our clock; `nil` for any other entry.
  package func latestAction(now: Date) -> Date? {
    switch state {
    case .ambiguous: outcomeAt.map { min(now, $0) }
    // Its process died, nobody knows when: the call may have been under way until just now.
    case .sent: intentAt.map { min(now, $0.addingTimeInterval(Self.longestCall)) }
    case .planned, .confirmed, .rejected, .failed, .adopted, .absent: nil
    }
  }

  package var isMessage: Bool {
    if case .message = kind { true } else { false }
  }
}

/// An entry that is not in the journal yet.
package struct NewEntry: Hashable, Sendable {
  package var kind: JournalEntry.Kind
  package var name: String?
  /// Its requester is known.
  package var key: RequestKey
  package var place: SourcePlace

  package init(kind: JournalEntry.Kind, name: String?, key: RequestKey, place: SourcePlace) {
    self.kind = kind
    self.name = name
    self.key = key
    self.place = place
  }
}

/// A change of one entry. The intent is recorded before the call goes out, the outcome after it came back.
package enum EntryMove: Hashable, Sendable {
  /// About to be sent; a message says to which request.
  case intent(requestID: RequestID?)
  /// Certainly not processed: it will be sent again, by this run or a later one.
  case withdrawn
  /// The org answered that it made this request.
  case created(ExistingRequest)
  /// A message arrived at this request, or a create made it.
  case confirmed(RequestID)
  case rejected(String)
  case failed(String)
  case ambiguous(String)
  case adopted(RequestID)
  case absent

  /// The state that the move leads to.
  package var state: EntryState {
    switch self {
    case .intent: .sent
    case .withdrawn: .planned
    case .created, .confirmed: .confirmed
    case .rejected: .rejected
    case .failed: .failed
    case .ambiguous: .ambiguous
    case .adopted: .adopted
    case .absent: .absent
    }
  }
}
