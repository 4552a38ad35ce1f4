package import struct Foundation.Data
import Model

/// Writes a JSON text piece by piece (RFC 8259), where a call is sent thousands of times and an encoder would take as long as
/// the call.
package struct JSONWriter {
  private var bytes: [UInt8] = []

  package init() {}

  /// What was written.
  package var data: Data { Data(bytes) }

  /// Names and punctuation, as they are.
  package mutating func write(_ text: StaticString) {
    bytes.append(contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
  }

  /// A string, in quotes.
  package mutating func write(string: String) {
    var string = string
    string.withUTF8 { text in
      bytes.reserveCapacity(bytes.count + text.count + 2)
      bytes.append(UInt8(ascii: "\""))
      var plain = text.startIndex
      for place in text.indices where Self.isEscaped(text[place]) {
        bytes.append(contentsOf: text[plain..<place])
        writeEscape(of: text[place])
        plain = place + 1
      }
      bytes.append(contentsOf: text[plain...])
      bytes.append(UInt8(ascii: "\""))
    }
  }

  /// A list, of which `item` writes each item.
  package mutating func write<Items: Collection>(list items: Items, _ item: (Items.Element, inout JSONWriter) -> Void) {
    write("[")
    var isFirst = true
    for value in items {
      if !isFirst { write(",") }
      isFirst = false
      item(value, &self)
    }
    write("]")
  }

  /// Section 7.
  private static func isEscaped(_ byte: UInt8) -> Bool {
    byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\")
  }

  private mutating func writeEscape(of byte: UInt8) {
    switch byte {
    case UInt8(ascii: "\""): write("\\\"")
    case UInt8(ascii: "\\"): write("\\\\")
    case UInt8(ascii: "\n"): write("\\n")
    case UInt8(ascii: "\r"): write("\\r")
    case UInt8(ascii: "\t"): write("\\t")
    default: bytes.append(contentsOf: "\\u\(UInt32(byte).digits(4, radix: 16))".utf8)
    }
  }
}
