import Model

/// Whether a value is one that a field of the org takes (contract schemas `field-text-value`, `field-date-time-value` and
/// `field-select-value-writable`). Lengths are checked where the value is read.
struct FieldValueCheck {
  /// Options that a hint lists; the API takes 25 (contract schema `field-select-options`).
  private static let maximumListedOptions = 10

  let field: RequestType.Field

  /// `nil` where the field takes it; `number` is the field's own among those of the request.
  func problem(with value: FieldValue, _ number: Int) -> FieldProblem? {
    switch (value, field.kind) {
    case (.string, .text): nil
    case (.string(let text), .dateTime): dateTime(text, number)
    case (.string(let text), .select): noList(text, number)
    case (.selection(let text), .text), (.selection(let text), .dateTime): list(text, number)
    case (.selection(let option), .select): selection(option, number)
    }
  }

  private func dateTime(_ text: String, _ number: Int) -> FieldProblem? {
    var text = text
    let hint = text.withUTF8 { DateTimeText.accepts($0) ? nil : DateTimeText.hint(for: $0) }
    return hint.map { hint in
      FieldProblem(
        part: .value(number), code: .fieldDateTime,
        message: "\(field.displayName) is a DATE-TIME, and \(text.inQuotes) is not a valid RFC 3339 date-time",
        hint: hint)
    }
  }

  private func noList(_ text: String, _ number: Int) -> FieldProblem {
    FieldProblem(
      part: .value(number), code: .fieldSelect,
      message: "\(field.displayName) is a SELECT: its value is a list of exactly one option, this is text",
      hint: field.options.isEmpty || isOption(text) ? "write [\(text.cut)]" : optionHint(for: text))
  }

  private func list(_ text: String, _ number: Int) -> FieldProblem {
    FieldProblem(
      part: .value(number), code: .wrongKind,
      message: "\(field.displayName) is a \(field.kind.rawValue): its value is text, this is a list",
      hint: "write it without the brackets: \(text.cut)")
  }

  private func selection(_ option: String, _ number: Int) -> FieldProblem? {
    guard !field.options.isEmpty, !isOption(option) else { return nil }
    return FieldProblem(
      part: .value(number), code: .fieldSelect, message: "\(option.inQuotes) is not an option of \(field.displayName)",
      hint: optionHint(for: option))
  }

  /// Byte for byte, as the org compares.
  private func isOption(_ text: String) -> Bool { field.options.contains { $0.utf8.elementsEqual(text.utf8) } }

  private func optionHint(for text: String) -> String {
    NearestName.nearest(to: text, among: field.options).map { "did you mean [\($0.cut)]?" }
      ?? "options: \(Self.list(field.options))"
  }

  static func list(_ options: [String]) -> String {
    let shown = options.prefix(maximumListedOptions).map { $0.cut }.joined(separator: ", ")
    return options.count > maximumListedOptions ? shown + ", …" : shown
  }
}

extension String {
  /// At most 60 characters of it.
  fileprivate var cut: String { count > 60 ? "\(prefix(59))…" : self }
}
