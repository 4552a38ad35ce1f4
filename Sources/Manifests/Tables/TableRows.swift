import Model

/// The rows of a table, one at a time.
struct TableRows {
  private let table: TableDeclaration
  private let reader: CSVReader?
  private var written: YAMLItems?
  private let findings: Findings
  let row = TableRow()
  /// The row's number, from 0; rows without any text are not counted.
  private(set) var number = -1

  /// Throws where the system cannot open the file again.
  init(of table: TableDeclaration, findings: Findings) throws(ManifestSourceError) {
    self.table = table
    self.findings = findings
    switch table.rows {
    case .written(let list):
      reader = nil
      written = list.items
    case .file(let source, let dialect):
      let reader = CSVReader(try source.open(), dialect)
      self.reader = reader
      // The header.
      _ = try? reader.read(into: row)
    }
  }

  /// Goes to the next row that has a text; `nil` at the end, and after a finding where the file cannot be read on. A row
  /// with too many or too few cells has its finding and is passed over, as `false` says.
  mutating func next() -> Bool? {
    while true {
      guard read() else { return nil }
      if row.isBlank { continue }
      number += 1
      return reader == nil || hasAllCells()
    }
  }

  private mutating func read() -> Bool {
    guard let reader else { return readWritten() }
    do throws(CSVReader.Flaw) {
      return try reader.read(into: row)
    } catch {
      if case .file(let source, _) = table.rows {
        let note = declared
        findings.inFile(of: table) { Self.report(error, in: source, findings: findings, notes: [note]) }
      }
      return false
    }
  }

  private mutating func readWritten() -> Bool {
    guard let node = written?.next() else { return false }
    row.removeAll()
    var cells = [YAMLNode?](repeating: nil, count: table.columns.count)
    for pair in node.pairs {
      guard let name = pair.key.bytes?.string, let column = table.number(of: name) else { continue }
      cells[column] = cells[column] ?? pair.value
    }
    for cell in cells {
      let start = row.byteCount
      if let cell, !cell.isNull, let text = cell.bytes { row.append(text.bytes) }
      row.endCell(from: start, at: (cell ?? node).usageRange)
    }
    return true
  }

  private func hasAllCells() -> Bool {
    let (expected, found) = (table.columns.count, row.count)
    guard expected != found else { return true }
    let place = row.range(min(found - 1, expected))
    let note = declared
    findings.inFile(of: table) {
      findings.add(
        .rowLength, at: found > expected ? place : SourceRange(at: place.end),
        "expected \(expected) cells in this row, found \(found)",
        hint: found > expected
          ? "put a cell that contains the delimiter in double quotes" : "add the missing cells, empty ones as well",
        notes: [note])
    }
    return false
  }

  /// Where the manifest names the table.
  private var declared: Diagnostic.Note { findings.note("named here", at: table.range.start) }

  /// What is wrong with a file at a place.
  static func report(
    _ flaw: CSVReader.Flaw, in source: ManifestSource, findings: Findings, notes: [Diagnostic.Note]
  ) {
    switch flaw.kind {
    case .unclosedQuote:
      findings.add(
        .tableQuotes, at: flaw.range, "this quote is not closed", hint: "end the cell with a quote, or remove this one",
        notes: notes)
    case .textAfterQuote:
      findings.add(
        .tableQuotes, at: flaw.range, "text after the quote that ends the cell",
        hint: "write a quote within a cell twice: \"\"", notes: notes)
    case .encoding:
      guard let reader = try? source.open() else { return }
      let encoding = SourceText(reader).encoding
      EncodingFinding.reportBytes(
        InvalidBytes(in: reader), of: encoding, to: findings,
        remedy: "save it as CSV UTF-8"
          + (encoding == .utf8 ? ", or write encoding: windows-1252 for the table" : ""), notes: notes)
    case .rowSize:
      findings.add(
        .fileSize, at: SourceRange(at: flaw.range.start),
        "the row is larger than \(CSVReader.rowLimit / 1_048_576) MiB",
        hint: "save the table as CSV UTF-8, with a line for each row", notes: notes)
    }
  }
}
