package import Model

/// All that planning knows besides the declarations: what the org says, and what the journal remembers.
package struct PlanningFacts: Sendable {
  /// Existing requests, each once.
  package var existing: [ExistingRequest]
  /// The user whose token is in use; `nil` where it was not asked for or the org does not say.
  package var ownUser: UserID?
  /// What Writ itself did earlier for each key.
  package var history: [RequestKey: RequestHistory]
  /// The key whose finished create each request is for: it serves that key's declarations only.
  package var claims: [RequestID: RequestKey]
  /// The keys that entries with a name were finished under.
  package var names: [EntryName: Set<RequestKey>]
  /// The messages that Writ itself sent to each request.
  package var messages: [RequestID: MessageHistory]
  /// Why some requests cannot be created, by what the org says of their users and request types: one line each.
  package var obstacles: [RequestKey: String]
  /// Why the org does not show these requests in full: one line each.
  package var unreadable: [RequestID: String]
  /// Requests of which it is not known whether a cancel that was sent took effect, and which were looked at in vain.
  package var unknownCancels: Set<RequestID> = []

  /// `unreadable` is empty at first.
  package init(
    existing: [ExistingRequest] = [], ownUser: UserID? = nil, history: [RequestKey: RequestHistory] = [:],
    claims: [RequestID: RequestKey] = [:], names: [EntryName: Set<RequestKey>] = [:],
    messages: [RequestID: MessageHistory] = [:], obstacles: [RequestKey: String] = [:]
  ) {
    self.existing = existing
    self.ownUser = ownUser
    self.history = history
    self.claims = claims
    self.names = names
    self.messages = messages
    self.obstacles = obstacles
    unreadable = [:]
  }
}

/// What the journal remembers of one key.
package struct RequestHistory: Hashable, Sendable {
  /// A create whose outcome is not known.
  package enum AmbiguousCreate: Hashable, Sendable {
    /// The org may still act on it, or its list may not show it yet.
    case recent
    /// The list hides requests that are there, so that it does not show whether this one is.
    case hidden
    /// It was looked for, and this request may be it or not.
    case unclear(RequestID)
  }

  /// The requests that earlier runs created or adopted, in that order.
  package var requestIDs: [RequestID]
  /// The field values that the last create sent: the org's list does not show them.
  package var fieldValues: [RequesterFieldValue]?
  /// What is known of a create whose outcome is ambiguous; `nil` where there is none.
  package var ambiguousCreate: AmbiguousCreate?
  /// Whether another run is creating it, and will find out what becomes of that.
  package var isUnderWayElsewhere: Bool
  /// The highest number of an attempt that a request of ours was made for.
  package var lastAttempt: Int

  package init(
    requestIDs: [RequestID] = [], fieldValues: [RequesterFieldValue]? = nil, ambiguousCreate: AmbiguousCreate? = nil,
    isUnderWayElsewhere: Bool = false, lastAttempt: Int = 0
  ) {
    self.requestIDs = requestIDs
    self.fieldValues = fieldValues
    self.ambiguousCreate = ambiguousCreate
    self.isUnderWayElsewhere = isUnderWayElsewhere
    self.lastAttempt = lastAttempt
  }
}

/// What stays the same of an entry's request when its subject is edited.
package struct EntryName: Hashable, Sendable {
  /// The entry's `name`.
  package var name: String
  /// The type of the request.
  package var requestTypeID: RequestTypeID
  /// The user that the request is for; `nil` for the token's own user while that one is not known.
  package var requester: UserID?

  /// `nil` where the entry has no name.
  package init?(_ name: String?, _ key: RequestKey) {
    guard let name else { return nil }
    self.name = name
    requestTypeID = key.requestTypeID
    requester = key.requester
  }
}

/// What the journal remembers of the messages of one request; texts are compared by their UTF-8 bytes.
package struct MessageHistory: Hashable, Sendable {
  /// How often each text was sent for certain.
  package var sent: [[UInt8]: Int]
  /// How often each text may have been sent.
  package var ambiguous: [[UInt8]: Int]

  package init(sent: [[UInt8]: Int] = [:], ambiguous: [[UInt8]: Int] = [:]) {
    self.sent = sent
    self.ambiguous = ambiguous
  }
}
