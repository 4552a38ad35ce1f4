/// What stands in the way of a create, as its request type tells: a finding that has no place yet.
package struct FieldProblem: Hashable, Sendable {
  /// What of the request it is about; fields are numbered as they were given.
  package enum Part: Hashable, Sendable {
    /// The request type itself.
    case requestType
    /// Something that the request does not have.
    case request
    /// What names a field.
    case name(Int)
    case value(Int)
  }

  /// The kinds of problem, by the stable word that stands in `Diagnostic.code`: those of validation where it tells the
  /// same without the org.
  package enum Code: String, Hashable, Sendable, CaseIterable {
    /// The org does not have the request type.
    case missingRequestType = "missing-request-type"
    /// The request type is a draft or disabled.
    case requestTypeStatus = "request-type-status"
    /// The org does not tell the request type's fields, so that no prompt can be looked up.
    case unreadableFields = "unreadable-fields"
    /// The request type has no such field.
    case unknownField = "unknown-field"
    /// A prompt that several fields of the request type have.
    case ambiguousField = "ambiguous-field"
    /// Two names for one field.
    case duplicateField = "duplicate-field"
    /// A list for a TEXT or DATE-TIME field.
    case wrongKind = "wrong-kind"
    /// A DATE-TIME value that is not an RFC 3339 date-time.
    case fieldDateTime = "field-date-time"
    /// A SELECT value that is not a list, or not one of the options.
    case fieldSelect = "field-select"
    /// A required field without a value.
    case requiredField = "required-field"
  }

  package var part: Part
  package var code: Code
  /// One sentence, lower case, without a final period.
  package var message: String
  package var hint: String?
  /// The field that was given before, by its number, where two names are of one field.
  package var earlier: Int?

  init(_ part: Part, _ code: Code, _ message: String, hint: String? = nil, earlier: Int? = nil) {
    self.part = part
    self.code = code
    self.message = message
    self.hint = hint
    self.earlier = earlier
  }

  /// One line for the action that it blocks.
  package static func reason(_ problems: [FieldProblem]) -> String? {
    guard let first = problems.first else { return nil }
    return problems.count > 1 ? "\(first.message) (and \(problems.count - 1) more)" : first.message
  }
}
