import Model

/// Tables that no entry names, and rows that no entry takes: nothing is requested for these people.
enum UnusedTableRule {
  static func check(_ tables: [TableDeclaration], findings: Findings) {
    for table in tables {
      guard table.isUsed else {
        findings.warn(
          .unusedTable, at: table.range, "no entry takes its rows", hint: "write forEach: \(table.name) in an entry")
        continue
      }
      let (rows, count, first) = table.untaken
      guard let first else { continue }
      findings.warn(
        .unusedRow, at: table.range,
        "\(count) of \(rows) rows of \(table.title) \(count == 1 ? "is" : "are") in no entry",
        hint: "check what each where selects, or add an entry for them",
        notes: [note(of: table, row: first, findings: findings)].compactMap(\.self))
    }
  }

  /// Where the row is: it is read again.
  private static func note(of table: TableDeclaration, row number: Int, findings: Findings) -> Diagnostic.Note? {
    guard var rows = try? TableRows(of: table, findings: findings) else { return nil }
    while rows.next() != nil {
      guard rows.number == number else { continue }
      return Diagnostic.Note(
        message: "the first of them",
        place: SourcePlace(file: table.file ?? findings.file, mark: rows.row.range(0).start))
    }
    return nil
  }
}
