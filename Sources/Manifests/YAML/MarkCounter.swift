import RequestModel

/// Counts lines and columns over the bytes of a text in the way libyaml does: columns in code points, and a line ends
/// at LF, CR, CR LF, NEL (U+0085), LS (U+2028) or PS (U+2029).
struct MarkCounter {
  /// The place of the next byte that begins a character.
  private(set) var mark = SourceMark.start
  /// Whether no byte has passed yet.
  private(set) var isAtStart = true
  private var previous: UInt8 = 0
  private var beforePrevious: UInt8 = 0

  /// Whether the byte ended a line (the LF of a CR LF ends nothing any more).
  @discardableResult
  mutating func advance(over byte: UInt8) -> Bool {
    isAtStart = false
    let ends = endsLine(byte)
    if ends {
      mark = SourceMark(line: mark.line &+ 1, column: 1)
    } else if byte & 0xC0 != 0x80, !(byte == 0x0A && previous == 0x0D) {
      mark.column &+= 1
    }
    beforePrevious = previous
    previous = byte
    return ends
  }

  private func endsLine(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x0A: previous != 0x0D
    case 0x0D: true
    case 0x85: previous == 0xC2
    case 0xA8, 0xA9: previous == 0x80 && beforePrevious == 0xE2
    default: false
    }
  }

  /// The place of the byte at `offset`; a byte order mark at the start counts in no column.
  static func mark(ofByteAt offset: Int, in reader: ByteReader) -> SourceMark {
    var counter = MarkCounter()
    var left = offset
    var isFirst = true
    reader.forEachChunk { chunk in
      var bytes = chunk[...]
      if isFirst, bytes.starts(with: TextEncoding.byteOrderMark) {
        bytes = bytes.dropFirst(3)
        left -= 3
      }
      isFirst = false
      for byte in bytes.prefix(max(0, left)) { counter.advance(over: byte) }
      left -= bytes.count
      return left > 0
    }
    return counter.mark
  }
}
