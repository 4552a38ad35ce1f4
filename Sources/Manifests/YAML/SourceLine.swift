import RequestModel

/// Lines of a source, read again where a finding needs them.
enum SourceLine {
  /// The lines `first...last` (counted from 1), each cut behind `limit` bytes; libyaml's line ends are not part of them.
  static func read(_ first: UInt32, through last: UInt32, limit: Int = 1_000, in reader: ByteReader) -> [String] {
    var counter = MarkCounter()
    var lines = [[UInt8]](repeating: [], count: Int(last - first) + 1)
    reader.forEachChunk { chunk in
      for byte in chunk {
        let line = counter.mark.line
        if line > last { return false }
        let ended = counter.advance(over: byte)
        if line >= first, !ended, byte != 0x0A, lines[Int(line - first)].count < limit {
          lines[Int(line - first)].append(byte)
        }
      }
      return true
    }
    return lines.map { bytes in
      let text = bytes.starts(with: TextEncoding.byteOrderMark) ? bytes.dropFirst(3) : bytes[...]
      return String(decoding: text, as: UTF8.self)
    }
  }
}
