import RequestModel

/// What a field's value has to be, by the kind of its field.
enum FieldValueRule {
  /// Checks a value that is not null. Where the field's kind is not known, a list is taken for a SELECT value and
  /// text for any other.
  @inline(__always)
  static func isValid(_ value: YAMLNode, for field: NamedField?, _ findings: Findings) -> Bool {
    switch field?.kind {
    case .text: isText(value, findings)
    case .dateTime: isDateTime(value, findings)
    case .select: isSelection(value, options: field?.options, findings)
    case nil: value.kind == .sequence ? isSelection(value, options: nil, findings) : isText(value, findings)
    }
  }

  /// 1–1,000 code points (contract schema `field-text-value`).
  @inline(__always)
  private static func isText(_ value: YAMLNode, _ findings: Findings) -> Bool {
    guard let text = TemplateRule.text(value, as: "a TEXT value", findings) else { return false }
    if text.hasLength(upTo: RequestLimits.text) { return true }
    LengthRule.report(.fieldText, "a TEXT value", text, at: value, most: RequestLimits.text, findings)
    return false
  }

  /// RFC 3339 (contract schema `field-date-time-value`).
  private static func isDateTime(_ value: YAMLNode, _ findings: Findings) -> Bool {
    guard let text = TemplateRule.text(value, as: "a DATE-TIME value", findings) else { return false }
    if DateTimeText.accepts(text.bytes) { return true }
    findings.add(
      .fieldDateTime, at: value.range, "\(text.shown) is no date-time of RFC 3339",
      hint: DateTimeText.hint(for: text.bytes))
    return false
  }

  /// A list of exactly one string of 1–280 code points (contract schema `field-select-value-writable`).
  private static func isSelection(_ value: YAMLNode, options: NameIndex?, _ findings: Findings) -> Bool {
    guard value.kind == .sequence else {
      if value.kind != .broken { reportNoList(value, findings) }
      return false
    }
    var items = value.items
    guard value.count == 1, let item = items.next() else {
      findings.add(
        .fieldSelect, at: value.range, "a SELECT value is a list of exactly one option, this has \(value.count)")
      return false
    }
    return isOption(item, options, findings)
  }

  private static func reportNoList(_ value: YAMLNode, _ findings: Findings) {
    findings.add(
      .fieldSelect, at: value.range, "a SELECT value is a list of exactly one option, this is \(value.noun)",
      hint: value.kind == .scalar ? "write [\(value.shown.dropFirst().dropLast())]" : nil)
  }

  private static func isOption(_ item: YAMLNode, _ options: NameIndex?, _ findings: Findings) -> Bool {
    guard !item.isNull, item.kind == .scalar else {
      if item.kind != .broken {
        findings.add(.fieldSelect, at: item.range, "an option must be text, this is \(item.noun)")
      }
      return false
    }
    guard let text = TemplateRule.text(item, as: "an option", findings) else { return false }
    guard text.hasLength(upTo: RequestLimits.option) else {
      LengthRule.report(.fieldSelect, "an option", text, at: item, most: RequestLimits.option, findings)
      return false
    }
    guard let options, options.number(of: text) == nil else { return true }
    findings.add(
      .fieldSelect, at: item.range, "\(text.shown) is not one of this field's options",
      hint: findings.guess(text.short, among: options.strings)
        ?? "options: \(options.strings(upTo: 10).joined(separator: ", "))")
    return false
  }
}
