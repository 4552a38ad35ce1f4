/// Two JSON escapes for one character, and which of their hexadecimal digits are capital letters.
struct SurrogatePair {
  /// Bytes of the two escapes.
  static let length = 12
  /// Letters that encode them after `\ufdd0`, 6 bits each.
  static let letters = 6
  private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.".utf8)
  /// The first 8 bits, which other text hardly has.
  private static let seal: UInt64 = 0xA5
  private static let digits = [2, 3, 4, 5, 8, 9, 10, 11]

  let scalar: Unicode.Scalar
  private let capitals: UInt8

  /// `nil` if the bytes do not begin with a pair.
  init?(_ bytes: UnsafeRawBufferPointer) {
    guard bytes.count >= Self.length, Self.isEscape(bytes, at: 0), Self.isEscape(bytes, at: 6) else { return nil }
    var value: UInt32 = 0
    var capitals: UInt8 = 0
    for index in Self.digits {
      guard let digit = Character(Unicode.Scalar(bytes[index])).hexDigitValue else { return nil }
      value = value << 4 | UInt32(digit)
      capitals = capitals << 1 | (digit > 9 && bytes[index] < UInt8(ascii: "a") ? 1 : 0)
    }
    let units = [UInt16(value >> 16), UInt16(value & 0xFFFF)]
    guard UTF16.isLeadSurrogate(units[0]), UTF16.isTrailSurrogate(units[1]) else { return nil }
    scalar = UTF16.decode(UTF16.EncodedScalar(units))
    self.capitals = capitals
  }

  private static func isEscape(_ bytes: UnsafeRawBufferPointer, at index: Int) -> Bool {
    bytes[index] == UInt8(ascii: "\\") && bytes[index + 1] == UInt8(ascii: "u")
  }

  /// `nil` if the bytes after `mark` are not what `substitute` has there.
  init?(substitute bytes: UnsafeRawBufferPointer, after mark: [UInt8]) {
    guard bytes.count >= mark.count + Self.letters, bytes.starts(with: mark) else { return nil }
    var value: UInt64 = 0
    for letter in bytes[mark.count..<mark.count + Self.letters] {
      guard let bits = Self.alphabet.firstIndex(of: letter) else { return nil }
      value = value << 6 | UInt64(bits)
    }
    guard value >> 28 == Self.seal, let scalar = Unicode.Scalar(UInt32(value & 0xF_FFFF) + 0x1_0000) else { return nil }
    self.scalar = scalar
    capitals = UInt8(truncatingIfNeeded: value >> 20)
  }

  /// `\ufdd0` and the letters.
  var substitute: [UInt8] {
    let value = Self.seal << 28 | UInt64(capitals) << 20 | UInt64(scalar.value - 0x1_0000)
    return Array(#"\ufdd0"#.utf8) + (0..<Self.letters).map { Self.alphabet[Int(value >> (30 - 6 * UInt64($0)) & 63)] }
  }

  /// The two escapes, letter by letter.
  var written: [UInt8] {
    let units = [UTF16.leadSurrogate(scalar), UTF16.trailSurrogate(scalar)]
    var bytes = Array(units.map { #"\u"# + String($0, radix: 16) }.joined().utf8)
    for (number, index) in Self.digits.enumerated() where capitals >> (7 - UInt8(number)) & 1 == 1 {
      bytes[index] &= ~0x20
    }
    return bytes
  }
}
