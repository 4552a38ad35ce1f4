import Foundation
import Model

/// What a spreadsheet leaves in a cell in place of the text that a person meant: what can be known of it is reported.
struct CellRule {
  let findings: Findings
  let row: TableRow
  let table: TableDeclaration

  /// Whether a cell that a text of an entry takes can be used.
  func isUsable(_ column: Int, in text: EntryTemplate.Text) -> Bool {
    let cell = row.text(column)
    guard let first = cell.bytes.first, let start = cell.bytes.baseAddress else { return true }
    if memchr(start, 0, cell.count) != nil {
      return report(.nullCharacter, column, text, "text must not contain the character U+0000", hint: "remove it")
    }
    switch first {
    case UInt8(ascii: "="): return report(column, text, "a formula, \(cell.quoted), not its result", Self.asValues)
    case UInt8(ascii: "#"): return checkError(column, cell, text)
    case UInt8(ascii: "E") where cell == "Err:502" || cell == "Err:508":
      return report(column, text, "the error value \(cell.quoted)", Self.mended)
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"): warnOfNumber(column, cell, text)
    default: break
    }
    return checkPlaceholder(column, cell, text)
  }

  /// Reports an empty cell that nothing replaces.
  func reportEmpty(_ column: Int, in text: EntryTemplate.Text) {
    let name = table.columns[column]
    _ = report(
      .emptyCell, column, text, "empty cell of the column \"\(name)\"",
      hint: "fill it in, or write ${\(name):-text} in the manifest")
  }

  private static let asValues = "copy the column, paste it as values only, and save the file again"

  /// The error values of spreadsheets, and the signs that stand where a column is too narrow.
  private func checkError(_ column: Int, _ cell: YAMLText, _ text: EntryTemplate.Text) -> Bool {
    let unmarked: [StaticString] = ["#N/A", "#NV", "#N/D", "#NA"]
    if unmarked.contains(where: { cell == $0 }) || Self.isMarkedError(cell) {
      return report(column, text, "the error value \(cell.quoted)", Self.mended)
    }
    if cell.count > 1, cell.bytes.allSatisfy({ $0 == UInt8(ascii: "#") }) {
      return report(
        column, text, "\(cell.quoted) of a column that is too narrow", "widen the column, and save the file again")
    }
    return checkPlaceholder(column, cell, text)
  }

  private static let mended = "correct the formula, and save the file again"

  /// `#REF!`, `#NAME?`, and the same in other languages, such as `#WERT!`.
  private static func isMarkedError(_ cell: YAMLText) -> Bool {
    guard (4...16).contains(cell.count), let last = cell.bytes.last else { return false }
    return (last == UInt8(ascii: "!") || last == UInt8(ascii: "?"))
      && cell.bytes.dropFirst().dropLast().allSatisfy { byte in
        (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) || byte >= 0x80 || byte == UInt8(ascii: "/")
          || byte == UInt8(ascii: "0")
      }
  }

  /// `1.23E+11`: digits are lost.
  private func warnOfNumber(_ column: Int, _ cell: YAMLText, _ text: EntryTemplate.Text) {
    guard cell.count <= 24, cell.bytes.contains(UInt8(ascii: "E")) || cell.bytes.contains(UInt8(ascii: "e")),
      cell.string.wholeMatch(of: /-?[0-9]([.,][0-9]+)?[Ee][+-][0-9]{2,3}/) != nil
    else { return }
    inFile(text) { usage in
      findings.warn(
        .cell, at: row.range(column), "a spreadsheet may have shortened a long number to \(cell.quoted)",
        hint: "format the column as text, enter the number again, and save the file", notes: [usage])
    }
  }

  /// A template's placeholder that was not filled: in a message a warning, as in one that is written out.
  private func checkPlaceholder(_ column: Int, _ cell: YAMLText, _ text: EntryTemplate.Text) -> Bool {
    guard let placeholder = TemplateRule.firstPlaceholder(in: cell) else { return true }
    inFile(text) { usage in
      TemplateRule.report(
        placeholder, at: row.range(column), isWarning: text.isMessage, findings: findings, notes: [usage])
    }
    return text.isMessage
  }

  private func report(_ column: Int, _ text: EntryTemplate.Text, _ found: String, _ hint: String) -> Bool {
    report(.cell, column, text, "expected a text, found \(found)", hint: hint)
  }

  private func report(
    _ code: DiagnosticCode, _ column: Int, _ text: EntryTemplate.Text, _ message: String, hint: String
  ) -> Bool {
    inFile(text) { usage in findings.add(code, at: row.range(column), message, hint: hint, notes: [usage]) }
    return false
  }

  /// Passes the note of where the manifest takes the cell, and reports in the table's file.
  private func inFile(_ text: EntryTemplate.Text, _ body: (Diagnostic.Note) -> Void) {
    let usage = findings.usage(of: text)
    findings.inFile(of: table) { body(usage) }
  }
}
