import OktaWire
import RequestModel

/// The form of a field's id (contract schema `field-id-writable`).
enum FieldIDForm {
  static func accepts(_ text: String) -> Bool { FieldID.accepts(text.utf8) }
}

/// What a value must be for the kind of its field (contract schemas `field-text-value`, `field-date-time-value` and
/// `field-select-value-writable`); `null` is no value, whatever the kind.
enum FieldValueRules {
  static func check(
    _ value: JSONValue, of field: RequestTypeDefinition.Field?, at location: String, _ rules: inout BodyRules
  ) -> FieldValueBody? {
    if value == .null { return .null }
    switch field?.kind {
    case .text: return rules.string(value, lengths: 1...1000, at: location).map(FieldValueBody.string)
    case .dateTime: return dateTime(value, at: location, &rules)
    case .select: return selection(value, options: field?.options, at: location, &rules)
    case nil: return ofUnknownField(value, at: location, &rules)
    }
  }

  private static func dateTime(_ value: JSONValue, at location: String, _ rules: inout BodyRules) -> FieldValueBody? {
    guard let text = rules.string(value, lengths: 0...1000, at: location) else { return nil }
    guard Timestamp(text) != nil else {
      rules.add("must be date-time", reason: .stringFormatInvalid, at: location)
      return nil
    }
    return .string(text)
  }

  private static func selection(
    _ value: JSONValue, options: [String]?, at location: String, _ rules: inout BodyRules
  ) -> FieldValueBody? {
    guard let items = rules.array(value, counts: 1...1, at: location),
      let option = rules.string(items[0], lengths: 1...280, at: "\(location)/0")
    else { return nil }
    guard let options else { return .selection([option]) }
    return rules.oneOf(options, .string(option), at: "\(location)/0").map { .selection([$0]) }
  }

  /// Nothing is known of the field: the value must be one that some kind allows.
  private static func ofUnknownField(
    _ value: JSONValue, at location: String, _ rules: inout BodyRules
  ) -> FieldValueBody? {
    if case .array = value { return selection(value, options: nil, at: location, &rules) }
    return rules.string(value, lengths: 1...1000, at: location).map(FieldValueBody.string)
  }
}
