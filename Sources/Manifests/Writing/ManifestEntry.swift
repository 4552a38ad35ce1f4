package import Model

/// An entry to be written into a manifest. What it holds is written as it is: whoever makes it keeps to the rules of manifests
/// (`RequestLimits`, `SubjectFlaw`, `ManifestText.flaw`).
package struct ManifestEntry: Sendable {
  /// How the entry names its request type.
  package enum TypeReference: Sendable {
    /// A name from the document's `requestTypes`.
    case name(String)
    /// The request type's id.
    case id(RequestTypeID)
  }

  /// The answer to a question.
  package struct Answer: Sendable {
    /// The field's name, id or prompt.
    package var field: String
    /// The answer.
    package var value: FieldValue
    /// What stands above it; may have several lines.
    package var comment: String?
    /// Whether the answer is only proposed, in a comment.
    package var isCommentedOut: Bool

    package init(field: String, value: FieldValue, comment: String? = nil, isCommentedOut: Bool = false) {
      self.field = field
      self.value = value
      self.comment = comment
      self.isCommentedOut = isCommentedOut
    }
  }

  /// An item of `users`.
  package struct User: Sendable {
    /// Who it is; the token's own user has no item.
    package var reference: RequesterReference
    /// What follows on its line.
    package var comment: String?

    package init(_ reference: RequesterReference, comment: String? = nil) {
      self.reference = reference
      self.comment = comment
    }
  }

  /// What stands above the entry; may have several lines.
  package var comment: String?
  /// The table for whose rows it is repeated: then its texts are written as they are, `${column}` included.
  package var table: String?
  /// The entry's name, where it has one.
  package var name: String?
  /// Its request type.
  package var requestType: TypeReference
  /// The subject.
  package var subject: String
  /// How many such requests there may be, one after the other; 1 is left out.
  package var attempt: Int
  /// `requesterFields`.
  package var answers: [Answer]
  /// Those that are sent, in this order.
  package var messages: [String]
  /// Those who it is for; without any it is for the token's own user.
  package var users: [User]

  package init(
    comment: String? = nil, table: String? = nil, name: String? = nil, requestType: TypeReference, subject: String,
    attempt: Int = 1,
    answers: [Answer] = [], messages: [String] = [], users: [User] = []
  ) {
    self.comment = comment
    self.table = table
    self.name = name
    self.requestType = requestType
    self.subject = subject
    self.attempt = attempt
    self.answers = answers
    self.messages = messages
    self.users = users
  }
}

/// A request type to be written into `requestTypes` of a manifest.
package struct ManifestRequestType: Sendable {
  /// A question of the request type.
  package struct Field: Sendable {
    /// The name that entries use.
    package var name: String
    /// The field as the org describes it; its prompt becomes a comment.
    package var field: RequestType.Field

    package init(name: String, field: RequestType.Field) {
      self.name = name
      self.field = field
    }
  }

  /// What stands above it; may have several lines.
  package var comment: String?
  /// The name that entries use.
  package var name: String
  /// The request type's id.
  package var id: RequestTypeID
  /// Its questions; `nil` leaves `fields` out, and entries name them by id or prompt.
  package var fields: [Field]?

  package init(comment: String? = nil, name: String, id: RequestTypeID, fields: [Field]?) {
    self.comment = comment
    self.name = name
    self.id = id
    self.fields = fields
  }
}
