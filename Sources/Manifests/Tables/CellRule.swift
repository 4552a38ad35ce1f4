import Model

/// What a spreadsheet leaves in a cell in place of the text that a person meant: what can be known of it is reported.
struct CellRule {
  let findings: Findings
  let row: TableRow
  let table: TableDeclaration

  /// Whether a cell that an entry takes can be used. `note` is where the entry takes it.
  func isUsable(_ column: Int, _ note: Diagnostic.Note) -> Bool {
    let text = row.text(column)
    guard let first = text.bytes.first else { return true }
    switch first {
    case UInt8(ascii: "="): return report(column, note, "a formula, \(text.quoted), not its result", Self.asValues)
    case UInt8(ascii: "#"): return checkError(column, text, note)
    case UInt8(ascii: "0")...UInt8(ascii: "9"): warnOfNumber(column, text, note)
    default: break
    }
    return checkPlaceholder(column, text, note)
  }

  private static let asValues = "copy the column, paste it as values only, and save the file again"

  /// The error values of spreadsheets, and the signs that stand where a column is too narrow.
  private func checkError(_ column: Int, _ text: YAMLText, _ note: Diagnostic.Note) -> Bool {
    let errors: [StaticString] = [
      "#N/A", "#REF!", "#NAME?", "#VALUE!", "#DIV/0!", "#NUM!", "#NULL!", "#SPILL!", "#CALC!",
    ]
    if errors.contains(where: { text == $0 }) {
      return report(column, note, "the error value \(text.quoted)", "mend the formula, and save the file again")
    }
    if text.count > 2, text.bytes.allSatisfy({ $0 == UInt8(ascii: "#") }) {
      return report(
        column, note, "\(text.quoted) of a column that is too narrow", "widen the column, and save the file again")
    }
    return true
  }

  /// `1.23E+11`: digits are lost.
  private func warnOfNumber(_ column: Int, _ text: YAMLText, _ note: Diagnostic.Note) {
    guard text.count <= 24, text.bytes.contains(UInt8(ascii: "+")),
      text.string.wholeMatch(of: /[0-9]([.,][0-9]+)?[Ee]\+[0-9]{2,3}/) != nil
    else { return }
    inFile {
      findings.warn(
        .cell, at: row.range(column), "a spreadsheet may have shortened a long number to \(text.quoted)",
        hint: "format the column as text, enter the number again, and save the file", notes: [note])
    }
  }

  /// A template's placeholder that was not filled.
  private func checkPlaceholder(_ column: Int, _ text: YAMLText, _ note: Diagnostic.Note) -> Bool {
    guard let placeholder = TemplateRule.firstPlaceholder(in: text) else { return true }
    inFile {
      findings.add(
        .template, at: row.range(column), "unresolved placeholder \(placeholder)", hint: TemplateRule.hint,
        notes: [note])
    }
    return false
  }

  private func report(
    _ column: Int, _ note: Diagnostic.Note, _ found: String, _ hint: String
  ) -> Bool {
    inFile {
      findings.add(
        .cell, at: row.range(column), "expected a text, found \(found)", hint: hint, notes: [note])
    }
    return false
  }

  func inFile(_ body: () -> Void) { table.file.map { findings.inFile($0, body) } ?? body() }
}
