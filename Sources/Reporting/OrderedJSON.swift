import Model

/// A JSON text whose keys keep the order in which they were given: each document begins with its `formatVersion`,
/// which `JSONEncoder` cannot promise.
package indirect enum OrderedJSON: Hashable, Sendable {
  /// A key and its value.
  package struct Member: Hashable, Sendable {
    /// The key, without escapes.
    package var key: String
    /// What the key stands for.
    package var value: OrderedJSON

    /// A missing value becomes `null`.
    package init(_ key: String, _ value: OrderedJSON?) {
      self.key = key
      self.value = value ?? .null
    }
  }

  /// An object, printed in the order of its members.
  case object([Member])
  /// An array.
  case array([OrderedJSON])
  /// A string, without escapes: printing adds them.
  case string(String)
  /// A whole number.
  case integer(Int)
  /// A number that may have a fraction; infinities and NaN, which JSON does not have, are printed as `null`.
  case number(Double)
  /// `true` or `false`.
  case bool(Bool)
  /// `null`, as the value of a key that has none.
  case null

  /// An object; keys without a value become `null`, so that every object of a kind has the same keys.
  package static func object(_ members: KeyValuePairs<String, OrderedJSON?>) -> OrderedJSON {
    .object(members.map { Member($0.key, $0.value) })
  }

  /// On one line, as a stream of objects wants it.
  package var line: String {
    var text = ""
    write(to: &text, indent: nil)
    return text
  }

  /// Indented by two spaces.
  package var document: String {
    var text = ""
    write(to: &text, indent: 0)
    return text
  }

  func write(to text: inout String, indent: Int?) {
    switch self {
    case .object(let members):
      Self.write(members, between: ("{", "}"), to: &text, indent: indent) { member, text, indent in
        Self.write(member.key, to: &text)
        text += indent == nil ? ":" : ": "
        member.value.write(to: &text, indent: indent)
      }
    case .array(let items):
      Self.write(items, between: ("[", "]"), to: &text, indent: indent) { item, text, indent in
        item.write(to: &text, indent: indent)
      }
    case .string(let string): Self.write(string, to: &text)
    case .integer(let integer): text += String(integer)
    case .number(let number): text += number.isFinite ? "\(number)" : "null"
    case .bool(let bool): text += bool ? "true" : "false"
    case .null: text += "null"
    }
  }

  private static func write<Item>(
    _ items: [Item], between brackets: (String, String), to text: inout String, indent: Int?,
    writeItem: (Item, inout String, Int?) -> Void
  ) {
    text += brackets.0
    for (position, item) in items.enumerated() {
      if position > 0 { text += "," }
      if let indent { text += "\n" + String(repeating: "  ", count: indent + 1) }
      writeItem(item, &text, indent.map { $0 + 1 })
    }
    if let indent, !items.isEmpty { text += "\n" + String(repeating: "  ", count: indent) }
    text += brackets.1
  }

  /// A string by RFC 8259, section 7; whatever terminals obey is escaped too, and a second `#`, with which CI systems would
  /// take the text for a command (`String.withoutCICommands`).
  static func write(_ string: String, to text: inout String) {
    text += "\""
    defer { text += "\"" }
    // Nearly all are.
    if string.utf8.allSatisfy({ (0x20...0x7E).contains($0) && !"\"\\#".utf8.contains($0) }) {
      text += string
      return
    }
    for scalar in string.unicodeScalars {
      switch scalar {
      case "\"": text += "\\\""
      case "\\": text += "\\\\"
      case "\n": text += "\\n"
      case "\r": text += "\\r"
      case "\t": text += "\\t"
      case "#" where text.unicodeScalars.last == "#": text += escape(scalar)
      default:
        if scalar.isObeyedByTerminals {
          text += escape(scalar)
        } else {
          text.unicodeScalars.append(scalar)
        }
      }
    }
  }
}

extension OrderedJSON {
  /// A character below U+10000 as `\u` and four digits.
  static func escape(_ scalar: Unicode.Scalar) -> String {
    "\\u" + scalar.value.digits(4, radix: 16)
  }

  /// The version of every JSON that Writ prints: it changes when a key goes away or changes its meaning.
  package static let formatVersion = OrderedJSON.integer(1)
}
