import RequestModel

/// Why the org would refuse a create, as far as its request type tells (contract response `request-create-conflict-response`
/// and the 400s of `request-create-bad-request-response`).
struct RequestTypeObstacle {
  let type: RequestTypeFact
  let declaration: RequestDeclaration

  /// One line, or `nil` where nothing stands in the way.
  var reason: String? {
    switch type {
    case .missing:
      "the org has no request type \(declaration.requestTypeID.text)"
    case .known(let type) where type.status != "ACTIVE":
      "request type \(type.name) is \(type.status): only an ACTIVE one takes requests"
    case .known(let type):
      type.fields.flatMap { unknownField(in: $0, of: type) ?? missingField(in: $0, of: type) }
    }
  }

  private func unknownField(in fields: [RequestType.Field], of type: RequestType) -> String? {
    let known = Dictionary(fields.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    for value in declaration.fieldValues {
      guard let field = known[value.id] else { return "request type \(type.name) has no field \(value.id.text)" }
      if let reason = mismatch(of: value.value, with: field) { return reason }
    }
    return nil
  }

  private func mismatch(of value: FieldValue, with field: RequestType.Field) -> String? {
    switch (value, field.kind) {
    case (.string, .select):
      "field \"\(field.prompt)\" (\(field.id.text)) is a SELECT: write its value as a list of one option"
    case (.selection, .text), (.selection, .dateTime):
      "field \"\(field.prompt)\" (\(field.id.text)) is \(field.kind.rawValue): write its value without a list"
    case (.selection(let option), .select) where !field.options.isEmpty && !field.options.contains(option):
      "field \"\(field.prompt)\" (\(field.id.text)) has no option \"\(option)\""
    default: nil
    }
  }

  private func missingField(in fields: [RequestType.Field], of type: RequestType) -> String? {
    let given = Set(declaration.fieldValues.map(\.id))
    guard let field = fields.first(where: { $0.isRequired && !given.contains($0.id) }) else { return nil }
    return "request type \(type.name) requires the field \"\(field.prompt)\" (\(field.id.text))"
  }
}
