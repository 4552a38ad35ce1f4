import Model

/// `tables`: names for the tables that entries repeat themselves for, each with its file or its rows.
struct TablesRule {
  private let files: TableFiles
  private let findings: Findings

  init(_ files: TableFiles, findings: Findings) {
    self.files = files
    self.findings = findings
  }

  /// The tables that can be read, by name.
  func read(_ node: YAMLNode?) -> [TableDeclaration] {
    guard let node, !node.isNull, KindRule.isMapping(node, as: "tables", findings: findings) else { return [] }
    let tables = node.pairs.compactMap { table(of: $0) }
    for table in tables { table.group(by: files) }
    return tables
  }

  private func table(of pair: YAMLPair) -> TableDeclaration? {
    guard let name = pair.key.bytes else { return nil }
    if name.isEmpty { NameRule.report(pair.key, "a table's name", findings: findings) }
    if !pair.value.isNull,
      !KindRule.isMapping(pair.value, as: "the table \(name.quoted)", findings: findings)
    {
      return nil
    }
    var values: [TableKey: YAMLNode] = [:]
    for part in pair.value.pairs {
      guard let key = part.key.bytes else { continue }
      if let known = TableKey.named(key) {
        values[known] = values[known] ?? part.value
      } else {
        UnknownKeyRule.report(part.key, among: TableKey.self, of: "a table", findings: findings)
      }
    }
    return table(name.string, at: pair.key, values.filter { !$0.value.isNull })
  }

  private func table(_ name: String, at key: YAMLNode, _ values: [TableKey: YAMLNode]) -> TableDeclaration? {
    let replacement = files.replacement(for: name)
    if let rows = values[.rows], values[.file] != nil {
      findings.add(
        .tableConflict, at: rows.usageRange, "file and rows are mutually exclusive", hint: "remove one of them")
      return nil
    }
    guard let format = format(of: values) else { return nil }
    if let replacement { return open(replacement, isArgument: true, name, at: key, format) }
    if let rows = values[.rows] { return written(rows, name, at: key) }
    guard let file = values[.file] else {
      findings.add(
        .missingKey, at: key.usageRange, "missing required key \"file\" or \"rows\"",
        hint: "add one of them, or pass --table \(name)=FILE")
      return nil
    }
    guard let path = KindRule.text(file, as: "file", findings: findings) else { return nil }
    return open(path.string, isArgument: false, name, at: file, format)
  }

  // MARK: Files

  /// `place` is where the manifest names it.
  private func open(
    _ path: String, isArgument: Bool, _ name: String, at place: YAMLNode, _ format: Format
  ) -> TableDeclaration? {
    do throws(ManifestSourceError) {
      let source = try files.source(at: path, isArgument: isArgument, encoding: format.encoding)
      let header = try TableHeader(of: source, delimiter: format.delimiter, allowsEmpty: files.allowsEmpty)
      if let columns = header.columns(
        findings: findings, notes: [findings.note("named here", at: place.usageRange.start)])
      {
        return TableDeclaration(
          name: name, range: place.usageRange, rows: .file(source, header.dialect), columns: columns)
      }
    } catch {
      findings.add(
        .tableFile, at: place.usageRange, error.text,
        hint: isArgument ? "check --table \(name)=\(path)" : "paths are relative to the manifest's folder")
    }
    return nil
  }

  // MARK: Values

  /// What the manifest says of a file; `nil` is left to its first bytes.
  private struct Format {
    var delimiter: UInt8?
    var encoding: TextEncoding?
  }

  /// `nil` with a finding for each value that is not valid.
  private func format(of values: [TableKey: YAMLNode]) -> Format? {
    let before = findings.violationCount
    let format = Format(
      delimiter: values[.delimiter].flatMap { delimiter($0) }, encoding: values[.encoding].flatMap { encoding($0) })
    return findings.violationCount == before ? format : nil
  }

  /// `nil` with a finding where it is not one character.
  private func delimiter(_ node: YAMLNode) -> UInt8? {
    guard let text = KindRule.text(node, as: "delimiter", findings: findings) else { return nil }
    if text == "tab" { return 0x09 }
    if text.count == 1, let byte = text.bytes.first, byte != UInt8(ascii: "\""), byte >= 0x20 || byte == 0x09 {
      return byte
    }
    findings.add(
      .tableFormat, at: node.range, "expected one character or \"tab\" for delimiter, found \(text.quoted)",
      hint: "write \",\" or \";\" or tab; it is detected where it is left out")
    return nil
  }

  /// `nil` with a finding where it is none that can be read.
  private func encoding(_ node: YAMLNode) -> TextEncoding? {
    guard let text = KindRule.text(node, as: "encoding", findings: findings) else { return nil }
    let names: [String: TextEncoding] = [
      "utf-8": .utf8, "utf8": .utf8, "windows-1252": .windows1252, "cp1252": .windows1252, "latin-1": .windows1252,
      "iso-8859-1": .windows1252,
    ]
    if let encoding = names[text.string.lowercased()] { return encoding }
    findings.add(
      .tableFormat, at: node.range, "expected utf-8 or windows-1252 for encoding, found \(text.quoted)",
      hint: "leave it out for UTF-8, and for UTF-16 with a byte order mark")
    return nil
  }

  // MARK: Rows in the manifest

  private func written(_ rows: YAMLNode, _ name: String, at key: YAMLNode) -> TableDeclaration? {
    guard KindRule.isList(rows, as: "rows", findings: findings) else { return nil }
    var columns: [String] = []
    var known: Set<String> = []
    var isReadable = true
    for row in rows.items {
      guard KindRule.isMapping(row, as: "a row", findings: findings) else {
        isReadable = false
        continue
      }
      var ofRow: [String: YAMLNode] = [:]
      for cell in row.pairs {
        guard let name = cell.key.bytes else { continue }
        let (column, folded) = (name.string, TableDeclaration.folded(name.string))
        if let earlier = ofRow.updateValue(cell.key, forKey: folded) {
          TableHeader.reportDuplicate(name, at: cell.key.usageRange, after: earlier.usageRange, findings: findings)
          isReadable = false
        }
        if known.insert(folded).inserted { columns.append(column) }
        if !cell.value.isNull, KindRule.text(cell.value, as: "a cell", findings: findings) == nil { isReadable = false }
      }
    }
    if rows.count == 0, !files.allowsEmpty { TableHeader.reportEmpty(name, at: rows.usageRange, findings: findings) }
    guard isReadable else { return nil }
    return TableDeclaration(name: name, range: key.usageRange, rows: .written(rows), columns: columns)
  }
}
