import Model

/// The lines that git leaves around the two sides of a conflict.
enum ConflictMarkers {
  private static let begin = Array("<<<<<<<".utf8)
  private static let end = Array(">>>>>>>".utf8)

  /// The first line that begins a conflict, up to `last`; `nil` if none does, or no line of the file ends one.
  static func first(in reader: ByteReader, through last: UInt32) -> SourceRange? {
    var counter = MarkCounter()
    var line: [UInt8] = []
    var found: UInt32?
    var isEnded = false
    SourceText.forEachPart(of: reader) { part in
      for byte in part {
        let mark = counter.mark
        if mark.column == 1, byte != 0x0A { line.removeAll(keepingCapacity: true) }
        if mark.column <= 8 { line.append(byte) }
        counter.advance(over: byte)
        // A space, or the line's end, follows the seven characters.
        guard line.count == 8, mark.column == 8, [0x20, 0x0A, 0x0D].contains(byte) else { continue }
        if found == nil, mark.line <= last, line.starts(with: begin) { found = mark.line }
        isEnded = found != nil && line.starts(with: end)
        if isEnded { return false }
      }
      return found != nil || counter.mark.line <= last
    }
    return isEnded
      ? found.map { SourceRange(start: SourceMark(line: $0, column: 1), end: SourceMark(line: $0, column: 8)) } : nil
  }
}
