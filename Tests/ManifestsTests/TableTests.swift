import Foundation
import Manifests
import Model
import Testing

@Suite("entries from tables")
struct TableTests {
  private static let people = "email,name,department\nada@x.org,Ada,Sales\nben@x.org,Ben,IT\ncy@x.org,Cy,Support\n"

  @Test("an entry is repeated for each row that its where selects, and columns are named in letters of either case")
  func rows() throws {
    let set = try TableSet(
      head + """
        tables: { hires: { file: t.csv } }
        requests:
          - name: crm-${EMAIL}
            forEach: hires
            where: { Department: [Sales, "Sup*"] }
            requestTypeId: \(typeID)
            subject: CRM for ${name}
            messages: ["Hello ${ name }, $${this} is ${team:-the team of} ${department}"]
            users: ["${email}", boss@x.org]
        """, csv: "email,name,department,team\nada@x.org,Ada,Sales,\nben@x.org,Ben,IT,\ncy@x.org,Cy,Support,all of\n")
    let reading = try set.read()
    #expect(set.findings(reading) == ["m.yaml:3:26 unused-row"])
    #expect(reading.isValid && reading.declarationCount == 4)
    #expect(reading.people == ["ada@x.org", "boss@x.org", "cy@x.org", "boss@x.org"])
    #expect(reading.declared.map(\.entry.name) == ["crm-ada@x.org", "crm-ada@x.org", "crm-cy@x.org", "crm-cy@x.org"])
    #expect(reading.declared.map(\.entry.subject) == ["CRM for Ada", "CRM for Ada", "CRM for Cy", "CRM for Cy"])
    #expect(
      reading.declared.map(\.entry.messages) == [
        ["Hello Ada, ${this} is the team of Sales"], ["Hello Ada, ${this} is the team of Sales"],
        ["Hello Cy, ${this} is all of Support"], ["Hello Cy, ${this} is all of Support"],
      ])
    #expect(
      reading.declared.map { "\($0.entry.file.suffix(5)):\($0.mark.line):\($0.mark.column)" } == [
        "t.csv:2:1", "t.csv:2:1", "t.csv:4:1", "t.csv:4:1",
      ])
  }

  @Test("tables may come after the requests, and rows may be written in the manifest")
  func lateAndWritten() throws {
    let set = try TableSet(
      head + """
        requests:
          - { forEach: a, requestTypeId: \(typeID), subject: "${what}", users: ["${who}"] }
          - { forEach: b, requestTypeId: \(typeID), subject: "${WHAT}", users: ["${who}"] }
        tables:
          a: { file: t.csv }
          b: { rows: [{ who: cy@x.org, what: desk }, { who: dan@x.org, what: lamp }] }
        """, csv: "who;what\nada@x.org;desk\nben@x.org;desk\n")
    let reading = try set.read()
    #expect(reading.diagnostics == [])
    #expect(reading.people == ["ada@x.org", "ben@x.org", "cy@x.org", "dan@x.org"])
    #expect(reading.declared.map(\.entry.subject) == ["desk", "desk", "desk", "lamp"])
  }

  @Test("a cell may hold several users, and a row that repeats another is taken once, with a warning at both")
  func usersAndRepeatedRows() throws {
    for name in ["", "name: \"a ${email}\""] {
      let entry = "users: [\"${email}\", { group: IT }]\n    \(name)"
      let set = try TableSet(
        TableSet.manifest(entry).replacing("subject: Access", with: "subject: Access ${n}"),
        csv: "email,n,note\n\"a@x.org; b@x.org ;;\(user)\",1,x\nc@x.org,2,x\nc@x.org,2,y\n")
      let reading = try set.read()
      #expect(set.findings(reading) == ["t.csv:4:1 repeated-row"])
      #expect(reading.diagnostics.first?.severity == .warning)
      #expect(
        reading.diagnostics.first?.notes.map(\.place.text).map { String($0.suffix(9)) } == ["t.csv:3:1", ".yaml:5:5"])
      #expect(reading.people == ["a@x.org", "b@x.org", user, "group IT", "c@x.org", "group IT"])
    }
  }

  @Test("rows that make different entries with one key or one name are errors at both places")
  func conflictingRows() throws {
    let keys = try TableSet(
      TableSet.manifest("users: [\"${email}\"]\n    messages: [\"${note}\"]"), csv: "note,email\nx,a@x.org\ny,A@x.org\n"
    )
    let reading = try keys.read()
    #expect(keys.findings(reading) == ["t.csv:3:3 duplicate-declaration"])
    #expect(
      reading.diagnostics.first?.notes.map(\.place.text).map { String($0.suffix(9)) } == ["t.csv:2:3", "yaml:8:13"])
    let names = try TableSet(
      TableSet.manifest("users: [\"${email}\"]\n    name: \"${team}\""), csv: "team,email\nx,a@x.org\nx,b@x.org\n")
    #expect(names.findings(try names.read()) == ["t.csv:3:1 duplicate-name"])
    let fixed = try TableSet(TableSet.manifest("users: [\"${email}\"]\n    name: same"), csv: Self.people)
    #expect(fixed.findings(try fixed.read()) == ["t.csv:3:1 duplicate-name", "t.csv:4:1 duplicate-name"])
  }

  @Test("findings of a cell stand at the cell, with a note at the place in the manifest")
  func cellFindings() throws {
    let set = try TableSet(
      TableSet.manifest("users: [\"${email}\"]\n    requesterFields: { \(Self.field): \"${note}\" }"),
      csv:
        "email,note\n\"a b@x.org\",\n00u1,x\n me ,\"{{ note }}\"\nd@x.org,\"\(String(repeating: "é", count: 1001))\"\n")
    let reading = try set.read()
    #expect(
      set.findings(reading) == [
        "t.csv:2:13 empty-cell", "t.csv:3:1 user-id", "t.csv:4:6 template", "t.csv:5:9 field-text",
      ])
    #expect(reading.diagnostics.allSatisfy { $0.notes.last?.message == "used here" })
    #expect(
      reading.diagnostics.map { String($0.notes.last?.place.text.suffix(11) ?? "") } == [
        "m.yaml:9:62", "m.yaml:8:13", "m.yaml:9:62", "m.yaml:9:62",
      ])
    let excerpt = SourceExcerpts(of: reading.diagnostics, in: reading.sources).excerpt(for: reading.diagnostics[1])
    #expect(excerpt?.line == "00u1,x" && excerpt?.caretColumn == 0 && excerpt?.caretLength == 4)
    #expect(reading.declarationCount == 0 && reading.candidateCount == 4)
  }

  private static let field = "05c87fe9-11f6-4d40-a033-b155b39dcdbe"

  @Test(
    "what a manifest says wrongly of tables is reported in the manifest",
    arguments: [
      ("tables: { t: { file: t.csv, rows: 1️⃣[] } }", "forEach: t", [DiagnosticCode.tableConflict]),
      ("tables: { t: { file: t.csv, delimiter: 1️⃣'::' } }", "forEach: t", [.tableFormat]),
      ("tables: { t: { file: t.csv, encoding: 1️⃣ebcdic } }", "forEach: t", [.tableFormat]),
      ("tables: { t: { file: 1️⃣missing.csv } }", "forEach: t", [.tableFile]),
      ("tables: { t: { file: 1️⃣. } }", "forEach: t", [.tableFile]),
      ("tables: { 1️⃣t: {} }", "forEach: t", [.missingKey]),
      ("tables: { t: { 1️⃣fiel: t.csv, rows: [{ email: a@x.org }] } }", "forEach: t", [.unknownKey]),
      ("tables: { t: { rows: 1️⃣[] } }", "forEach: t", [.emptyTable]),
      ("tables: { t: { rows: [1️⃣a] } }", "forEach: t", [.wrongKind]),
      ("tables: { t: { file: t.csv } }", "forEach: 1️⃣tt", [.unusedTable, .unknownTable]),
      ("tables: { t: { file: t.csv } }", "forEach: t\n    where: { 1️⃣mail: x }", [.unknownColumn]),
      ("tables: { t: { file: t.csv } }", "forEach: t\n    where: { name: 1️⃣{ a: b } }", [.wrongKind]),
      ("tables: { t: { file: t.csv } }", "forEach: t\n    name: 1️⃣a-${nam}", [.unknownColumn]),
      ("tables: { t: { file: t.csv } }", "forEach: t\n    name: 1️⃣a-{{x}}-${email}", [.template]),
      ("tables: { t: { file: t.csv } }", "where: 1️⃣{ name: x }", [.unusedTable, .missingKey]),
      ("tables: { t: { file: t.csv } }\ndefaults: { 1️⃣forEach: t }", "forEach: t", [.unknownKey]),
    ])
  func manifestFindings(header: String, entry: String, codes: [DiagnosticCode]) throws {
    let manifest = MarkedManifest(
      head + header + """

        requests:
          - requestTypeId: \(typeID)
            subject: Access
            users: [\(entry.contains("forEach: t") && !entry.contains("tt") ? "\"${email}\"" : user)]
            \(entry)

        """)
    let set = try TableSet(manifest.text, csv: Self.people)
    let reading = try set.read()
    #expect(Set(reading.diagnostics.map(\.code)) == Set(codes), "\(set.findings(reading))")
    let mark = try #require(manifest.marks[1])
    #expect(
      reading.diagnostics.contains { $0.code == codes.last && $0.range.start == mark && $0.file.hasSuffix("m.yaml") },
      "\(set.findings(reading))")
  }

  @Test("a where that no row meets, and rows that no entry takes, are warnings with counts")
  func counts() throws {
    let set = try TableSet(
      TableSet.manifest("users: [\"${email}\"]\n    where: { department: sales }"), csv: Self.people)
    let reading = try set.read()
    #expect(reading.isValid && reading.declarationCount == 0)
    #expect(
      reading.diagnostics.map(\.message).map { $0.replacing(set.folder.path + "/", with: "") } == [
        "3 of 3 rows of t.csv are in no entry", "no row of t.csv meets this (3 rows)",
      ])
    #expect(reading.diagnostics.first?.notes.map(\.place.mark.line) == [2])
  }

  @Test("--table takes another file, or standard input, and a name that no manifest declares is refused")
  func replacements() throws {
    let set = try TableSet(
      TableSet.manifest(), ["t.csv": Data(Self.people.utf8), "monday.csv": Data("Email\nzoe@x.org\n".utf8)])
    #expect(try set.read(tables: ["t": set.path("monday.csv")]).people == ["zoe@x.org"])
    let pipe = Pipe()
    try pipe.fileHandleForWriting.write(contentsOf: Data("email\nyan@x.org\n".utf8))
    try pipe.fileHandleForWriting.close()
    let reading = try set.read(tables: ["t": "-"], standardInput: pipe.fileHandleForReading.fileDescriptor)
    #expect(reading.people == ["yan@x.org"] && reading.declared.map(\.entry.file) == ["-"])
    #expect(throws: ManifestSourceError.unknownTable("u")) { try set.read(tables: ["u": "-"]) }
    #expect(throws: ManifestSourceError.repeatedStandardInput) {
      try ManifestReader(tables: ["t": "-"]).read(["-"], keeping: .count)
    }
    let empty = try TableSet(TableSet.manifest(table: ""), csv: Self.people)
    #expect(try empty.read(tables: ["t": empty.path("t.csv")]).declarationCount == 3)
  }

  @Test("an empty table is an error unless empty sets are allowed")
  func emptyTables() throws {
    for csv in ["email\n", "email\n\n,\n".replacing(",", with: ""), ""] {
      let set = try TableSet(TableSet.manifest(), csv: csv)
      #expect(try set.read().diagnostics.map(\.code) == [.emptyTable])
      let allowed = try set.read(allowsEmpty: true)
      #expect(allowed.isValid && allowed.declarationCount == 0, "\(set.findings(allowed))")
    }
  }
}
