package import Model
package import Foundation

/// One call that a run means to make, and what became of it.
package struct JournalEntry: Hashable, Sendable {
  /// The row's number in the journal.
  package typealias ID = Int64

  /// Which of the calls that write an entry stands for.
  package enum Kind: Hashable, Sendable {
    /// A create with these field values.
    case create(fieldValues: [RequesterFieldValue])
    /// The message's place among the declaration's messages, from 0.
    case message(String, index: Int)
    /// Takes a request back.
    case cancel

    /// As the state and all outputs name it.
    package var name: String {
      switch self {
      case .create: "create"
      case .message: "message"
      case .cancel: "cancel"
      }
    }
  }

  /// Identifies the entry among all runs of the journal.
  package var id: ID
  /// The run that planned it.
  package var run: RunID
  /// What it sends.
  package var kind: Kind
  /// The `name` of the manifest entry that declares it; `nil` if that has none.
  package var name: String?
  /// The key of the request that it creates, writes a message to or takes back.
  package var key: RequestKey
  /// Where a manifest declares it.
  package var place: SourcePlace
  /// Where it stands.
  package var state: EntryState
  /// How often the call was sent.
  package var attempts: Int
  /// When it was last sent, by our clock.
  package var intentAt: Date?
  /// When the outcome was known, by our clock.
  package var outcomeAt: Date?
  /// The request that was created or adopted, that the message goes to, or that is taken back.
  package var requestID: RequestID?
  /// What the org or the network said, where it was not a success.
  package var error: String?

  /// Which request with its key it asks for, from 1 (`attempt` of the manifest language).
  package var attempt: Int
  /// After this moment of our clock the org no longer acts on the call: the moment at which it was recorded, the time
  /// within which it had to leave (`SendDeadline`) and the longest call; or the moment at which the org itself ended it.
  package var deadline: Date?
  /// The newest moment that the org's own records had shown when the call went out; `nil` where they had shown none.
  package var anchor: Date?
  /// The requests that had its key when it was planned: none of them is its own.
  package var knownRequests: Set<RequestID>
  /// The subject as the org stored it, where that differs from what was sent.
  package var storedSubject: String?
  /// Whether its run has ended, or is known to have died.
  package var isRunOver = false
  /// Whether its outcome is unknown, and its run may find it out by itself (`RunLiveness`): `false` as it is read.
  package var isUnderWay = false

  /// Whether a create that was given up may still be done by the org at a moment of our clock: nothing proves its absence
  /// until `settle` seconds after its deadline.
  package func mayAppear(at now: Date, settle: TimeInterval) -> Bool {
    guard isCreate, state == .failed, let deadline, let outcomeAt else { return false }
    return outcomeAt < deadline + settle && (now < deadline + settle || now < outcomeAt)
  }

  /// The request that a finished create made or adopted; `nil` for any other entry.
  package var createdRequest: RequestID? { state.isDone && isCreate ? requestID : nil }

  /// What a message says; `nil` for other entries.
  package var messageText: String? {
    if case .message(let text, _) = kind { text } else { nil }
  }

  /// Whether it is a create.
  package var isCreate: Bool {
    if case .create = kind { true } else { false }
  }

  /// Whether it is a cancel.
  package var isCancel: Bool { kind == .cancel }

  /// Whether it is a message.
  package var isMessage: Bool {
    if case .message = kind { true } else { false }
  }
}

/// An entry that is not in the journal yet.
package struct NewEntry: Hashable, Sendable {
  /// What it sends.
  package var kind: JournalEntry.Kind
  /// The `name` of the manifest entry that declares it; `nil` if that has none.
  package var name: String?
  /// The key of the request that it creates, writes a message to or takes back.
  package var key: RequestKey
  /// Where a manifest declares it.
  package var place: SourcePlace
  /// Which request with its key it asks for, from 1 (`attempt` of the manifest language).
  package var attempt: Int
  /// The requests that have its key already: none of them is its own.
  package var knownRequests: Set<RequestID>
  /// Which of the equal messages of its declaration a message is, from 1.
  package var occurrence: Int
  /// The request that a message goes to, `nil` where that is still to be created; or the one that a cancel takes back.
  package var requestID: RequestID?
  /// Messages that may have been sent and of which one takes the place, as a person has allowed.
  package var supersedes: [JournalEntry.ID]

  package init(
    kind: JournalEntry.Kind, name: String?, key: RequestKey, place: SourcePlace, attempt: Int = 1,
    knownRequests: Set<RequestID> = [], occurrence: Int = 1, requestID: RequestID? = nil,
    supersedes: [JournalEntry.ID] = []
  ) {
    self.kind = kind
    self.name = name
    self.key = key
    self.place = place
    self.attempt = attempt
    self.knownRequests = knownRequests
    self.occurrence = occurrence
    self.requestID = requestID
    self.supersedes = supersedes
  }
}

/// A change of one entry. The intent is recorded before the call goes out, the outcome after it came back.
package enum EntryTransition: Hashable, Sendable {
  /// About to be sent; a message or a cancel says to which request. `deadline` and `anchor` are those of `JournalEntry`, and `settle` is
  /// how many seconds after their deadlines creates that were given up keep their keys.
  case intent(requestID: RequestID?, deadline: Date? = nil, anchor: Date? = nil, settle: TimeInterval = 0)
  /// Certainly not processed: it will be sent again, by this run or a later one.
  case withdrawn
  /// The org answered that it made this request.
  case created(ExistingRequest)
  /// The org answered that it has canceled this request, or shows it so.
  case canceled(ExistingRequest)
  /// A message arrived at this request, a create made it, or it was canceled.
  case confirmed(RequestID)
  /// The org refused the call, or refused its request type for another entry: the reason.
  case rejected(String)
  /// Given up: the reason.
  case failed(String)
  /// The outcome is not known. `isEnded`: the org's own error body ended the call.
  case ambiguous(String, isEnded: Bool = false)
  /// Looked for, and still not known: this request may be the entry's own, or another one.
  case unclear(RequestID, String)
  /// Found in the org: as its list shows it, or by its id alone where a person said so.
  case adopted(RequestID, request: ExistingRequest? = nil)
  /// Not in the org, and left to the next plan.
  case absent
  /// Absent, but another client made this request for the same.
  case createdByOthers(ExistingRequest)
  /// `GET /requests/{id}` said 404.
  case gone
  /// Not sent, since another run has done it, with this request, or is doing it: who that is.
  case taken(String, RequestID?)

  /// The state that the move leads to.
  package var state: EntryState {
    switch self {
    case .intent: .sent
    case .withdrawn: .planned
    case .created, .confirmed, .canceled: .confirmed
    case .rejected: .rejected
    case .failed: .failed
    case .ambiguous, .unclear: .ambiguous
    case .adopted: .adopted
    case .absent, .createdByOthers: .absent
    case .gone: .gone
    case .taken: .taken
    }
  }
}
