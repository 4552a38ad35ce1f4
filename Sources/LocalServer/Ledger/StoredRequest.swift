import OktaAPI

/// A request as the ledger keeps it (contract schema `request-full`).
struct StoredRequest: Hashable, Sendable {
  /// What only a single retrieval tells.
  struct Details: Hashable, Sendable, Codable {
    /// Every field as the request type asked it when the request was made; `nil` where it asks nothing.
    var fieldValues: [AnsweredField]?
    var approvalIDs: [String]
    var actionID: String
    var action: String
  }

  enum Kind: String, Hashable, Sendable {
    case accessRequest = "ACCESS_REQUEST"
    case custom = "CUSTOM"
  }

  var id: String
  /// Counts from 1 (contract schema `request-permalink-id`).
  var permalinkID: Int64
  var requestTypeID: String
  var subject: String
  var requester: String
  var status: String
  var kind: Kind
  var created: Timestamp
  var createdBy: String
  var lastUpdated: Timestamp
  var lastUpdatedBy: String
  var resolved: Timestamp?
  /// `nil` in a list.
  var details: Details?
}

/// A message of a request; Okta's API takes messages and never shows them.
struct StoredMessage: Hashable, Sendable {
  var message: String
  var created: Timestamp
  var createdBy: String
}

/// A user that the seed declares.
struct StoredUser: Hashable, Sendable {
  var id: String
  var login: String?
  var email: String?
  var status: String

  init(id: String, login: String?, email: String? = nil, status: String = "ACTIVE") {
    self.id = id
    self.login = login
    self.email = email
    self.status = status
  }
}
