import Manifests
import Model
import Testing

@Suite("the rules of an entry")
struct EntryRuleTests {
  @Test("a whole entry becomes one declaration for each user")
  func wholeEntry() throws {
    let manifest = MarkedManifest(
      namedEntry(
        """
        name: sales-team
        requestType: salesforce
        subject: I need access to Salesforce
        requesterFields:
          justification: To fulfil my job duties
          until: 2027-05-05T14:15:22Z
          product: [Sales Cloud]
        users: [\(user), 1️⃣\(otherUser)]
        messages:
          - first
          - second
        """))
    let reading = try ManifestSet.of(manifest.text)
    #expect(reading.diagnostics == [])
    #expect(reading.entryCount == 1)
    #expect(reading.declarationCount == 2)
    #expect(
      reading.declarations.last
        == RequestDeclaration(
          name: "sales-team", requestTypeID: try #require(RequestTypeID("08ab2db568c7c300079fefd0")),
          requester: UserID(otherUser), subject: "I need access to Salesforce",
          fieldValues: [
            RequesterFieldValue(
              id: try #require(FieldID("05c87fe9-11f6-4d40-a033-b155b39dcdbe")),
              value: .string("To fulfil my job duties")),
            RequesterFieldValue(
              id: try #require(FieldID("1c5ef673-8dbb-4b9c-ac76-0b4180116e43")), value: .selection("Sales Cloud")),
            RequesterFieldValue(
              id: try #require(FieldID("ec9da40d-9c1b-41c6-8016-edfd010b02d2")), value: .string("2027-05-05T14:15:22Z")),
          ],
          messages: ["first", "second"], place: SourcePlace(file: "m.yaml", mark: try #require(manifest.marks[1]))))
  }

  @Test(
    "attempt is how many requests may be made, 1 where it is left out", arguments: [(nil, 1), ("2", 2), ("'100'", 100)])
  func attempts(written: String?, attempt: Int) throws {
    let line = written.map { "\nattempt: \($0)" } ?? ""
    let reading = try expectFindings(entry("requestTypeId: \(typeID)\nsubject: VPN\nusers: [\(user), a]\(line)"))
    #expect(reading.declarations.map(\.attempt) == [attempt, attempt])
  }

  @Test("an entry without users asks for the token's own user, at the entry's place")
  func ownUser() throws {
    let reading = try expectFindings(entry("requestTypeId: \(typeID)\nsubject: VPN\nusers:"))
    #expect(reading.declarations.map(\.requester) == [nil])
    #expect(reading.declarations.first?.place.mark == SourceMark(line: 4, column: 3))
  }

  /// What stands behind a key, the markers in it, and the codes in the markers' order.
  static let values: [(key: String, value: String, codes: [DiagnosticCode])] = [
    ("requestTypeId", "1️⃣61eb2db568c7c300079fefd", [.requestTypeID]),
    ("requestTypeId", "1️⃣61eb2db568c7c300079fefg2", [.requestTypeID]),
    ("requestTypeId", "1️⃣61eb2db568c7c300079fefd２", [.requestTypeID]),
    ("requestTypeId", "1️⃣[\(typeID)]", [.wrongKind]),
    ("subject", "1️⃣''", [.subjectLength]),
    ("subject", "1️⃣\" \\t\\u3000\"", [.subjectBlank]),
    ("subject", "1️⃣\"\(String(repeating: "x", count: 251))\"", [.subjectLength]),
    ("subject", "1️⃣|\n    \(String(repeating: "x", count: 251))", [.subjectLength]),
    ("subject", "1️⃣{ a: b }", [.wrongKind]),
    ("subject", "1️⃣' VPN'", [.subjectSpace]),
    ("subject", "1️⃣\"VPN\\u3000\"", [.subjectSpace]),
    ("subject", "1️⃣|\n    VPN", [.subjectLineBreak]),
    ("subject", "1️⃣\"VPN\\u2028\"", [.subjectLineBreak]),
    ("subject", "1️⃣|-\n    VPN\n    at home", [.subjectLineBreak]),
    ("subject", "1️⃣\"VPN\\tat home\"", [.subjectControl]),
    ("subject", "1️⃣\"\\e VPN\\x07\\n\"", [.subjectLineBreak, .subjectControl]),
    ("subject", ">-\n    VPN\n    at home", []),
    ("subject", "1️⃣\"VPN\\0\"", [.nullCharacter]),
    ("name", "1️⃣\"\\x00\"", [.nullCharacter]),
    ("messages", "[a, 1️⃣\"b\\u0000c\"]", [.nullCharacter]),
    ("users", "[1️⃣\"a\\0\", { group: 2️⃣\"b\\0\" }]", [.nullCharacter, .nullCharacter]),
    ("requesterFields", "{ 05c87fe9-11f6-4d40-a033-b155b39dcdbe: 1️⃣\"\\0\" }", [.nullCharacter]),
    ("requesterFields", "{ 05c87fe9-11f6-4d40-a033-b155b39dcdbe: [1️⃣\"\\0\"] }", [.nullCharacter]),
    ("requesterFields", "{ 1️⃣\"Why\\0?\": x }", [.nullCharacter]),
    ("attempt", "1️⃣0", [.attempt]),
    ("attempt", "1️⃣101", [.attempt]),
    ("attempt", "1️⃣02", [.attempt]),
    ("attempt", "1️⃣+2", [.attempt]),
    ("attempt", "1️⃣２", [.attempt]),
    ("attempt", "1️⃣''", [.attempt]),
    ("attempt", "1️⃣[2]", [.wrongKind]),
    ("attempt", "~", []),
    ("users", "1️⃣[]", [.emptyUsers]),
    ("users", "1️⃣\(user)", [.wrongKind]),
    ("users", "[00u@x, 1️⃣00ux]", [.userID]),
    ("users", "[01ub0oNGTSWTBKOLGLNR, a, ü@é.example, 'a#b%c']", []),
    ("users", "[1️⃣me, 2️⃣.., 3️⃣a/b, 4️⃣a b, 5️⃣\"a\\u0085\"]", [.userName, .userName, .userName, .userName, .userName]),
    (
      "users", "[1️⃣a\u{200B}@x, 2️⃣a@x\u{AD}, 3️⃣\"\u{202E}a\", 4️⃣a\u{A0}b, ü\u{308}@x, \u{430}da@x]",
      [.userName, .userName, .userName, .userName]
    ),
    ("users", "[1️⃣\(String(repeating: "é", count: 101)), \(String(repeating: "é", count: 100))]", [.userName]),
    ("users", "[Ada@x, 1️⃣aDA@x, { group: A }, { group: a }, 2️⃣{ group: A }]", [.duplicateUser, .duplicateUser]),
    ("users", "[{ group: 00g1emaKYZTWRYYRRTSK }, { group: 1️⃣00g1emaKYZTWRYYRRTS }]", [.group]),
    ("users", "[{ group: 1️⃣' ' }, { group: 2️⃣\(String(repeating: "x", count: 256)) }]", [.group, .group]),
    (
      "users", "[{ 1️⃣grup: A }, 2️⃣{}, { 3️⃣group: }, { group: 4️⃣[A] }]", [.unknownKey, .missingKey, .missingKey, .wrongKind]
    ),
    ("users", "[{ group: A, 1️⃣of: B }]", [.unknownKey]),
    ("users", "[1️⃣00ub0oNGTSWTBKOLGLN]", [.userID]),
    ("users", "[1️⃣00ub0oNGTSWTBKOLGLN-]", [.userID]),
    ("users", "[1️⃣00ub0oNGTSWTBKOLGLN９]", [.userID]),
    ("users", "[1️⃣~, 2️⃣'']", [.wrongKind, .userName]),
    ("users", "[\(user), 1️⃣\(user)]", [.duplicateUser]),
    ("messages", "1️⃣text", [.wrongKind]),
    ("messages", "[ok, 1️⃣'', 2️⃣~, 3️⃣[a]]", [.messageLength, .wrongKind, .wrongKind]),
    ("messages", "[1️⃣\(String(repeating: "é", count: 5_001))]", [.messageLength]),
    ("name", "1️⃣''", [.emptyName]),
    ("name", "1️⃣[a]", [.wrongKind]),
    ("requesterFields", "1️⃣text", [.wrongKind]),
    ("requesterFields", "{ 1️⃣05c87fe9-11f6-4d40-a033-b155b39dcdb: x }", [.fieldID]),
    ("requesterFields", "[1️⃣text]", [.wrongKind]),
    ("requesterFields", "[{ 1️⃣value: x }]", [.missingKey]),
    ("requesterFields", "[{ id: 1️⃣reason, value: x }]", [.fieldID]),
    ("requesterFields", "[{ 1️⃣id: 05c87fe9-11f6-4d40-a033-b155b39dcdbe }]", [.missingKey]),
    (
      "requesterFields",
      "{ 05c87fe9-11f6-4d40-a033-b155b39dcdbe: x, 1️⃣05C87FE9-11F6-4D40-A033-B155B39DCDBE: y }", [.duplicateField]
    ),
    ("requesterFields", "{ 05c87fe9-11f6-4d40-a033-b155b39dcdbe: 1️⃣{ a: b } }", [.wrongKind]),
    ("requesterFields", "{ 05c87fe9-11f6-4d40-a033-b155b39dcdbe: 1️⃣[a, b] }", [.fieldSelect]),
    ("1️⃣user", "\(user)", [.unknownKey]),
    ("1️⃣[user]", "\(user)", [.wrongKind]),
  ]

  @Test("an invalid value of an entry is reported once, where it begins", arguments: values)
  func wrongValue(key: String, value: String, codes: [DiagnosticCode]) throws {
    let others = [("requestTypeId", typeID), ("subject", "VPN")].filter { $0.0 != key }
    let lines = others.map { "\($0.0): \($0.1)" } + ["\(key): \(value)"]
    let manifest = MarkedManifest(entry(lines.joined(separator: "\n")))
    let reading = try ManifestSet.of(manifest.text)
    let expected = codes.enumerated().map { number, code in
      Expected(mark: manifest.marks[number + 1] ?? manifest.marks[1] ?? .start, code: code)
    }
    #expect(reading.findings == expected)
  }

  @Test("texts of exactly the longest length are taken, counted in code points")
  func longest() throws {
    for unit in ["x", "é", "e\u{301}", "👩‍👩‍👧", "語"] {
      let size = unit.unicodeScalars.count
      let subject = String(repeating: unit, count: 250 / size) + String(repeating: "x", count: 250 % size)
      #expect(try ManifestSet.of(entry("requestTypeId: \(typeID)\nsubject: \"\(subject)\"")).isValid)
      try expectFindings(entry("requestTypeId: \(typeID)\nsubject: 1️⃣\"\(subject)y\""), (1, .subjectLength))
    }
  }

  @Test("keys that have to be there are missed at the entry's first key")
  func missing() throws {
    try expectFindings(entry("1️⃣name: a\nusers: [\(user)]"), (1, .missingKey), (1, .missingKey))
    try expectFindings(entry("1️⃣subject: a"), (1, .missingKey))
    try expectFindings(entry("1️⃣subject: ~\nrequestTypeId: \(typeID)"), (1, .missingKey))
    try expectFindings(head + "requests: [1️⃣{}]", (1, .missingKey), (1, .missingKey))
    try expectFindings(head + "requests:\n  -1️⃣\n  - 2️⃣text\n", (1, .wrongKind), (2, .wrongKind))
  }

  @Test("both ways to say the request type are one too many, at the second")
  func bothTypes() throws {
    try expectFindings(
      namedEntry("requestTypeId: \(typeID)\n1️⃣requestType: salesforce\nsubject: a"), (1, .requestTypeConflict))
  }

  @Test("an unknown name of a request type gets the most similar one as a hint")
  func unknownType() throws {
    let reading = try expectFindings(
      namedEntry("requestType: 1️⃣salesfroce\nsubject: a"), (1, .unknownRequestType))
    #expect(reading.diagnostics.first?.hint == "did you mean salesforce?")
  }

  @Test("the nearest name is looked for in the first findings only, however many there are")
  func manyUnknownTypes() throws {
    let types = (0..<200).map { "  name\($0): { id: \(typeID) }\n" }.joined()
    let entries = (0..<200).map { "  - { requestType: nxme\($0), subject: s }\n" }.joined()
    let reading = try ManifestSet.of(head + "requestTypes:\n" + types + "requests:\n" + entries)
    let hints = reading.diagnostics.map(\.hint)
    #expect(hints.count == 200)
    #expect(hints.prefix(50).enumerated().allSatisfy { $0.element == "did you mean name\($0.offset)?" })
    #expect(hints.dropFirst(50).allSatisfy { $0 == nil })
  }

  @Test("plain values stay the text that was written")
  func asWritten() throws {
    for text in ["no", "0123", "1:30", "2027-05-05", "Null", "true", "1e3", "0x1F", "'~'", "\"null\"", "!!str null"] {
      let reading = try expectFindings(entry("requestTypeId: \(typeID)\nsubject: \(text)"))
      let bare = text.replacing("!!str ", with: "").trimmingQuotes
      #expect(reading.declarations.map(\.subject) == [bare])
    }
  }
}

extension String {
  fileprivate var trimmingQuotes: String {
    hasPrefix("'") || hasPrefix("\"") ? String(dropFirst().dropLast()) : self
  }
}
