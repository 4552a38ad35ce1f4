import Model

/// The fields of a request type of the org: which of them a name means, and which of them have to have a value.
struct RequestTypeFields {
  /// Why a name means no field.
  struct FieldLookupError: Error {
    var code: DiagnosticCode
    var message: String
    var hint: String?
    /// The fields that may have been meant: none of them is reported as missing as well.
    var candidates: [RequestType.Field] = []
  }

  /// Fields that a hint lists; the API takes 5 (contract schema `fields-writable`).
  private static let maximumListedFields = 10

  private let name: String
  private let fields: [RequestType.Field]

  init(_ type: RequestType, _ fields: [RequestType.Field]) {
    name = type.name.inQuotes
    self.fields = fields
  }

  func find(_ written: FieldReference) -> Result<RequestType.Field, FieldLookupError> {
    switch written {
    case .id(let id): fields.first { $0.id == id }.map { .success($0) } ?? .failure(unknown(id.text, nearest: nil))
    case .prompt(let prompt): find(prompt)
    }
  }

  private func find(_ prompt: String) -> Result<RequestType.Field, FieldLookupError> {
    let search = PromptSearch(fields: fields)
    switch search.find(prompt) {
    case .found(let field): return .success(field)
    case .ambiguous(let matches):
      return .failure(
        FieldLookupError(
          code: .ambiguousField,
          message: "\(prompt.inQuotes) can mean \(matches.count) fields of request type \(name): \(Self.list(matches))",
          hint: "write the id of the one that is meant", candidates: matches))
    case .unknown: return .failure(unknown(prompt.inQuotes, nearest: search.nearest(to: prompt)))
    }
  }

  private func unknown(_ written: String, nearest: RequestType.Field?) -> FieldLookupError {
    let known = fields.isEmpty ? "it has no fields" : "its fields: \(Self.list(fields))"
    return FieldLookupError(
      code: .unknownField, message: "request type \(name) has no field \(written)",
      hint: nearest.map { "did you mean \($0.prompt.inQuotes)?" } ?? known, candidates: nearest.map { [$0] } ?? [])
  }

  func duplicate(_ field: RequestType.Field, _ number: Int, after earlier: Int) -> FieldProblem {
    FieldProblem(
      part: .name(number), code: .duplicateField, message: "the field \(field.displayName) has a value already",
      earlier: earlier)
  }

  /// Required fields that are not among these.
  func missing(_ given: Set<FieldID>) -> [FieldProblem] {
    fields.filter { $0.isRequired && !given.contains($0.id) }.map { field in
      FieldProblem(
        part: .request, code: .requiredField,
        message: "request type \(name) requires the field \(field.displayName), which has no value",
        hint: "add it to requesterFields as \(field.valueExample)")
    }
  }

  private static func list(_ fields: [RequestType.Field]) -> String {
    let shown = fields.prefix(maximumListedFields).map(\.displayName).joined(separator: ", ")
    return fields.count > maximumListedFields ? shown + ", …" : shown
  }
}

extension RequestType.Field {
  /// `"Why do you need it?" (8e4d2a1f-3b5c-4d7e-9fa0-1b2c3d4e5f60)`
  var displayName: String { "\(prompt.inQuotes) (\(id.text))" }

  /// What its value looks like.
  fileprivate var valueExample: String {
    switch kind {
    case .text: "text"
    case .dateTime: "a date-time such as 2027-05-05T14:15:22Z"
    case .select: "a list of one option\(options.isEmpty ? "" : ": \(FieldValueCheck.list(options))")"
    }
  }
}

extension String {
  /// The text between quotes for a message, cut where it is long: a prompt of the contract fits
  /// (contract schema `field-prompt`: 100 characters).
  var inQuotes: String {
    let maximum = 100
    return unicodeScalars.count > maximum ? "\"\(String(unicodeScalars.prefix(maximum - 1)))…\"" : "\"\(self)\""
  }
}
