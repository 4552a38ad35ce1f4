import Model

/// A string of a JSON text as it is written, without its quotes: valid as long as the bytes of the text are.
struct JSONText {
  /// What stands between the quotes.
  let bytes: UnsafeBufferPointer<UInt8>
  /// Whether some of it is written with a backslash.
  let hasEscapes: Bool
  /// Whether it is written in ASCII.
  let isASCII: Bool

  /// Whether it is its own bytes, which are ASCII: nearly all are.
  var isPlain: Bool { isASCII && !hasEscapes }

  /// Whether its escapes and its UTF-8 are valid.
  var isValid: Bool { isPlain || value != nil }

  /// What it says; `nil` where an escape is not valid, half of a surrogate pair stands alone, or the bytes are not UTF-8.
  var value: String? {
    if isPlain { return String(decoding: bytes, as: UTF8.self) }
    return hasEscapes ? unescaped : String(validating: bytes, as: UTF8.self)
  }

  /// Whether both are plain and say the same.
  static func isSame(_ left: some RandomAccessCollection<UInt8>, as right: StaticString) -> Bool {
    left.count == right.utf8CodeUnitCount
      && left.elementsEqual(UnsafeBufferPointer(start: right.utf8Start, count: right.utf8CodeUnitCount))
  }

  /// Whether a plain text says `name`.
  static func ~= (name: StaticString, text: JSONText) -> Bool { text.isPlain && isSame(text.bytes, as: name) }

  private var unescaped: String? {
    var plain: [UInt8] = []
    plain.reserveCapacity(bytes.count)
    var rest = bytes[...]
    while let byte = rest.popFirst() {
      if byte != UInt8(ascii: "\\") {
        plain.append(byte)
      } else if let scalar = Self.escape(&rest) {
        plain += Array(String(scalar).utf8)
      } else {
        return nil
      }
    }
    return String(validating: plain, as: UTF8.self)
  }

  /// Takes what follows a backslash (RFC 8259, section 7).
  private static func escape(_ rest: inout Slice<UnsafeBufferPointer<UInt8>>) -> Unicode.Scalar? {
    guard let character = rest.popFirst() else { return nil }
    switch character {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return Unicode.Scalar(character)
    case UInt8(ascii: "b"): return "\u{8}"
    case UInt8(ascii: "f"): return "\u{C}"
    case UInt8(ascii: "n"): return "\n"
    case UInt8(ascii: "r"): return "\r"
    case UInt8(ascii: "t"): return "\t"
    case UInt8(ascii: "u"): return scalar(&rest)
    default: return nil
    }
  }

  private static func scalar(_ rest: inout Slice<UnsafeBufferPointer<UInt8>>) -> Unicode.Scalar? {
    guard let high = codeUnit(&rest) else { return nil }
    guard UTF16.isLeadSurrogate(high) else { return Unicode.Scalar(high) }
    guard rest.popFirst() == UInt8(ascii: "\\"), rest.popFirst() == UInt8(ascii: "u"), let low = codeUnit(&rest),
      UTF16.isTrailSurrogate(low)
    else { return nil }
    return Unicode.Scalar(0x10000 + (UInt32(high) - 0xD800) << 10 + (UInt32(low) - 0xDC00))
  }

  /// Four hexadecimal digits.
  private static func codeUnit(_ rest: inout Slice<UnsafeBufferPointer<UInt8>>) -> UInt16? {
    let digits = rest.prefix(4)
    guard digits.count == 4, digits.allSatisfy(\.isASCIIHexDigit) else { return nil }
    rest = rest.dropFirst(4)
    return UInt16(String(decoding: digits, as: UTF8.self), radix: 16)
  }
}
