import Model

/// The first row of a table's file, and what shows that it is not a table.
struct TableHeader {
  private let source: ManifestSource
  let dialect: CSVDialect
  private let wrongFile: WrongTable?
  private let encoding: TextEncoding
  private let row = TableRow()
  /// What is wrong with the first row.
  private var flaw: CSVReader.Flaw?
  private let allowsEmpty: Bool
  private var hasRows = false

  /// Reads the file's beginning. Throws where the system cannot.
  init(of source: ManifestSource, delimiter: UInt8?, allowsEmpty: Bool) throws(ManifestSourceError) {
    self.source = source
    self.allowsEmpty = allowsEmpty
    wrongFile = WrongTable(of: try source.open())
    dialect = CSVDialect(of: try source.open(), delimiter: delimiter)
    let reader = CSVReader(try source.open(), dialect)
    encoding = reader.encoding
    do throws(CSVReader.Flaw) {
      if try reader.read(into: row) { hasRows = (try? reader.read(into: TableRow())) ?? true }
    } catch {
      flaw = error
    }
    if let reason = reader.failure { throw .unreadable(path: source.name, reason: reason) }
  }

  /// The names of the columns; `nil` with a finding at their places where the file cannot be a table. `notes` say where the
  /// manifest names it.
  func columns(findings: Findings, notes: [Diagnostic.Note] = []) -> [String]? {
    findings.inFile(source.name) { () -> [String]? in
      if let wrongFile {
        findings.add(
          .wrongFile, at: SourceRange(at: .start), "expected a table as CSV, found \(wrongFile.kindDescription)",
          hint: wrongFile.hint, notes: notes)
        return nil
      }
      guard encoding.isRead else {
        EncodingFinding.wrongEncoding(encoding, findings: findings)
        return nil
      }
      if source.isCut {
        findings.add(
          .fileSize, at: SourceRange(at: .start),
          "more than \(YAMLDocument.sizeLimit / 1_048_576) MiB came through a pipe", hint: "name a file",
          notes: notes)
        return nil
      }
      if let flaw {
        TableRows.report(flaw, in: source, findings: findings, notes: notes)
        return nil
      }
      guard row.count > 0 else {
        if !allowsEmpty { Self.reportEmpty(source.name, at: SourceRange(at: .start), findings: findings, notes) }
        return allowsEmpty ? [] : nil
      }
      if !hasRows, !allowsEmpty {
        Self.reportEmpty(source.name, at: row.range(0), findings: findings, notes)
      }
      return names(findings: findings, notes)
    }
  }

  /// `nil` with a finding where two columns have one name.
  private func names(findings: Findings, _ notes: [Diagnostic.Note]) -> [String]? {
    var known: [String: Int] = [:]
    var areDistinct = true
    let names = (0..<row.count).map { row.text($0).string }
    for (number, name) in names.enumerated() where !name.isEmpty {
      guard let earlier = known.updateValue(number, forKey: TableDeclaration.folded(name)) else { continue }
      areDistinct = false
      Self.reportDuplicate(
        row.text(number), at: row.range(number), after: row.range(earlier), findings: findings, notes)
    }
    if known.isEmpty {
      findings.add(
        .tableHeader, at: row.range(0), "the first row names no columns",
        hint: "write a header row with the columns' names", notes: notes)
    }
    return areDistinct && !known.isEmpty ? names : nil
  }

  static func reportDuplicate(
    _ name: YAMLText, at range: SourceRange, after earlier: SourceRange, findings: Findings,
    _ notes: [Diagnostic.Note] = []
  ) {
    findings.add(
      .tableHeader, at: range, "duplicate column \(name.quoted)", hint: "rename one of them",
      notes: [findings.note("first named here", at: earlier.start)] + notes)
  }

  /// A table that would create nothing.
  static func reportEmpty(
    _ title: String, at range: SourceRange, findings: Findings, _ notes: [Diagnostic.Note] = []
  ) {
    findings.add(
      .emptyTable, at: range, "\(title) has no rows", hint: "add rows, or pass --allow-empty if this is intended",
      notes: notes)
  }
}

/// Files that are mistaken for tables.
enum WrongTable {
  case workbook, oldWorkbook, document, html, manifest, lfsPointer, binary

  /// Recognizes a file by its first bytes; `nil` if it may be a table.
  init?(of reader: ByteReader) {
    var start = [UInt8](repeating: 0, count: 512)
    let count = start.withUnsafeMutableBytes { reader.read(into: $0) }
    let bytes = start[..<count]
    let text = String(decoding: bytes, as: UTF8.self).drop(while: \.isWhitespace).lowercased()
    if bytes.starts(with: [0x50, 0x4B, 0x03, 0x04]) {
      self = .workbook
    } else if bytes.starts(with: [0xD0, 0xCF, 0x11, 0xE0]) {
      self = .oldWorkbook
    } else if bytes.starts(with: Array("%PDF".utf8)) {
      self = .document
    } else if ["<!doctype html", "<html", "<table"].contains(where: text.hasPrefix) {
      self = .html
    } else if text.hasPrefix("apiversion:") {
      self = .manifest
    } else if text.hasPrefix(WrongFile.lfsPrefix) {
      self = .lfsPointer
    } else if bytes.contains(where: { $0 < 0x09 }), bytes.withUnsafeBytes({ TextEncoding(firstBytes: $0) }) == .utf8,
      // The last character may be cut.
      UTF8Validity.validPrefix(of: bytes) + 3 < count
    {
      self = .binary
    } else {
      return nil
    }
  }

  var kindDescription: String {
    switch self {
    case .workbook: "a workbook, such as .xlsx, .ods or .numbers"
    case .oldWorkbook: "an Excel workbook (.xls)"
    case .document: "a PDF"
    case .html: "an HTML page"
    case .manifest: "a manifest"
    case .lfsPointer: WrongFile.lfsPointer.kindDescription
    case .binary: "binary data"
    }
  }

  var hint: String {
    switch self {
    case .workbook, .oldWorkbook, .html, .binary: "open it in the spreadsheet program and save it as CSV UTF-8"
    case .document: "export the table as CSV UTF-8 from the program that has it"
    case .manifest: "name the CSV file"
    case .lfsPointer: WrongFile.lfsHint
    }
  }
}
