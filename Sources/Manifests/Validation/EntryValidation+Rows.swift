import Model

/// Entries that are repeated for the rows of a table.
extension EntryValidation {
  /// Checks an entry once for each row that `where` selects, as if each were written out.
  mutating func validateRows(
    of entry: RawEntry, named reference: YAMLNode, isBroken: Bool
  ) throws(ParseError) {
    guard let table = table(reference) else { return set.countCandidates(1) }
    table.noteUse()
    let template = EntryTemplate(entry, of: table, findings: findings)
    var condition: RowCondition?
    if let node = entry.condition, !node.isNull {
      condition = RowCondition(node, of: table, findings: findings)
      if condition == nil { return set.countCandidates(1) }
    }
    if template.isBroken { return set.countCandidates(1) }
    var rows: TableRows
    do throws(ManifestSourceError) { rows = try TableRows(of: table, findings: findings) } catch {
      return findings.add(.tableFile, at: reference.usageRange, error.text)
    }
    let expansion = RowExpansion(entry.node, template, of: table, findings: findings)
    defer { expansion.restore() }
    let file = findings.file
    if let name = table.file { set.beginFile(name) }
    var isTaken = false
    while let isWhole = rows.next() {
      let isMet = isWhole && (condition?.isMet(by: rows.row) ?? true)
      table.note(row: rows.number, isTaken: isMet || !isWhole)
      guard isMet else { continue }
      isTaken = true
      try validate(entry, for: rows.row, by: expansion, isBroken: isBroken)
    }
    if table.file != nil { set.beginFile(file) }
    if !isTaken, let condition, rows.number >= 0 { warnOfNoRow(condition, table, rows.number + 1) }
  }

  private mutating func validate(
    _ entry: RawEntry, for row: TableRow, by expansion: RowExpansion, isBroken: Bool
  ) throws(ParseError) {
    set.countEntry()
    try DeclarationRule(set: set, findings: findings).checkLimit(at: entry.node.usageRange)
    guard let place = expansion.fill(from: row) else { return set.countCandidates(1) }
    findings.row = place
    defer { findings.row = nil }
    var filled = entry
    filled.users = expansion.users(entry.users)
    try validate(filled, after: isBroken ? -1 : findings.violationCount)
  }

  /// The table that `forEach` names; `nil` with a finding if there is none that can be read.
  private func table(_ reference: YAMLNode) -> TableDeclaration? {
    guard let name = KindRule.text(reference, as: "forEach", findings: findings) else { return nil }
    let written = name.string
    if let table = header.tables.first(where: { $0.name == written }) { return table }
    guard !header.brokenTables.contains(written) else { return nil }
    findings.add(
      .unknownTable, at: reference.range, "unknown table \(name.quoted): tables of this document does not declare it",
      hint: findings.guess(name.short, among: header.tables.map(\.name)))
    return nil
  }

  private func warnOfNoRow(_ condition: RowCondition, _ table: TableDeclaration, _ count: Int) {
    findings.warn(
      .noRow, at: condition.range,
      "no row of \(table.title) meets this (\(count) \(count == 1 ? "row" : "rows"))",
      hint: "compare it with the cells: upper and lower case count")
  }
}
