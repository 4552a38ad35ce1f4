import Model

/// What a field's value has to be, by the kind of its field.
enum FieldValueRule {
  /// Where the field's kind is not known, a list is taken for a SELECT value and text for any other.
  @inline(__always)
  static func check(_ value: YAMLNode, for field: NamedField?, findings: Findings) {
    if value.isNull { return }
    switch field?.kind ?? (value.kind == .sequence ? .select : .text) {
    case .text: checkText(value, findings: findings)
    case .dateTime: checkDateTime(value, findings: findings)
    case .select: checkSelection(value, options: field?.options, findings: findings)
    }
  }

  /// 1–1,000 code points (contract schema `field-text-value`).
  @inline(__always)
  private static func checkText(_ value: YAMLNode, findings: Findings) {
    guard let text = TemplateRule.text(value, as: "a TEXT value", findings: findings) else { return }
    LengthRule.check(.fieldText, of: "a TEXT value", text, at: value, maximum: RequestLimits.text, findings: findings)
  }

  /// RFC 3339 (contract schema `field-date-time-value`).
  private static func checkDateTime(_ value: YAMLNode, findings: Findings) {
    guard let text = TemplateRule.text(value, as: "a DATE-TIME value", findings: findings),
      !DateTimeText.accepts(text.bytes)
    else { return }
    findings.add(
      .fieldDateTime, at: value.range, "\(text.quoted) is not a valid RFC 3339 date-time",
      hint: DateTimeText.hint(for: text.bytes))
  }

  /// A list of exactly one string of 1–280 code points (contract schema `field-select-value-writable`).
  private static func checkSelection(_ value: YAMLNode, options: NameIndex?, findings: Findings) {
    var items = value.items
    if value.kind == .sequence, value.count == 1, let item = items.next() {
      checkOption(item, options, findings: findings)
    } else if value.kind != .broken {
      let found = value.kind == .sequence ? "\(value.count) options" : value.kindDescription
      findings.add(
        .fieldSelect, at: value.range, "expected a list with one option for a SELECT value, found \(found)",
        hint: value.kind == .scalar ? "write [\(value.plain)]" : nil)
    }
  }

  private static func checkOption(_ item: YAMLNode, _ options: NameIndex?, findings: Findings) {
    if item.kind == .broken { return }
    guard !item.isNull, item.kind == .scalar else {
      return findings.add(.fieldSelect, at: item.range, "expected text for an option, found \(item.kindDescription)")
    }
    guard let text = TemplateRule.text(item, as: "an option", findings: findings),
      LengthRule.check(
        .fieldSelect, of: "an option", text, at: item, maximum: RequestLimits.option, findings: findings),
      let options, options.number(of: text) == nil
    else { return }
    findings.add(
      .fieldSelect, at: item.range, "\(text.quoted) is not one of this field's options",
      hint: findings.guess(text.short, among: options.strings)
        ?? "options: \(options.strings(upTo: 10).joined(separator: ", "))")
  }
}
