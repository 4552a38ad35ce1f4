/// What a CSV file's first lines show: which character separates its cells.
struct CSVDialect {
  /// Those that are detected, the likeliest first.
  static let delimiters: [UInt8] = [UInt8(ascii: ","), UInt8(ascii: ";"), 0x09]

  let delimiter: UInt8
  /// Whether the first line is Excel's `sep=;`, which is not a row of cells.
  let hasSeparatorLine: Bool

  /// Detects the delimiter from the header, outside of quotes, unless it is given.
  init(of reader: ByteReader, delimiter given: UInt8?) {
    var line: [UInt8] = []
    var isQuoted = false
    SourceText.forEachPart(of: reader) { part in
      for byte in part {
        if byte == UInt8(ascii: "\"") { isQuoted.toggle() }
        if byte == 0x0A || byte == 0x0D, !isQuoted, !line.isEmpty { return false }
        line.append(isQuoted ? 0x20 : byte)
      }
      return line.count < 65_536
    }
    let separator = "sep=".utf8
    if line.count == separator.count + 1, line.starts(with: separator), let last = line.last {
      (delimiter, hasSeparatorLine) = (given ?? last, true)
      return
    }
    let counts = Self.delimiters.map { delimiter in line.count { $0 == delimiter } }
    let best = counts.indices.max { counts[$0] < counts[$1] || counts[$0] == counts[$1] && $0 > $1 }
    (delimiter, hasSeparatorLine) = (given ?? Self.delimiters[best ?? 0], false)
  }
}
