package import Model

/// What has to be done so that the org has every declared request: sorted by place in the manifests, each with its reason.
package struct Plan: Hashable, Sendable {
  /// The org that the plan was made for, as `https://host`.
  package var orgURL: String
  /// Sorted by the places of their declarations; the actions of one declaration follow one another.
  package var actions: [PlannedAction] {
    didSet { summary = PlanSummary(actions) }
  }
  /// What it is made for.
  package var purpose: Purpose

  /// What a plan is made for.
  package enum Purpose: Hashable, Sendable {
    /// To create declared requests.
    case create
    /// To take requests back.
    case cancel
  }

  /// A plan of these actions.
  package init(orgURL: String, actions: [PlannedAction], purpose: Purpose = .create) {
    self.orgURL = orgURL
    self.actions = actions
    self.purpose = purpose
    summary = PlanSummary(actions)
  }

  /// How many actions of each verb it has.
  package private(set) var summary: PlanSummary

  /// Whether applying it would send anything.
  package var hasChanges: Bool { summary.create + summary.message + summary.cancel > 0 }

  /// Gives the parts of the text that a digest of the plan is taken over, in their order: all that applying it depends on, and
  /// nothing that may differ between two runs over the same state (places and reasons are left out).
  package func forEachCanonicalPart(_ body: (String) -> Void) {
    func add(_ part: String) {
      body("\(part.utf8.count):")
      body(part)
    }
    add("writ-plan-1")
    add(orgURL)
    for action in actions {
      for part in action.canonicalParts { add(part) }
    }
  }
}

/// One line of a plan: a verb, the declaration that it serves, and why.
///
/// A plan may have millions: small members are last, where they share a word.
package struct PlannedAction: Hashable, Sendable {
  /// The plan verbs of the manifest language.
  package enum Verb: String, Hashable, Sendable, CaseIterable {
    /// No existing request has the key.
    case create
    /// The request is there, and no one has decided on it: it is taken back.
    case cancel
    /// The request is there or will be; a message has no record of having been sent.
    case message
    /// A message of an existing request that no run of this state created: it may have been sent already, and is not sent.
    case withheld
    /// The request is there, with nothing left to do.
    case unchanged
    /// The request is there, but its field values differ: only reported, since the API has no update.
    case changed
    /// It cannot be done; the reason says why.
    case blocked

    /// Whether applying this verb sends a call.
    package var sendsCall: Bool { self == .create || self == .message || self == .cancel }
  }

  /// Its requester is filled in with the token's own user where the manifest names none and that user is known.
  package var declaration: RequestDeclaration
  /// The request that serves the declaration, or the last one that ended; `nil` where there is none, and for a create and
  /// its messages.
  package let existing: ExistingRequest?
  /// Which request with the declaration's key a create asks for, from 1.
  package var attempt: Int
  /// The requests that have the key of a create already, each of them over without access.
  package var knownRequests: Set<RequestID>
  /// One line for a person.
  package var reason: String {
    get { ownReason ?? existing.map(Self.plainReason) ?? "" }
    set { ownReason = newValue == existing.map(Self.plainReason) ? nil : newValue }
  }
  /// `nil` for what most actions of a large plan say: it is made when it is shown.
  private var ownReason: String?
  /// Which of the declaration's messages, from 0; `nil` for actions on the request itself.
  package var messageIndex: Int?
  /// What to do, or why there is nothing to do.
  package var verb: Verb
  /// Whether it may have been done already, without anyone knowing: it is blocked, or a message that is sent again as allowed.
  package var mayBeDone: Bool

  /// Without a `reason` it says where the existing request stands.
  package init(
    verb: Verb, declaration: RequestDeclaration, messageIndex: Int? = nil, existing: ExistingRequest? = nil,
    attempt: Int = 1, knownRequests: Set<RequestID> = [], reason: String?, mayBeDone: Bool = false
  ) {
    self.verb = verb
    self.declaration = declaration
    self.messageIndex = messageIndex
    self.existing = existing
    self.attempt = attempt
    self.knownRequests = knownRequests
    self.mayBeDone = mayBeDone
    if let reason { self.reason = reason }
  }

  private static func plainReason(_ existing: ExistingRequest) -> String {
    "request \(existing.id.text) is \(existing.status)"
  }

  /// The text to send, for an action on a message.
  package var message: String? { messageIndex.map { declaration.messages[$0] } }

  /// Equal for the same work in two plans, wherever the manifest now declares it.
  package var identity: ActionIdentity {
    ActionIdentity(verb: verb, key: declaration.key, messageIndex: messageIndex, attempt: attempt)
  }

  /// Whether it is about a request that can no longer be canceled.
  package var isTooLate: Bool { verb == .blocked && existing?.mayBeCanceled == false && !mayBeDone }

  fileprivate var canonicalParts: [String] {
    let key = declaration.key
    let head = [verb.rawValue, key.requestTypeID.text, key.requester?.text ?? "", key.subject]
    let target = [existing?.id.text ?? "", message ?? ""]
    let fields = declaration.fieldValues.flatMap { field in
      switch field.value {
      case .string(let text): [field.id.text, "string", text]
      case .selection(let text): [field.id.text, "selection", text]
      }
    }
    let attempts = attempt > 1 ? ["attempt", String(attempt)] : []
    return head + target + [String(fields.count)] + fields + attempts
  }
}

/// What an action does to which request.
package struct ActionIdentity: Hashable, Sendable {
  /// The action's verb.
  package var verb: PlannedAction.Verb
  /// The key of the action's declaration.
  package var key: RequestKey
  /// Which of the declaration's messages, from 0; `nil` for actions on the request itself.
  package var messageIndex: Int?
  /// Which request with the key a create asks for, from 1.
  package var attempt: Int

  package init(verb: PlannedAction.Verb, key: RequestKey, messageIndex: Int?, attempt: Int = 1) {
    self.verb = verb
    self.key = key
    self.messageIndex = messageIndex
    self.attempt = attempt
  }
}

/// How many actions of each verb a plan has.
package struct PlanSummary: Hashable, Sendable {
  /// Requests to create.
  package var create = 0
  /// Requests to cancel.
  package var cancel = 0
  /// Messages to send.
  package var message = 0
  /// Messages that are not sent, as they may have been sent already.
  package var withheld = 0
  /// Requests with nothing left to do.
  package var unchanged = 0
  /// Those of `unchanged` whose request was denied.
  package var denied = 0
  /// Those of `unchanged` whose request was canceled.
  package var canceled = 0
  /// Requests whose field values differ from the declared ones.
  package var changed = 0
  /// Requests and messages that cannot be created or sent, each for a reason.
  package var blocked = 0
  /// Those of `blocked` whose request can no longer be canceled.
  package var tooLate = 0

  /// Counts the actions.
  package init(_ actions: [PlannedAction]) {
    for action in actions {
      switch action.verb {
      case .create: create += 1
      case .cancel: cancel += 1
      case .message: message += 1
      case .withheld: withheld += 1
      case .unchanged:
        unchanged += 1
        switch action.existing?.decision {
        case .denied: denied += 1
        case .canceled: canceled += 1
        default: break
        }
      case .changed: changed += 1
      case .blocked:
        blocked += 1
        if action.isTooLate { tooLate += 1 }
      }
    }
  }
}
