import RequestModel

/// The values to send for the fields of each entry.
struct FieldResolution {
  private(set) var errors: [Diagnostic] = []
  /// The declarations of an entry come one after another, and share what was made of its fields.
  private var last: (entry: DeclaredEntry, values: [RequesterFieldValue])?

  /// Sorted by field id.
  mutating func values(of entry: DeclaredEntry) -> [RequesterFieldValue] {
    if entry.fields.isEmpty { return [] }
    if let last, last.entry === entry { return last.values }
    let values = entry.fields.compactMap { value(of: $0, in: entry) }
    last = (entry, values)
    return values
  }

  private mutating func value(of field: DeclaredFieldValue, in entry: DeclaredEntry) -> RequesterFieldValue? {
    switch field.field {
    case .id(let id): return RequesterFieldValue(id: id, value: field.value)
    case .prompt(let prompt):
      errors.append(
        Diagnostic(
          code: ResolutionCode.unknownField.rawValue,
          message: "nothing is known of a field \"\(prompt)\" of request type \(entry.requestTypeID.text)",
          file: entry.file, range: field.fieldRange, hint: "name the field by its id"))
      return nil
    }
  }
}
