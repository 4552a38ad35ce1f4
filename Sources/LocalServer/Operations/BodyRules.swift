import Foundation
import OktaWire
import Model

/// A JSON value before validation, from which rules can report every error.
enum JSONValue: Hashable, Sendable {
  case null
  case bool(Bool)
  case number(Double)
  case string(String)
  case array([JSONValue])
  case object([String: JSONValue])

  /// `nil` where the bytes are not a JSON text (RFC 8259).
  init?(bytes: Data) {
    guard let value = try? JSONDecoder().decode(JSONValue.self, from: bytes) else { return nil }
    self = value
  }

  /// The text of a string; `nil` for other values.
  var text: String? {
    if case .string(let text) = self { text } else { nil }
  }

  /// The member of an object; `nil` where it is missing, or this is not an object.
  subscript(name: String) -> JSONValue? {
    guard case .object(let members) = self else { return nil }
    return members[name]
  }
}

extension JSONValue: Decodable {
  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if let text = try? container.decode(String.self) {
      self = .string(text)
    } else if let members = try? container.decode([String: JSONValue].self) {
      self = .object(members)
    } else if let items = try? container.decode([JSONValue].self) {
      self = .array(items)
    } else if let bool = try? container.decode(Bool.self) {
      self = .bool(bool)
    } else if container.decodeNil() {
      self = .null
    } else {
      self = .number(try container.decode(Double.self))
    }
  }
}

/// Checks the values of a body and collects all errors, with the texts of JSON Schema validation in the contract's
/// examples.
struct BodyRules {
  private(set) var causes: [ErrorCauseBody] = []

  mutating func add(_ text: String, reason: CauseReason, at location: String) {
    causes.append(.body(location, text, reason: reason))
  }

  /// The member `name` of the object at `location`; a missing one is a cause, at its own location or at `reportedAt`.
  mutating func required(
    _ name: String, of object: JSONValue, at location: String, reportedAt: String? = nil
  ) -> JSONValue? {
    if let value = object[name] { return value }
    add(
      "must have required property '\(name)'", reason: .requiredPropertyMissing, at: reportedAt ?? "\(location)/\(name)"
    )
    return nil
  }

  /// The text of a string whose length in code points is in `lengths`.
  mutating func string(_ value: JSONValue, lengths: ClosedRange<Int>, at location: String) -> String? {
    guard case .string(let text) = value else {
      add("must be string", reason: .invalidDataType, at: location)
      return nil
    }
    let before = causes.count
    length(of: text, lengths, at: location)
    if text.utf8.contains(0) {
      add("must NOT contain the character U+0000", reason: .stringFormatInvalid, at: location)
    }
    return causes.count == before ? text : nil
  }

  /// The text of an id of a fixed length and form: an invalid one has up to three causes, as in the contract's example of
  /// an invalid `after`.
  mutating func identifier(_ value: JSONValue, _ form: IdentifierForm, at location: String) -> String? {
    guard case .string(let text) = value else {
      add("must be string", reason: .invalidDataType, at: location)
      return nil
    }
    let found = form.causes(of: text) { .body(location, $0, reason: $1) }
    causes += found
    return found.isEmpty ? text : nil
  }

  /// The items of an array whose count is in `counts`; too many are a cause at `location` or at `reportedAt`.
  mutating func array(
    _ value: JSONValue, counts: ClosedRange<Int>, at location: String, reportedAt: String? = nil
  ) -> [JSONValue]? {
    guard case .array(let items) = value else {
      add("must be array", reason: .invalidDataType, at: location)
      return nil
    }
    if items.count < counts.lowerBound {
      add(
        "must NOT have fewer than \(counts.lowerBound) items", reason: .invalidArrayLengthUnderMin, at: location)
      return nil
    }
    if items.count > counts.upperBound {
      add(
        "must NOT have more than \(counts.upperBound) items", reason: .invalidArrayLengthOverMax,
        at: reportedAt ?? location)
      return nil
    }
    return items
  }

  mutating func object(_ value: JSONValue, at location: String) -> Bool {
    if case .object = value { return true }
    add("must be object", reason: .invalidDataType, at: location)
    return false
  }

  mutating func boolean(_ value: JSONValue, at location: String) -> Bool? {
    if case .bool(let bool) = value { return bool }
    add("must be boolean", reason: .invalidDataType, at: location)
    return nil
  }

  mutating func oneOf(_ allowed: [String], _ value: JSONValue, at location: String) -> String? {
    if case .string(let text) = value, allowed.contains(where: { $0.utf8.elementsEqual(text.utf8) }) { return text }
    add(
      "must be equal to one of the allowed values: \(allowed.joined(separator: ", "))", reason: .invalidEnumValue,
      at: location)
    return nil
  }

  private mutating func length(of text: String, _ lengths: ClosedRange<Int>, at location: String) {
    let count = text.unicodeScalars.count
    if count < lengths.lowerBound {
      add(
        "must NOT have fewer than \(lengths.lowerBound) characters", reason: .invalidStringLengthUnderMin,
        at: location)
    } else if count > lengths.upperBound {
      add(
        "must NOT have more than \(lengths.upperBound) characters", reason: .invalidStringLengthOverMax,
        at: location)
    }
  }
}

/// The form of an id: its length, its pattern in the contract's spelling, and the contract's name of its format.
struct IdentifierForm: Sendable {
  var length: Int
  var pattern: String
  var name: String
  /// Whether its letters may be in either case: it is stored in lower case then.
  var ignoresCase = false
  var matches: @Sendable (String) -> Bool

  static let request = hexadecimal("must be a request id")
  static let requestType = hexadecimal("must be a request type id")
  static let owner = hexadecimal("must be an owner id")
  static let user = prefixed("00u", "must be a user id")
  static let group = prefixed("00g", "must be a group id")
  static let application = prefixed("0oa", "must be an application id")
  static let bundle = prefixed("enb", "must be an entitlement bundle id")

  private static func hexadecimal(_ name: String) -> IdentifierForm {
    IdentifierForm(length: 24, pattern: "^[a-fA-F\\\\d]{24}$", name: name, ignoresCase: true) {
      RequestTypeID.accepts($0.utf8)
    }
  }

  private static func prefixed(_ prefix: String, _ name: String) -> IdentifierForm {
    IdentifierForm(length: 20, pattern: "\(prefix)[0-9a-zA-Z]+", name: name) {
      $0.utf8.isOktaID(prefix)
    }
  }

  /// The form of the id, for a message.
  var formDescription: String { "\(length) characters of the form \(pattern.replacing("\\\\d", with: "0-9"))" }

  /// The id as it is stored; `nil` where it does not have this form.
  func stored(_ text: String) -> String? {
    matches(text) ? (ignoresCase ? text.lowercased() : text) : nil
  }

  /// The errors of `text`; `cause` makes a cause in a body or in a query of each.
  func causes(of text: String, _ cause: (String, CauseReason) -> ErrorCauseBody) -> [ErrorCauseBody] {
    if matches(text) { return [] }
    let count = text.unicodeScalars.count
    var causes: [ErrorCauseBody] = []
    if count < length {
      causes.append(cause("must NOT have fewer than \(length) characters", .invalidStringLengthUnderMin))
    } else if count > length {
      causes.append(cause("must NOT have more than \(length) characters", .invalidStringLengthOverMax))
    }
    causes.append(cause("must match pattern \"\(pattern)\"", .stringFormatInvalid))
    causes.append(cause(name, .stringFormatInvalid))
    return causes
  }
}

/// The rules of a field's value by its kind (contract schemas `field-text-value`, `field-date-time-value` and
/// `field-select-value-writable`); `null` means no value for all kinds.
enum FieldValueRules {
  static func check(
    _ value: JSONValue, of field: RequestTypeDefinition.Field?, at location: String, _ rules: inout BodyRules
  ) -> FieldValueBody? {
    if value == .null { return .null }
    switch field?.kind {
    case .text: return rules.string(value, lengths: 1...RequestLimits.text, at: location).map(FieldValueBody.string)
    case .dateTime: return dateTime(value, at: location, &rules)
    case .select: return selection(value, options: field?.options, at: location, &rules)
    case nil: return ofUnknownField(value, at: location, &rules)
    }
  }

  private static func dateTime(_ value: JSONValue, at location: String, _ rules: inout BodyRules) -> FieldValueBody? {
    guard let text = rules.string(value, lengths: 0...RequestLimits.text, at: location) else { return nil }
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
      let option = rules.string(items[0], lengths: 1...RequestLimits.option, at: "\(location)/0")
    else { return nil }
    guard let options else { return .selection([option]) }
    return rules.oneOf(options, .string(option), at: "\(location)/0").map { .selection([$0]) }
  }

  /// Any value that is valid for some kind.
  private static func ofUnknownField(
    _ value: JSONValue, at location: String, _ rules: inout BodyRules
  ) -> FieldValueBody? {
    if case .array = value { return selection(value, options: nil, at: location, &rules) }
    return rules.string(value, lengths: 1...RequestLimits.text, at: location).map(FieldValueBody.string)
  }
}
