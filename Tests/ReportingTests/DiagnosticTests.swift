import Foundation
import Reporting
import Model
import Testing

@Suite("a diagnostic")
struct DiagnosticTests {
  private static let diagnostic = Diagnostic(
    code: .duplicateDeclaration, message: "this request is declared twice", file: "a.yaml",
    range: SourceRange(start: SourceMark(line: 3, column: 14), end: SourceMark(line: 3, column: 18)),
    hint: "remove one of them",
    notes: [
      Diagnostic.Note(
        message: "first declared here", place: SourcePlace(file: "b.yaml", mark: SourceMark(line: 1, column: 2)))
    ])
  private static let excerpt = SourceExcerpt(line: "  - subject: Jira", caretColumn: 13, caretLength: 4)

  @Test("a diagnostic is shown with its line, a caret under the whole value, its hint and its notes")
  func text() {
    #expect(
      DiagnosticText(styling: .plain).text(Self.diagnostic, excerpt: Self.excerpt) == """
        a.yaml:3:14: error[duplicate-declaration]: this request is declared twice
              - subject: Jira
                         ^~~~
          hint: remove one of them
          note: b.yaml:1:2: first declared here

        """)
  }

  @Test(
    "a long source line is shown around the caret where it does not fit the terminal",
    arguments: [
      ("  users: [ada@example.com, bob@example.com, eve@example.com]", 27, 15, "…le.com, bob@example.com, e…", 9),
      ("  users: [ada@example.com, bob@example.com]", 2, 5, "  users: [ada@example.com, …", 2),
      ("  users: [ada@example.com, bob@example.com]", 42, 1, "…ample.com, bob@example.com]", 27),
      ("山田太郎山田太郎山田太郎山田太郎", 16, 4, "…郎山田太郎山田太郎山田太郎", 11), ("short", 1, 3, "short", 1),
    ])
  func longLine(line: String, column: Int, length: Int, expected: String, expectedColumn: Int) throws {
    let excerpt = SourceExcerpt(line: line, caretColumn: column, caretLength: length)
    let text = DiagnosticText(styling: .plain, width: 32).text(Self.diagnostic, excerpt: excerpt)
    let lines = text.split(separator: "\n").map(String.init)
    #expect(lines[1] == "    \(expected)")
    #expect(
      lines[2] == String(repeating: " ", count: 4 + expectedColumn) + "^" + String(repeating: "~", count: length - 1))
    #expect(lines[1...2].allSatisfy { $0.terminalCells <= 32 }, "\(text)")
  }

  @Test("colors change nothing but the color of a diagnostic")
  func colors() {
    let colored = DiagnosticText(styling: .colored).text(Self.diagnostic, excerpt: Self.excerpt)
    let plain = DiagnosticText(styling: .plain).text(Self.diagnostic, excerpt: Self.excerpt)
    #expect(colored.contains("\u{1B}[31;1merror[duplicate-declaration]:\u{1B}[0m"))
    #expect(colored.replacing(/\u{1B}\[[0-9;]+m/, with: "") == plain)
  }

  @Test("a diagnostic passes no control character of a file name, line or message to the terminal")
  func controls() {
    var hostile = Self.diagnostic
    hostile.file = "a\u{1B}]0;x\u{7}.yaml"
    hostile.message = "got \u{9B}31m"
    hostile.hint = "\u{202E}reverse"
    hostile.notes[0].message = "bell\u{7}\r"
    let excerpt = SourceExcerpt(line: "\u{1B}[2Jx\ty", caretColumn: 0, caretLength: 0)
    let text = DiagnosticText(styling: .plain).text(hostile, excerpt: excerpt)
    #expect(text.unicodeScalars.allSatisfy { $0 == "\n" || $0.safeInTerminals })
  }

  @Test("a diagnostic as JSON has every key, in the documented order")
  func json() {
    var bare = Self.diagnostic
    bare.hint = nil
    bare.notes = []
    #expect(
      DiagnosticJSON.document(isValid: false, declarations: 2, diagnostics: [bare]).document == """
        {
          "formatVersion": 1,
          "valid": false,
          "declarations": 2,
          "diagnosticsLeftOut": 0,
          "diagnostics": [
            {
              "severity": "error",
              "code": "duplicate-declaration",
              "message": "this request is declared twice",
              "file": "a.yaml",
              "line": 3,
              "column": 14,
              "endLine": 3,
              "endColumn": 18,
              "hint": null,
              "notes": []
            }
          ]
        }
        """)
  }
}

extension Unicode.Scalar {
  fileprivate var safeInTerminals: Bool {
    !(value < 0x20 || (0x7F..<0xA0).contains(value) || (0x202A...0x202E).contains(value))
  }
}
