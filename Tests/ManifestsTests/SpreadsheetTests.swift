import Foundation
import Manifests
import Model
import Testing

@Suite("tables as spreadsheets write them")
struct SpreadsheetTests {
  private static func users(_ bytes: Data, table: String = "file: t.csv") throws -> [String] {
    let set = try TableSet(TableSet.manifest(table: table), ["t.csv": bytes])
    let reading = try set.read()
    #expect(reading.diagnostics == [], "\(set.findings(reading))")
    return reading.people
  }

  /// A file as a program would write it: the text with these ends of lines in an encoding.
  private static func file(_ text: String, lineEnd: String, _ encoding: String.Encoding, mark: [UInt8] = []) -> Data {
    Data(mark) + (text.replacing("\n", with: lineEnd).data(using: encoding) ?? Data())
  }

  @Test(
    "comma, semicolon and tab are detected, with every end of lines, in UTF-8 and UTF-16, with quoted delimiters and breaks",
    arguments: [",", ";", "\t"], ["\n", "\r\n", "\r"])
  func forms(delimiter: String, lineEnd: String) throws {
    let text =
      "\"Last, first; name\"|Email |note\n\"Å; b, \"\"c\"\"\"| ada@x.org|\"two\nlines\"\n\n|ben@x.org |5\" disk\n||\n"
      .replacing("|", with: delimiter)
    let files = [
      Self.file(text, lineEnd: lineEnd, .utf8), Self.file(text, lineEnd: lineEnd, .utf8, mark: [0xEF, 0xBB, 0xBF]),
      Self.file(text, lineEnd: lineEnd, .utf16LittleEndian, mark: [0xFF, 0xFE]),
      Self.file(text, lineEnd: lineEnd, .utf16BigEndian, mark: [0xFE, 0xFF]),
    ]
    for file in files { #expect(try Self.users(file) == ["ada@x.org", "ben@x.org"]) }
    let separator = Data("sep=\(delimiter)\(lineEnd)".utf8)
    #expect(try Self.users(separator + files[0]) == ["ada@x.org", "ben@x.org"])
  }

  @Test("a delimiter and Windows-1252 that cannot be detected are declared")
  func declaredForms() throws {
    #expect(try Self.users(Data("email|note\na@x.org|,;\n".utf8), table: "file: t.csv, delimiter: '|'") == ["a@x.org"])
    let latin = Self.file("email,note\nz\u{F6}e@x.org,\u{20AC}\n", lineEnd: "\r\n", .windowsCP1252)
    #expect(try Self.users(latin, table: "file: t.csv, encoding: windows-1252") == ["zöe@x.org"])
    let set = try TableSet(TableSet.manifest(), ["t.csv": latin])
    let reading = try set.read()
    #expect(set.findings(reading) == ["t.csv:2:2 encoding"])
    #expect(reading.diagnostics.first?.message == "invalid UTF-8: the byte 0xF6, which is ö in Windows-1252 (ANSI)")
  }

  @Test(
    "what is wrong with the form of a file is reported at its place",
    arguments: [
      ("email,1️⃣Email\na@x.org,b\n", DiagnosticCode.tableHeader), ("1️⃣,\na@x.org,b\n", .tableHeader),
      ("email,note\na@x.org1️⃣\n", .rowLength), ("email,note\na@x.org,b,1️⃣c\n", .rowLength),
      ("email,note\na@x.org,1️⃣\"b\nc,d\n", .tableQuotes), ("email,note\na@x.org,\"b\" 1️⃣x\n", .tableQuotes),
      ("email,1️⃣\"note\n", .tableQuotes), ("1️⃣PK\u{3}\u{4}", .wrongFile), ("1️⃣%PDF-1.7", .wrongFile),
      ("1️⃣<html><table>", .wrongFile), ("1️⃣apiVersion: writ/v1\n", .wrongFile),
      ("1️⃣version https://git-lfs.github.com/spec/v1\noid sha256:0\n", .wrongFile),
    ])
  func brokenForms(csv: String, code: DiagnosticCode) throws {
    let marked = MarkedManifest(csv)
    for lineEnd in ["\n", "\r\n"] {
      let bytes = Self.file(marked.text, lineEnd: lineEnd, .utf16LittleEndian, mark: [0xFF, 0xFE])
      let files =
        code == .wrongFile ? [Data(marked.text.utf8)] : [bytes, Self.file(marked.text, lineEnd: lineEnd, .utf8)]
      for file in files {
        let set = try TableSet(TableSet.manifest(), ["t.csv": file])
        let reading = try set.read()
        let found = reading.diagnostics.first { $0.code == code }
        #expect(
          found?.range.start == marked.marks[1] && found?.file.hasSuffix("t.csv") == true, "\(set.findings(reading))")
        #expect(!reading.isValid)
      }
    }
  }

  @Test("a byte order mark counts more than a declared encoding, and what neither encoding has is reported as such")
  func contradictedEncodings() throws {
    let text = "email,note\nz\u{F6}e@x.org,x\n"
    let table = "file: t.csv, encoding: windows-1252"
    for marked in [
      Self.file(text, lineEnd: "\n", .utf8, mark: [0xEF, 0xBB, 0xBF]),
      Self.file(text, lineEnd: "\n", .utf16LittleEndian, mark: [0xFF, 0xFE]),
    ] { #expect(try Self.users(marked, table: table) == ["zöe@x.org"]) }
    for (bytes, table, message) in [
      (Data("email\na\n".utf8) + [0x81], table, "invalid Windows-1252: a byte that stands for no character"),
      (
        Self.file("email\n", lineEnd: "\n", .utf16LittleEndian, mark: [0xFF, 0xFE]) + [0x65], "file: t.csv",
        "invalid UTF-16LE: half of a character"
      ),
    ] {
      let reading = try TableSet(TableSet.manifest(table: table), ["t.csv": bytes]).read()
      let finding = reading.diagnostics.first
      #expect(finding?.message == message && finding?.hint == "save it as CSV UTF-8")
    }
  }

  @Test("bytes that are not text are reported as such")
  func binary() throws {
    let image = Data([0x89]) + Data("PNG\r\n\u{1A}\n\0\0\0\rIHDR".utf8) + [0xAE, 0x42, 0x60, 0x82]
    let set = try TableSet(TableSet.manifest(), ["t.csv": image])
    #expect(set.findings(try set.read()) == ["t.csv:1:1 wrong-file"])
  }

  @Test(
    "blank lines count for nothing, however many there are", arguments: ["", String(repeating: "x", count: 990_000)])
  func blankLines(filler: String) throws {
    let blank = String(repeating: "\n", count: 1_200_000)
    let rows = filler.isEmpty ? "" : "\(filler),f@x.org\n"
    for csv in ["n,email\n\(rows)1,a@x.org\n\(blank)2,b@x.org\n", "\(blank)n,email\n\(rows)1,a@x.org\n2,b@x.org\n"] {
      let reading = try TableSet(TableSet.manifest(), csv: csv).read()
      #expect(reading.diagnostics == [] && reading.people.suffix(2) == ["a@x.org", "b@x.org"])
    }
  }

  @Test("a character that a delimiter cuts is not one")
  func cutCharacter() throws {
    let bytes = Data("name,last,email\nCaf".utf8) + [0xC3] + Data(",".utf8) + [0xA4] + Data("b,a@x.org\n".utf8)
    let set = try TableSet(TableSet.manifest(), ["t.csv": bytes])
    #expect(set.findings(try set.read()) == ["t.csv:2:4 encoding"])
  }

  @Test("two tables may read one file by two encodings")
  func twoEncodings() throws {
    let bytes = Data("email,n\na@x.org,caf".utf8) + [0xE9, 0x0A]
    let manifest = TableSet.manifest(table: "file: t.csv, encoding: windows-1252").replacing(
      "tables: { t:", with: "tables: { u: { file: t.csv }, t:")
    let set = try TableSet(manifest, ["t.csv": bytes])
    let reading = try set.read()
    #expect(reading.people == ["a@x.org"])
  }

  @Test("a row that makes an entry of more than 16 MiB is reported")
  func hugeEntries() throws {
    let set = try TableSet(
      TableSet.manifest().replacing(
        "subject: Access", with: "subject: \"\(String(repeating: "${n}", count: 3_000))\""),
      csv: "n,email\n\(String(repeating: "x", count: 900_000)),a@x.org\n")
    #expect(set.findings(try set.read()) == ["t.csv:2:1 file-size"])
  }

  @Test(
    "a row ends at 1 MiB: a quote that is not closed is reported where it opens, and other text where the row begins")
  func longRows() throws {
    let long = String(repeating: "a@x.org\n", count: 200_000)
    for (csv, place) in [
      ("email,n\nb@x.org,\"\(long)", "t.csv:2:9 table-quotes"),
      ("email\n b@x.org\(long.replacing("\n", with: " "))", "t.csv:2:2 file-size"),
    ] {
      let set = try TableSet(TableSet.manifest(), csv: csv)
      #expect(set.findings(try set.read()).filter { !$0.hasSuffix("user-name") } == [place])
    }
  }

  @Test(
    "what a spreadsheet left in place of a text is reported at the cell, with how to mend it",
    arguments: [
      ("=HYPERLINK(\"\"mailto:a@x.org\"\")", DiagnosticCode.cell, Diagnostic.Severity.error, "paste it as values"),
      ("#N/A", .cell, .error, "correct the formula"), ("########", .cell, .error, "widen the column"),
      ("#NV", .cell, .error, "correct the formula"), ("#WERT!", .cell, .error, "correct the formula"),
      ("#\u{DC}BERLAUF!", .cell, .error, "correct the formula"), ("Err:502", .cell, .error, "correct the formula"),
      ("##", .cell, .error, "widen the column"), ("-1.23E+11", .cell, .warning, "format the column as text"),
      ("1.23E-05", .cell, .warning, "format the column as text"),
      ("1.23E+11", .cell, .warning, "format the column as text"),
      ("1,23E+11", .cell, .warning, "format the column as text"),
      ("${note}", .template, .warning, "render"), ("a\u{0}", .nullCharacter, .error, "remove it"),
    ])
  func flaws(cell: String, code: DiagnosticCode, severity: Diagnostic.Severity, hint: String) throws {
    let set = try TableSet(
      TableSet.manifest("users: [\"${email}\"]\n    messages: [\"${note}\"]"), csv: "email,note\na@x.org,\"\(cell)\"\n")
    let reading = try set.read()
    #expect(set.findings(reading) == ["t.csv:2:9 \(code)"])
    #expect(reading.diagnostics.first?.severity == severity)
    #expect(reading.diagnostics.first?.hint?.contains(hint) == true)
  }

  @Test(
    "a date that a spreadsheet rewrote is reported in a DATE-TIME field, with both readings where there are two",
    arguments: [
      ("12/01/2026", "2026-12-01T00:00:00Z or 2026-01-12T00:00:00Z"), ("24.12.2026", "2026-12-24T00:00:00Z"),
      ("2026-12-01", "2026-12-01T00:00:00Z"), ("46357", "2026-12-01T00:00:00Z"),
      ("12/1/26", "2026-12-01T00:00:00Z or 2026-01-12T00:00:00Z"), ("2026/12/01", "2026-12-01T00:00:00Z"),
      ("12/24/2026 2:15 PM", "2026-12-24T14:15:00Z"), ("24.12.2026 0:05", "2026-12-24T00:05:00Z"),
      ("2026-12-24 12:00:30 am", "2026-12-24T00:00:30Z"), ("24.12.2026 24:00", "write it as 2027-05-05T14:15:22Z"),
    ])
  func dates(cell: String, hint: String) throws {
    let set = try TableSet(
      head + salesforce + """
        tables: { t: { file: t.csv } }
        requests:
          - forEach: t
            requestType: salesforce
            subject: Access
            requesterFields: { justification: x, until: "${until}" }
            users: ["${email}"]
        """, csv: "email,until\na@x.org,\(cell)\n")
    let reading = try set.read()
    #expect(set.findings(reading) == ["t.csv:2:9 field-date-time"])
    #expect(reading.diagnostics.first?.hint?.contains(hint) == true, "\(reading.diagnostics.first?.hint ?? "")")
  }
}
