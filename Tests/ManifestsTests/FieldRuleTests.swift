import Manifests
import Model
import Testing

@Suite("requester fields")
struct FieldRuleTests {
  static let values: [(fields: String, codes: [DiagnosticCode])] = [
    ("justification: 1️⃣''", [.fieldText]),
    ("justification: 1️⃣\(String(repeating: "x", count: 1_001))", [.fieldText]),
    ("justification: 1️⃣[x]", [.wrongKind]),
    ("justification: x\nuntil: 1️⃣tomorrow", [.fieldDateTime]),
    ("justification: x\nuntil: 1️⃣[2027-05-05T14:15:22Z]", [.wrongKind]),
    ("justification: x\nproduct: 1️⃣Sales Cloud", [.fieldSelect]),
    ("justification: x\nproduct: 1️⃣[]", [.fieldSelect]),
    ("justification: x\nproduct: 1️⃣[Sales Cloud, Service Cloud]", [.fieldSelect]),
    ("justification: x\nproduct: [1️⃣sales cloud]", [.fieldSelect]),
    ("justification: x\nproduct: [1️⃣~]", [.fieldSelect]),
    ("justification: x\nproduct: [1️⃣'']", [.fieldSelect]),
    ("justification: x\n1️⃣prodcut: [Sales Cloud]", [.unknownField]),
    ("justification: x\n1️⃣05c87fe9-11f6-4d40-a033-b155b39dcdbe: y", [.duplicateField]),
    ("05C87FE9-11F6-4D40-A033-B155B39DCDBE: x", []),
    ("- id: 05c87fe9-11f6-4d40-a033-b155b39dcdbe\n  value: x", []),
    (
      "- id: 05c87fe9-11f6-4d40-a033-b155b39dcdbe\n  value: x\n- id: 1️⃣05c87fe9-11f6-4d40-a033-b155b39dcdbe\n  value: y",
      [.duplicateField]
    ),
    (
      "- id: 05c87fe9-11f6-4d40-a033-b155b39dcdbe\n  value: x\n- id: ec9da40d-9c1b-41c6-8016-edfd010b02d2\n  value: 1️⃣soon",
      [.fieldDateTime]
    ),
    // An id that the named type does not declare is a field that nothing is known of.
    ("justification: x\n05c87fe9-11f6-4d40-a033-b155b39dcdbf: y", []),
    ("justification: x\n05c87fe9-11f6-4d40-a033-b155b39dcdbf: [y]", []),
    ("justification: x\n05c87fe9-11f6-4d40-a033-b155b39dcdbf: 1️⃣[]", [.fieldSelect]),
    (manyFields, [.fieldCount]),
  ]

  static var manyFields: String {
    "justification: x\n"
      + (100...199).map { "\($0 == 199 ? "1️⃣" : "")05c87fe9-11f6-4d40-a033-000000000\($0): x" }.joined(separator: "\n")
  }

  @Test("each value by the kind of its field", arguments: values)
  func value(fields: String, codes: [DiagnosticCode]) throws {
    let nested = fields.replacing("\n", with: "\n  ")
    let manifest = MarkedManifest(
      namedEntry("requestType: salesforce\nsubject: a\nrequesterFields:\n  \(nested)"))
    let reading = try ManifestSet.of(manifest.text)
    #expect(
      reading.findings
        == codes.enumerated().map { Expected(mark: manifest.marks[$0.offset + 1] ?? .start, code: $0.element) }
    )
    #expect(reading.declarationCount == (codes.isEmpty ? 1 : 0))
  }

  @Test("a required field without a value is reported at the entry, with a note where the value should be")
  func required() throws {
    try expectFindings(namedEntry("1️⃣requestType: salesforce\nsubject: a"), (1, .requiredField))
    let reading = try expectFindings(
      namedEntry("1️⃣subject: a\nrequestType: salesforce\nrequesterFields: { justification: ~ }"), (1, .requiredField))
    #expect(reading.diagnostics.first?.notes.first?.place.mark == SourceMark(line: 13, column: 37))
  }

  @Test("an id of a named request type has the named type's rules")
  func namedByID() throws {
    try expectFindings(
      namedEntry("1️⃣requestTypeId: 08AB2DB568C7C300079FEFD0\nsubject: a"), (1, .requiredField))
  }

  static let dateTimes: [(text: String, isValid: Bool)] = [
    ("2027-05-05T14:15:22Z", true), ("2027-05-05t14:15:22z", true), ("2027-05-05T14:15:22.123456789+05:30", true),
    ("2028-02-29T00:00:00Z", true), ("2000-02-29T00:00:00Z", true), ("2027-05-05T23:59:59-00:00", true),
    ("1990-12-31T23:59:60Z", true), ("1990-12-31T15:59:60-08:00", true), ("1991-01-01T00:59:60+01:00", true),
    ("2027-05-05T12:00:60Z", false), ("2027-05-05T23:59:60Z", false), ("2027-05-05T14:15:61Z", false),
    ("2026-02-30T10:00:00Z", false), ("2027-02-29T10:00:00Z", false), ("1900-02-29T10:00:00Z", false),
    ("2027-13-01T10:00:00Z", false), ("2027-00-01T10:00:00Z", false), ("2027-04-31T10:00:00Z", false),
    ("2027-05-05T24:00:00Z", false), ("2027-05-05T14:60:00Z", false), ("2027-05-05T14:15Z", false),
    ("2027-05-05T14:15:22", false), ("2027-05-05T14:15:22.Z", false), ("2027-05-05T14:15:22,5Z", false),
    ("2027-05-05T14:15:22+5:30", false), ("2027-05-05T14:15:22+24:00", false), ("2027-05-05T14:15:22+05:60", false),
    ("2027-05-05T14:15:22+0530", false), ("2027-05-05 14:15:22Z", false), ("20270505T141522Z", false),
    ("2027-05-05", false), ("27-05-05T14:15:22Z", false), ("２０２７-05-05T14:15:22Z", false),
    ("2027-05-05T14:15:22Z ", false), ("", false), ("+2027-05-05T14:15:22Z", false),
  ]

  @Test("a date-time is one of RFC 3339, and of the calendar", arguments: dateTimes)
  func dateTime(text: String, isValid: Bool) throws {
    let reading = try ManifestSet.of(
      namedEntry(
        "requestType: salesforce\nsubject: a\nrequesterFields: { justification: x, until: \"\(text)\" }"))
    #expect(reading.findings.map(\.code) == (isValid ? [] : [.fieldDateTime]))
  }

  static let declarations: [(type: String, codes: [DiagnosticCode])] = [
    ("{ id: \(typeID), 1️⃣field: {} }", [.unknownKey]),
    ("{ 1️⃣fields: {} }", [.missingKey]),
    ("1️⃣\(typeID)", [.wrongKind]),
    ("{ id: 1️⃣x }", [.requestTypeID]),
    ("{ id: \(typeID), fields: { a: { 1️⃣type: TEXT } } }", [.missingKey]),
    ("{ id: \(typeID), fields: { a: { id: 1️⃣x } } }", [.fieldID]),
    ("{ id: \(typeID), fields: { a: { id: 05c87fe9-11f6-4d40-a033-b155b39dcdbe, type: 1️⃣DATE } } }", [.fieldType]),
    (
      "{ id: \(typeID), fields: { a: { id: 05c87fe9-11f6-4d40-a033-b155b39dcdbe, required: 1️⃣True } } }",
      [.fieldRequired]
    ),
    ("{ id: \(typeID), fields: { a: { id: 05c87fe9-11f6-4d40-a033-b155b39dcdbe, 1️⃣options: [a] } } }", [.fieldOptions]),
    (
      "{ id: \(typeID), fields: { a: { id: 05c87fe9-11f6-4d40-a033-b155b39dcdbe, type: SELECT, options: 1️⃣[] } } }",
      [.fieldOptions]
    ),
    (
      "{ id: \(typeID), fields: { a: { id: 05c87fe9-11f6-4d40-a033-b155b39dcdbe, type: SELECT, options: [a, 1️⃣a, 2️⃣''] } } }",
      [.fieldOptions, .fieldOptions]
    ),
    (
      "{ id: \(typeID), fields: { a: { id: 05c87fe9-11f6-4d40-a033-b155b39dcdbe }, b: { id: 1️⃣05c87fe9-11f6-4d40-a033-b155b39dcdbe } } }",
      [.duplicateField]
    ),
    (
      "{ id: 61eb2db568c7c300079fefd2, fields: { a: { prompt: 1️⃣\"a\\0\" }, 2️⃣\"\\0\": { prompt: b } } }",
      [.nullCharacter, .nullCharacter]
    ),
    (
      "{ id: 61eb2db568c7c300079fefd2, fields: { a: { prompt: a, type: SELECT, options: [b, 1️⃣\"\\0\"] } } }",
      [.nullCharacter]
    ),
  ]

  @Test("request types are declared whole", arguments: declarations)
  func declaration(type: String, codes: [DiagnosticCode]) throws {
    let types = "requestTypes:\n  a: \(type)\n"
    let manifest = MarkedManifest(head + types + "requests: [{ requestTypeId: \(typeID), subject: VPN }]\n")
    #expect(
      try ManifestSet.of(manifest.text).findings
        == codes.enumerated().map { Expected(mark: manifest.marks[$0.offset + 1] ?? .start, code: $0.element) }
    )
  }
}
