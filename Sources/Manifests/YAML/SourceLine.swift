import Model

/// Lines of a source, read again where a finding needs them.
enum SourceLine {
  /// The lines `first...last` (counted from 1), each cut after `limit` bytes; line ends are not part of them.
  static func read(_ first: UInt32, through last: UInt32, limit: Int = 1_000, in reader: ByteReader) -> [String] {
    var counter = MarkCounter()
    var lines = [[UInt8]](repeating: [], count: Int(last - first) + 1)
    SourceText.forEachPart(of: reader) { part in
      for byte in part {
        let line = counter.mark.line
        if line > last { return false }
        let ended = counter.advance(over: byte)
        if line >= first, !ended, byte != 0x0A, lines[Int(line - first)].count < limit {
          lines[Int(line - first)].append(byte)
        }
      }
      return true
    }
    return lines.map { String(decoding: $0, as: UTF8.self) }
  }
}
