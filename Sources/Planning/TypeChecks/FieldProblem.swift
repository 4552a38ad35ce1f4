package import RequestModel

/// What stands in the way of a create, according to its request type: a finding that has no place yet.
package struct FieldProblem: Hashable, Sendable {
  /// What of the request it is about; fields are numbered as they were given.
  package enum Part: Hashable, Sendable {
    /// The request type itself.
    case requestType
    /// Something that the request does not have.
    case request
    /// What names a field.
    case name(Int)
    /// The value of a field.
    case value(Int)
  }

  /// What the finding is about.
  package var part: Part
  /// The code of the diagnostic that is made of it.
  package var code: DiagnosticCode
  /// One sentence, lower case, without a final period.
  package var message: String
  /// How to fix it, without a final period.
  package var hint: String?
  /// The field that was given before, by its number, where two names are of one field.
  package var earlier: Int?

  init(_ part: Part, code: DiagnosticCode, message: String, hint: String? = nil, earlier: Int? = nil) {
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
