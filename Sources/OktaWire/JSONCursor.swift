/// A place in the bytes of a JSON text (RFC 8259), which is read strictly: what it refuses may be JSON to a more tolerant
/// reader, and what it takes is JSON to every reader.
struct JSONCursor {
  /// Values that hold values may go as deep as this: no reply does, and `JSONDecoder` goes deeper.
  static let maximumDepth = 64

  private let bytes: UnsafeBufferPointer<UInt8>
  /// How many bytes were read.
  private(set) var offset = 0

  init(_ bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

  /// Reads `data` as one value from its first byte to its last; whether it is one.
  static func isWhole(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    var cursor = JSONCursor(bytes)
    return cursor.skipValue(depth: maximumDepth) && cursor.isAtEnd
  }

  /// Whether nothing but white space follows.
  var isAtEnd: Bool {
    mutating get { next == nil }
  }

  /// The next byte that is not white space, which is not taken; `nil` at the end.
  var next: UInt8? {
    mutating get {
      while offset < bytes.count {
        switch bytes[offset] {
        case 0x20, 0x0A, 0x0D, 0x09: offset += 1
        case let byte: return byte
        }
      }
      return nil
    }
  }

  /// Takes a character after white space, where it is the next one.
  mutating func take(_ character: Unicode.Scalar) -> Bool {
    guard next == UInt8(ascii: character) else { return false }
    offset += 1
    return true
  }

  /// Takes a string; `nil` where there is none, or one that is not valid.
  mutating func text() -> JSONText? {
    guard take("\"") else { return nil }
    let start = offset
    var hasEscapes = false
    var union: UInt8 = 0
    while offset < bytes.count {
      let byte = bytes[offset]
      switch byte {
      case UInt8(ascii: "\""):
        let text = JSONText(
          bytes: UnsafeBufferPointer(rebasing: bytes[start..<offset]), hasEscapes: hasEscapes, isASCII: union < 0x80)
        offset += 1
        return text
      case 0..<0x20: return nil
      case UInt8(ascii: "\\"):
        hasEscapes = true
        offset += 2
      default:
        union |= byte
        offset += 1
      }
    }
    return nil
  }

  /// Takes a string and gives what it says.
  mutating func string() -> String? { text()?.value }

  /// Takes a list; `item` takes each of its items, and says whether it could.
  mutating func list(_ item: (inout JSONCursor) -> Bool) -> Bool {
    guard take("[") else { return false }
    if take("]") { return true }
    repeat {
      guard item(&self) else { return false }
    } while take(",")
    return take("]")
  }

  /// Takes an object; `member` takes the value of each of its members, and says whether it could.
  mutating func object(_ member: (JSONText, inout JSONCursor) -> Bool) -> Bool {
    guard take("{") else { return false }
    if take("}") { return true }
    repeat {
      guard let name = text(), take(":"), member(name, &self) else { return false }
    } while take(",")
    return take("}")
  }

  /// Takes a value of any kind, at most so deep; whether there is one.
  mutating func skipValue(depth: Int) -> Bool {
    guard depth > 0 else { return false }
    switch next {
    case UInt8(ascii: "\""): return text()?.isValid ?? false
    case UInt8(ascii: "{"): return object { name, cursor in name.isValid && cursor.skipValue(depth: depth - 1) }
    case UInt8(ascii: "["): return list { $0.skipValue(depth: depth - 1) }
    case UInt8(ascii: "t"): return skip("true")
    case UInt8(ascii: "f"): return skip("false")
    case UInt8(ascii: "n"): return skip("null")
    default: return skipNumber()
    }
  }

  /// Takes a word, such as `null`, where it is the next value.
  mutating func skip(_ word: StaticString) -> Bool {
    guard next != nil else { return false }
    let end = offset + word.utf8CodeUnitCount
    guard end <= bytes.count, JSONText.isSame(bytes[offset..<end], as: word) else { return false }
    offset = end
    return true
  }

  private mutating func skipNumber() -> Bool {
    _ = takeNow("-")
    guard takeNow("0") || skipDigits() else { return false }
    if takeNow("."), !skipDigits() { return false }
    guard takeNow("e") || takeNow("E") else { return true }
    _ = takeNow("+") || takeNow("-")
    return skipDigits()
  }

  /// Takes a character without white space before it, where it is the next one.
  private mutating func takeNow(_ character: Unicode.Scalar) -> Bool {
    guard offset < bytes.count, bytes[offset] == UInt8(ascii: character) else { return false }
    offset += 1
    return true
  }

  /// At least one.
  private mutating func skipDigits() -> Bool {
    let start = offset
    while offset < bytes.count, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(bytes[offset]) { offset += 1 }
    return offset > start
  }
}
