import Model

/// Counts lines and columns over the bytes of a text as editors do: columns in code points, and a line ends at LF, CR or
/// CR LF. `YAMLInput` sees to it that libyaml counts alike.
struct MarkCounter {
  /// The place of the next byte that begins a character.
  private(set) var mark = SourceMark.start
  private var previous: UInt8 = 0

  /// Whether the byte ended a line (the LF of a CR LF ends nothing any more).
  @discardableResult
  mutating func advance(over byte: UInt8) -> Bool {
    let ends = byte == 0x0D || byte == 0x0A && previous != 0x0D
    if ends {
      mark = SourceMark(line: mark.line &+ 1, column: 1)
    } else if byte & 0xC0 != 0x80, byte != 0x0A {
      mark.column &+= 1
    }
    previous = byte
    return ends
  }
}
