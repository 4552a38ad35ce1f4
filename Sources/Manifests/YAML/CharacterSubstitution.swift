import Foundation

/// Replaces what libyaml parses differently from YAML 1.2 and JSON before libyaml reads it, and restores it in each scalar.
///
/// - U+0085, U+2028 and U+2029 are characters like any other (YAML 1.2.2, section 5.4), while libyaml ends lines at them
///   and folds them. Noncharacters replace them.
/// - In double quotes, JSON writes a character outside the basic plane as two escapes, `\ud83d\ude00`, which libyaml
///   refuses. Only libyaml knows what is in double quotes, so every such pair becomes `\ufdd0` and six letters, which can
///   be turned back into either the character or the very text that was written.
///
/// Each substitute has as many code points as what it replaces, so that no column moves, and the noncharacters
/// U+FDD0–U+FDD3 do not occur in exchanged text (Unicode Standard, section 23.7).
struct CharacterSubstitution {
  /// Whether anything was substituted so far: all other files cost nothing.
  private(set) var isUsed = false
  /// How many backslashes are right before the next byte.
  private var backslashes = 0

  /// A substituted text is at most half as long again.
  static func room(for count: Int) -> Int { count + count / 2 + 1 }

  /// How many bytes were read and written.
  struct Copied {
    var read: Int
    var written: Int
  }

  /// Whether a part of the text may need substitution.
  static func mayApply(_ bytes: UnsafeRawBufferPointer) -> Bool {
    guard let start = bytes.baseAddress else { return false }
    return memchr(start, 0x5C, bytes.count) != nil || memchr(start, 0xC2, bytes.count) != nil
      || memchr(start, 0xE2, bytes.count) != nil
  }

  /// Records that a part passed without substitution.
  mutating func pass() { backslashes = 0 }

  /// Copies the text to `target` and returns how far it came. What may be the beginning of a
  /// sequence to substitute is left for the next call, unless this is the end of the text.
  mutating func copy(
    _ bytes: UnsafeRawBufferPointer, isLast: Bool, to target: UnsafeMutableRawBufferPointer
  ) -> Copied {
    var (index, count) = (0, 0)
    while index < bytes.count {
      let byte = bytes[index]
      if byte == 0xC2 || byte == 0xE2 || byte == UInt8(ascii: "\\") && backslashes % 2 == 0 {
        let rest = UnsafeRawBufferPointer(rebasing: bytes[index...])
        let place = UnsafeMutableRawBufferPointer(rebasing: target[count...])
        if let found = Self.substitute(for: rest, to: place) {
          (index, count) = (index + found.read, count + found.written)
          (isUsed, backslashes) = (true, 0)
          continue
        }
        if !isLast, rest.count < SurrogatePair.length { return Copied(read: index, written: count) }
      }
      backslashes = byte == UInt8(ascii: "\\") ? backslashes + 1 : 0
      target[count] = byte
      (index, count) = (index + 1, count + 1)
    }
    return Copied(read: index, written: count)
  }

  private static let lineEnds: [[UInt8]] = [[0xC2, 0x85], [0xE2, 0x80, 0xA8], [0xE2, 0x80, 0xA9]]

  /// Writes the substitute for what the bytes begin with; `nil` if they need none.
  private static func substitute(
    for bytes: UnsafeRawBufferPointer, to target: UnsafeMutableRawBufferPointer
  ) -> Copied? {
    if bytes[0] == UInt8(ascii: "\\") {
      guard let pair = SurrogatePair(bytes) else { return nil }
      target.copyBytes(from: pair.substitute)
      return Copied(read: SurrogatePair.length, written: SurrogatePair.length)
    }
    guard let number = lineEnds.firstIndex(where: { bytes.starts(with: $0) }) else { return nil }
    target.copyBytes(from: [0xEF, 0xB7, 0x91 + UInt8(number)])
    return Copied(read: lineEnds[number].count, written: 3)
  }

  /// Restores a scalar's text in place and returns its length, which is never greater.
  static func restore(_ text: UnsafeMutablePointer<UInt8>, _ length: Int, isDoubleQuoted: Bool) -> Int {
    let mark: [UInt8] = isDoubleQuoted ? [0xEF, 0xB7, 0x90] : Array(#"\ufdd0"#.utf8)
    var (from, to) = (0, 0)
    while from < length {
      let rest = UnsafeRawBufferPointer(start: text + from, count: length - from)
      var (read, original) = (1, [rest[0]])
      if rest.count >= 3, rest[0] == 0xEF, rest[1] == 0xB7, (0x91...0x93).contains(rest[2]) {
        (read, original) = (3, lineEnds[Int(rest[2] - 0x91)])
      } else if rest[0] == mark[0], let pair = SurrogatePair(substitute: rest, after: mark) {
        (read, original) = (
          mark.count + SurrogatePair.letters, isDoubleQuoted ? Array(String(pair.scalar).utf8) : pair.written
        )
      }
      for byte in original {
        text[to] = byte
        to += 1
      }
      from += read
    }
    return to
  }
}
