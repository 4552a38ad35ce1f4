import OktaWire
import RequestModel

/// Checks one value of a body after another and keeps everything that is wrong.
/// The texts are those of JSON Schema validation as the contract's examples show them.
struct BodyRules {
  private(set) var causes: [ErrorCauseBody] = []

  mutating func add(_ text: String, reason: CauseReason, at location: String) {
    causes.append(.body(location, text, reason))
  }

  /// The member `name` of the object at `location`; a missing one is a cause, at its own place or at `told`.
  mutating func required(
    _ name: String, of object: JSONValue, at location: String, told: String? = nil
  ) -> JSONValue? {
    if let value = object[name] { return value }
    add("must have required property '\(name)'", reason: .requiredPropertyMissing, at: told ?? "\(location)/\(name)")
    return nil
  }

  /// The text of a string whose length in code points lies in `lengths`.
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

  /// The text of an id of a fixed length and form: a wrong one has up to three causes, as the contract's example
  /// of a wrong `after` has.
  mutating func identifier(_ value: JSONValue, _ form: IdentifierForm, at location: String) -> String? {
    guard case .string(let text) = value else {
      add("must be string", reason: .invalidDataType, at: location)
      return nil
    }
    let found = form.causes(of: text) { .body(location, $0, $1) }
    causes += found
    return found.isEmpty ? text : nil
  }

  /// The items of an array whose count lies in `counts`; too many are told at `location` or at `told`.
  mutating func array(
    _ value: JSONValue, counts: ClosedRange<Int>, at location: String, told: String? = nil
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
        "must NOT have more than \(counts.upperBound) items", reason: .invalidArrayLengthOverMax, at: told ?? location)
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
    if case .bool(let truth) = value { return truth }
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

/// The form of an id: its length, its pattern as the contract writes it, and what the contract calls its format.
struct IdentifierForm: Sendable {
  var length: Int
  var pattern: String
  var name: String
  var matches: @Sendable (String) -> Bool

  static let request = hexadecimal("must be a request id")
  static let requestType = hexadecimal("must be a request type id")
  static let owner = hexadecimal("must be an owner id")
  static let user = prefixed("00u", "must be a user id")
  static let group = prefixed("00g", "must be a group id")
  static let application = prefixed("0oa", "must be an application id")
  static let bundle = prefixed("enb", "must be an entitlement bundle id")

  private static func hexadecimal(_ name: String) -> IdentifierForm {
    IdentifierForm(length: 24, pattern: "^[a-fA-F\\\\d]{24}$", name: name) { RequestTypeID.accepts($0.utf8) }
  }

  private static func prefixed(_ prefix: String, _ name: String) -> IdentifierForm {
    IdentifierForm(length: 20, pattern: "\(prefix)[0-9a-zA-Z]+", name: name) {
      $0.utf8.isOktaID(prefix)
    }
  }

  /// What is wrong with `text`; `cause` makes a cause of a body or of a query.
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
