import Model

/// What stands in the way of a create, according to its request type: a finding that has no place yet.
struct FieldProblem: Hashable, Sendable {
  /// What of the request it is about; fields are numbered as they were given.
  enum Part: Hashable, Sendable {
    case requestType
    /// Something that the request does not have.
    case request
    case name(Int)
    case value(Int)
  }

  /// What the finding is about.
  var part: Part
  /// The code of the diagnostic that is made of it.
  var code: DiagnosticCode
  /// One sentence, lower case, without a final period.
  var message: String
  /// How to fix it, without a final period.
  var hint: String?
  /// The field that was given before, by its number, where two names are of one field.
  var earlier: Int?

  /// One line for the action that it blocks.
  static func reason(_ problems: [FieldProblem]) -> String? {
    guard let first = problems.first else { return nil }
    return problems.count > 1 ? "\(first.message) (and \(problems.count - 1) more)" : first.message
  }
}
