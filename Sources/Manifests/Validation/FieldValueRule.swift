import RequestModel

/// What a field's value has to be, by the kind of its field.
enum FieldValueRule {
  /// Checks a value that is not null. Where the field's kind is not known, a list is taken for a SELECT value and
  /// text for any other.
  @inline(__always)
  static func isValid(_ value: YAMLNode, for field: NamedField?, findings: Findings) -> Bool {
    switch field?.kind {
    case .text: isText(value, findings: findings)
    case .dateTime: isDateTime(value, findings: findings)
    case .select: isSelection(value, options: field?.options, findings: findings)
    case nil:
      value.kind == .sequence ? isSelection(value, options: nil, findings: findings) : isText(value, findings: findings)
    }
  }

  /// 1–1,000 code points (contract schema `field-text-value`).
  @inline(__always)
  private static func isText(_ value: YAMLNode, findings: Findings) -> Bool {
    guard let text = TemplateRule.text(value, as: "a TEXT value", findings: findings) else { return false }
    if text.hasLength(upTo: RequestLimits.text) { return true }
    LengthRule.report(.fieldText, of: "a TEXT value", text, at: value, maximum: RequestLimits.text, findings: findings)
    return false
  }

  /// RFC 3339 (contract schema `field-date-time-value`).
  private static func isDateTime(_ value: YAMLNode, findings: Findings) -> Bool {
    guard let text = TemplateRule.text(value, as: "a DATE-TIME value", findings: findings) else { return false }
    if DateTimeText.accepts(text.bytes) { return true }
    findings.add(
      .fieldDateTime, at: value.range, "\(text.quoted) is not a valid RFC 3339 date-time",
      hint: DateTimeText.hint(for: text.bytes))
    return false
  }

  /// A list of exactly one string of 1–280 code points (contract schema `field-select-value-writable`).
  private static func isSelection(_ value: YAMLNode, options: NameIndex?, findings: Findings) -> Bool {
    guard value.kind == .sequence else {
      if value.kind != .broken { reportNoList(value, findings: findings) }
      return false
    }
    var items = value.items
    guard value.count == 1, let item = items.next() else {
      findings.add(
        .fieldSelect, at: value.range,
        "expected a list with one option for a SELECT value, found \(value.count) options")
      return false
    }
    return isOption(item, options, findings: findings)
  }

  private static func reportNoList(_ value: YAMLNode, findings: Findings) {
    findings.add(
      .fieldSelect, at: value.range,
      "expected a list with one option for a SELECT value, found \(value.kindDescription)",
      hint: value.kind == .scalar ? "write [\(value.quoted.dropFirst().dropLast())]" : nil)
  }

  private static func isOption(_ item: YAMLNode, _ options: NameIndex?, findings: Findings) -> Bool {
    guard !item.isNull, item.kind == .scalar else {
      if item.kind != .broken {
        findings.add(.fieldSelect, at: item.range, "expected text for an option, found \(item.kindDescription)")
      }
      return false
    }
    guard let text = TemplateRule.text(item, as: "an option", findings: findings) else { return false }
    guard text.hasLength(upTo: RequestLimits.option) else {
      LengthRule.report(
        .fieldSelect, of: "an option", text, at: item, maximum: RequestLimits.option, findings: findings)
      return false
    }
    guard let options, options.number(of: text) == nil else { return true }
    findings.add(
      .fieldSelect, at: item.range, "\(text.quoted) is not one of this field's options",
      hint: findings.guess(text.short, among: options.strings)
        ?? "options: \(options.strings(upTo: 10).joined(separator: ", "))")
    return false
  }
}
