import Model

/// Reads rows of comma-separated values (RFC 4180) from the bytes of a file, one at a time, with the place of each cell:
/// lines and columns as editors count them, also after quoted line breaks. Memory does not grow with the file: a row has a
/// limit.
///
/// Beyond the RFC it takes what spreadsheets write: other delimiters, lines that end with CR or LF alone, spaces
/// around quotes, and a quote within a cell that does not begin with one.
final class CSVReader {
  /// Why rows cannot be read on.
  struct Flaw: Error {
    enum Kind {
      /// A quote that no other ends.
      case unclosedQuote
      /// Text after the quote that ends a cell.
      case textAfterQuote
      /// Bytes that are not UTF-8.
      case encoding
      /// More bytes than a row may have.
      case rowSize
    }

    var kind: Kind
    var range: SourceRange
  }

  /// Bytes of a row, far more than a request can take. Where they end, a quote was rather not closed.
  static let rowLimit = 1 << 20
  private static let quote = UInt8(ascii: "\"")

  private let text: SourceText
  private let delimiter: UInt8
  /// Whether the line that only names the delimiter is next.
  private var isAtSeparatorLine: Bool
  private var part = UnsafeRawBufferPointer(start: nil, count: 0)
  private var next = 0
  private var counter = MarkCounter()
  private var isAtEnd = false
  /// Bytes of the parts that came since the row began, and whether they are too many, which ends reading.
  private var rowSize = 0
  private var isTooLong = false

  /// Reads from the source's start.
  init(_ reader: ByteReader, _ dialect: CSVDialect) {
    text = SourceText(reader)
    delimiter = dialect.delimiter
    isAtSeparatorLine = dialect.hasSeparatorLine
  }

  /// The encoding that the source's first bytes show, or that was given for it.
  var encoding: TextEncoding { text.encoding }

  /// Why the system could not read on.
  var failure: String? { text.reader.failure }

  /// Fills `row` with the next one; `false` at the end. A line without any character is passed over.
  func read(into row: TableRow) throws(Flaw) -> Bool {
    if isAtSeparatorLine {
      isAtSeparatorLine = false
      _ = try read(into: row)
    }
    while true {
      row.removeAll()
      rowSize = 0
      guard let first = peek() else { return false }
      if Self.endsLine(first) {
        advance()
        continue
      }
      while try readCell(into: row) {}
      if isTooLong { throw Flaw(kind: .rowSize, range: row.range(0)) }
      try requireUTF8(row)
      return true
    }
  }

  // MARK: Cells

  /// Whether another cell of the row follows.
  private func readCell(into row: TableRow) throws(Flaw) -> Bool {
    let textStart = row.byteCount
    skipBlanks()
    var range = SourceRange(at: counter.mark)
    if peek() == Self.quote {
      try readQuoted(into: row)
      range.end = counter.mark
      try skipToDelimiter()
    } else {
      range.end = readPlain(into: row, from: counter.mark)
    }
    row.endCell(from: textStart, at: range)
    guard let byte = peek() else { return false }
    advance()
    if byte == delimiter { return true }
    // The LF of a CR LF.
    if byte == 0x0D, peek() == 0x0A { advance() }
    return false
  }

  private func skipBlanks() {
    while let byte = peek(), byte == 0x20 || byte == 0x09, byte != delimiter { advance() }
  }

  /// The text up to the delimiter or the line's end; gives where its last character ends that is not a blank.
  @inline(__always)
  private func readPlain(into row: TableRow, from mark: SourceMark) -> SourceMark {
    var end = mark
    while let byte = peek(), byte != delimiter, !Self.endsLine(byte) {
      row.append(byte)
      advance()
      if byte > 0x20 { end = counter.mark }
    }
    return end
  }

  private func readQuoted(into row: TableRow) throws(Flaw) {
    let start = counter.mark
    advance()
    while let byte = peek() {
      advance()
      if byte == Self.quote {
        guard peek() == Self.quote else { return }
        advance()
      }
      row.append(byte)
    }
    throw Flaw(
      kind: .unclosedQuote,
      range: SourceRange(start: start, end: SourceMark(line: start.line, column: start.column + 1)))
  }

  private func skipToDelimiter() throws(Flaw) {
    while let byte = peek(), byte != delimiter, !Self.endsLine(byte) {
      guard byte == 0x20 || byte == 0x09 else {
        let start = counter.mark
        throw Flaw(
          kind: .textAfterQuote,
          range: SourceRange(start: start, end: SourceMark(line: start.line, column: start.column + 1)))
      }
      advance()
    }
  }

  /// Each cell by itself: what is valid together may be a character that a delimiter has cut.
  private func requireUTF8(_ row: TableRow) throws(Flaw) {
    guard UnsafeBufferPointer(start: row.bytes, count: row.byteCount).contains(where: { $0 >= 0x80 }) else { return }
    for column in 0..<row.count where String(validating: row.text(column).bytes, as: UTF8.self) == nil {
      throw Flaw(kind: .encoding, range: row.range(column))
    }
  }

  // MARK: Bytes

  /// The next byte; `nil` at the end.
  @inline(__always)
  private func peek() -> UInt8? {
    if next < part.count { return part[next] }
    return refill() ? part[next] : nil
  }

  @inline(__always)
  private func advance() {
    counter.advance(over: part[next])
    next &+= 1
  }

  private func refill() -> Bool {
    guard !isAtEnd, let more = text.nextPart(), !more.isEmpty else {
      isAtEnd = true
      return false
    }
    rowSize += more.count
    if rowSize > Self.rowLimit {
      (isTooLong, isAtEnd) = (true, true)
      return false
    }
    (part, next) = (more, 0)
    return true
  }

  private static func endsLine(_ byte: UInt8) -> Bool { byte == 0x0A || byte == 0x0D }
}
