/// Where bytes stop being UTF-8 (Unicode Standard, table 3-7).
enum UTF8Validity {
  /// How many bytes at the start are whole characters.
  static func validPrefix(of bytes: ArraySlice<UInt8>) -> Int {
    var index = bytes.startIndex
    while index < bytes.endIndex, let length = length(of: bytes[index...]) { index += length }
    return index - bytes.startIndex
  }

  /// The length of the character at the start; `nil` if there is none, or only part of one.
  private static func length(of bytes: ArraySlice<UInt8>) -> Int? {
    guard let first = bytes.first else { return nil }
    let second: ClosedRange<UInt8>
    let length: Int
    switch first {
    case 0...0x7F: return 1
    case 0xC2...0xDF: (length, second) = (2, 0x80...0xBF)
    case 0xE0: (length, second) = (3, 0xA0...0xBF)
    case 0xED: (length, second) = (3, 0x80...0x9F)
    case 0xE1...0xEF: (length, second) = (3, 0x80...0xBF)
    case 0xF0: (length, second) = (4, 0x90...0xBF)
    case 0xF1...0xF3: (length, second) = (4, 0x80...0xBF)
    case 0xF4: (length, second) = (4, 0x80...0x8F)
    default: return nil
    }
    guard bytes.count >= length, second.contains(bytes[bytes.startIndex + 1]) else { return nil }
    return bytes.dropFirst(2).prefix(length - 2).allSatisfy { $0 & 0xC0 == 0x80 } ? length : nil
  }
}
