import Foundation
import Manifests
import Model
import Testing

@Suite("where findings of rows point, and which rows are one")
struct RowPlaceTests {
  private static func notes(_ reading: ManifestSet) -> [String] {
    reading.diagnostics.map { finding in
      finding.notes.filter { $0.message == "used here" }.map { "\($0.place.mark.line):\($0.place.mark.column)" }
        .joined()
    }
  }

  @Test("different entries over one row that ask for the same request are an error, though they take the same cells")
  func differentEntries() throws {
    for name in ["", "name: \"${email}\", "] {
      let entry =
        "{ \(name)forEach: t, requestTypeId: \(typeID), subject: \"S ${n}\", users: [\"${email}\"], messages: "
      let manifest =
        head + """
          tables: { t: { file: t.csv } }
          requests:
            - \(entry)[one] }
            - \(entry)[two] }
          """
      let set = try TableSet(manifest, csv: "n,email\n1,a@x.org\n")
      let reading = try set.read()
      #expect(
        Set(set.findings(reading))
          == Set(["t.csv:2:3 duplicate-declaration"] + (name.isEmpty ? [] : ["t.csv:2:3 duplicate-name"])))
      #expect(!reading.isValid)
    }
  }

  @Test("a note shows the text that is wrong, also where others take the same cell")
  func sharedCells() throws {
    let set = try TableSet(
      TableSet.manifest("name: \"${email}\"\n    messages: [\"${email}\"]\n    users: [b@x.org, \"${email}\"]"),
      csv: "email\njane doe\n")
    let reading = try set.read()
    #expect(set.findings(reading) == ["t.csv:2:1 user-name"])
    #expect(Self.notes(reading) == ["10:22"])
  }

  @Test(
    "of several cells in one text, the one that makes the finding is shown",
    arguments: [
      ("Ada,\"Sales\nEU\",x", "t.csv:2:5 subject-line-break"), ("\"A\nda\",Sales,x", "t.csv:2:1 subject-line-break"),
      ("Ada,,\"x\u{7}\"", "t.csv:2:6 subject-control"),
      ("Ada,\(String(repeating: "é", count: 250)),x", "t.csv:2:5 subject-length"),
    ])
  func composedTexts(row: String, place: String) throws {
    let set = try TableSet(
      TableSet.manifest().replacing("subject: Access", with: "subject: ${name} in ${team:-none} ${n}"),
      csv: "name,team,n,email\n\(row),a@x.org\n")
    let reading = try set.read()
    #expect(set.findings(reading) == [place])
    #expect(Self.notes(reading) == ["7:14"])
  }

  @Test("rows that are written in the manifest have their notes as well")
  func writtenRows() throws {
    let set = try TableSet(
      TableSet.manifest(table: "rows: [{ email: jane doe }, { email: b@x.org }, { email: b@x.org }]"), csv: "")
    let reading = try set.read()
    #expect(set.findings(reading) == ["m.yaml:3:32 user-name", "m.yaml:3:73 repeated-row"])
    #expect(Self.notes(reading) == ["8:13", ""])
    #expect(reading.declared.map(\.mark) == [SourceMark(line: 3, column: 53)])
  }

  @Test("people of a cell are one each, also where an alias leads to its text, and a cell without anyone is reported")
  func people() throws {
    let set = try TableSet(
      TableSet.manifest("users: [*people, c@x.org]").replacing("subject: Access", with: "subject: &people ${email}"),
      csv: "email\na@x.org;b@x.org\n")
    #expect(try set.read().people == ["a@x.org", "b@x.org", "c@x.org"])
    let empty = try TableSet(TableSet.manifest(), csv: "n,email\n1,\" ; ;\"\n")
    let reading = try empty.read()
    #expect(empty.findings(reading) == ["t.csv:2:3 empty-users"])
    #expect(Self.notes(reading) == ["8:13"])
  }

  @Test("what an entry has for all rows keeps its place in the manifest, and what a row fills has the cell's")
  func declaredPlaces() throws {
    let manifest = MarkedManifest(
      head + salesforce + """
        tables: { t: { file: t.csv } }
        defaults: { requesterFields: { 1️⃣product: 2️⃣[Sales Cloud] } }
        requests:
          - { 3️⃣forEach: t, requestType: 4️⃣salesforce, subject: "S ${n}", users: [5️⃣b@x.org], requesterFields: {
              6️⃣justification: "${n}" } }
        """)
    let set = try TableSet(manifest.text, csv: "email,n\na@x.org,1\na@x.org,2\n")
    let reading = try set.read()
    #expect(reading.declared.map(\.mark) == [SourceMark(line: 2, column: 1), SourceMark(line: 3, column: 1)])
    for request in reading.declared {
      let entry = request.entry
      let fields = entry.fields.sorted { $0.fieldRange.start < $1.fieldRange.start }
      let ranges = [
        fields[0].fieldRange, fields[0].valueRange, entry.range, entry.requestTypeRange, request.requesterRange,
        fields[1].fieldRange,
      ]
      #expect(
        ranges.map { entry.place(of: $0) }
          == (1...6).map { SourcePlace(file: entry.manifest, mark: manifest.marks[$0]!) })
      #expect(
        entry.place(of: fields[1].valueRange)
          == SourcePlace(file: entry.file, mark: SourceMark(line: request.mark.line, column: 9)))
    }
  }

  @Test("columns of rows in the manifest are named once in each, and white space in names counts as one space")
  func columnNames() throws {
    let twice = try TableSet(
      TableSet.manifest(table: "rows: [{ email: a@x.org, EMAIL: b@x.org }]"), csv: "")
    #expect(twice.findings(try twice.read()) == ["m.yaml:3:41 table-header"])
    let broken = try TableSet(
      TableSet.manifest("users: [\"${e mail }\"]"), csv: "n,\"E\r\n Mail\"\n1,a@x.org\n")
    #expect(try broken.read().people == ["a@x.org"])
  }

  @Test("an entry's text with many braces is read in time that is linear")
  func manyBraces() throws {
    let set = try TableSet(
      TableSet.manifest().replacing("subject: Access", with: "subject: \"\(String(repeating: "${", count: 200_000))\""),
      csv: "email\na@x.org\n")
    #expect(set.findings(try set.read()) == ["m.yaml:7:14 template"])
  }

  @Test(
    "what the manifest itself has in a text is reported there, once for all rows",
    arguments: [
      ("\" ${email}\"", "subject-space"), ("\"${email}\\n\"", "subject-line-break"), ("FILL IN ${email}", "template"),
      ("\"a ${email\"", "template"), ("\"${email} $${x} ${n\"", "template"),
    ])
  func ownFaults(subject: String, code: String) throws {
    let set = try TableSet(
      TableSet.manifest().replacing("subject: Access", with: "subject: \(subject)"), csv: "email\na@x.org\nb@x.org\n")
    #expect(set.findings(try set.read()) == ["m.yaml:7:14 \(code)"])
  }

  @Test("a placeholder in where, which takes no cells, is an error")
  func placeholderInWhere() throws {
    let set = try TableSet(
      TableSet.manifest("users: [\"${email}\"]\n    where: { email: [\"${n}\"] }"), csv: "email,n\na@x.org,1\n")
    #expect(set.findings(try set.read()) == ["m.yaml:9:22 template"])
  }

  @Test("rows that cannot be read name the table, and a repeated row or key the entry")
  func bothPlaces() throws {
    for (csv, notes) in [
      ("email\na@x.org,1\n", "named here 3:22"), ("email\n\"a@x.org\n", "named here 3:22"),
      ("email,Email\na,b\n", "first named here 1:1, named here 3:22"),
      ("email\na@x.org\na@x.org\n", "first written here 2:1, for this entry 5:5"),
    ] {
      let reading = try TableSet(TableSet.manifest(), csv: csv).read()
      let written = reading.diagnostics.first?.notes.map {
        "\($0.message) \($0.place.mark.line):\($0.place.mark.column)"
      }
      #expect(written?.joined(separator: ", ") == notes, "\(csv)")
    }
  }

  @Test("a SELECT value that a cell fills is at the cell")
  func selectCells() throws {
    let field = "05c87fe9-11f6-4d40-a033-b155b39dcdbe"
    let set = try TableSet(
      TableSet.manifest("users: [\"${email}\"]\n    requesterFields: { \(field): [\"${team}\"] }"),
      csv: "email,team\na@x.org,IT\n")
    let entry = try #require(try set.read().declared.first?.entry)
    #expect(entry.place(of: entry.fields[0].valueRange).text.hasSuffix("t.csv:2:9"))
    let finding = entry.diagnostic(.fieldSelect, "no", at: entry.fields[0].valueRange)
    #expect(finding.place.text.hasSuffix("t.csv:2:9") && finding.notes.map(\.message) == ["for this entry"])
  }
}
