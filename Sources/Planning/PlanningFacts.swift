package import RequestModel

/// All that planning knows beside the declarations: what the org told, and what the journal remembers.
package struct PlanningFacts: Sendable {
  /// Existing requests, each once.
  package var existing: [ExistingRequest]
  /// The user whose token is in use; `nil` where nobody asked or the org did not tell.
  package var ownUser: UserID?
  /// What Writ itself did earlier for each key.
  package var history: [RequestKey: RequestHistory]
  /// The messages that Writ itself sent to each request.
  package var messages: [RequestID: MessageHistory]
  /// Why some requests cannot be created, by what the org says of their users and request types: one line each.
  package var obstacles: [RequestKey: String]

  package init(
    existing: [ExistingRequest] = [], ownUser: UserID? = nil, history: [RequestKey: RequestHistory] = [:],
    messages: [RequestID: MessageHistory] = [:], obstacles: [RequestKey: String] = [:]
  ) {
    self.existing = existing
    self.ownUser = ownUser
    self.history = history
    self.messages = messages
    self.obstacles = obstacles
  }
}

/// What the journal remembers of one key.
package struct RequestHistory: Hashable, Sendable {
  /// The request that an earlier run created or adopted, even where its subject was edited since.
  package var requestID: RequestID?
  /// The field values that the create sent: the org's list does not tell them.
  package var fieldValues: [RequesterFieldValue]?
  /// A create whose outcome is not known.
  package var hasDoubtfulCreate: Bool

  package init(
    requestID: RequestID? = nil, fieldValues: [RequesterFieldValue]? = nil, hasDoubtfulCreate: Bool = false
  ) {
    self.requestID = requestID
    self.fieldValues = fieldValues
    self.hasDoubtfulCreate = hasDoubtfulCreate
  }
}

/// What the journal remembers of the messages of one request; texts are told apart by their UTF-8 bytes.
package struct MessageHistory: Hashable, Sendable {
  /// How often each text was sent for certain.
  package var sent: [[UInt8]: Int]
  /// How often each text may have been sent.
  package var doubtful: [[UInt8]: Int]

  package init(sent: [[UInt8]: Int] = [:], doubtful: [[UInt8]: Int] = [:]) {
    self.sent = sent
    self.doubtful = doubtful
  }
}
