import Manifests
import Planning
import Model
import Testing

/// Manifests held against what an org says of its request types: no org is asked.
@Suite("what the org says of request types")
struct RequestTypeTests {
  private static let why = field(
    "05c87fe9-11f6-4d40-a033-b155b39dcdbe", "What is the business justification?", required: true)
  private static let until = field("ec9da40d-9c1b-41c6-8016-edfd010b02d2", "Until when?", .dateTime)
  private static let product = field(
    "1c5ef673-8dbb-4b9c-ac76-0b4180116e43", "Product *", .select, options: ["Sales Cloud", "Service Cloud"])

  private static func field(
    _ id: String, _ prompt: String, _ kind: RequestType.Field.Kind = .text, required: Bool = false,
    options: [String] = []
  ) -> RequestType.Field {
    RequestType.Field(id: FieldID(fromOrg: id), prompt: prompt, isRequired: required, kind: kind, options: options)
  }

  private static func type(_ status: String = "ACTIVE", _ fields: [RequestType.Field]? = [why, until, product])
    -> RequestTypeFact
  {
    .known(RequestType(id: RequestTypeID(fromOrg: typeID), name: "crm", status: status, fields: fields))
  }

  /// Holds a manifest against types of the org; what it declares is new, but for the users that are given.
  private static func resolve(
    _ text: String, _ types: [String: RequestTypeFact], existing: Set<String> = []
  ) throws -> TypeResolution {
    let reading = try ManifestSet.of(text)
    #expect(reading.diagnostics.isEmpty)
    let resolution = Resolution(reading.declared, by: Directory())
    return TypeResolution(
      resolution, types: Dictionary(uniqueKeysWithValues: types.map { (RequestTypeID(fromOrg: $0), $1) }),
      creating: resolution.declarations.map { existing.contains($0.requester?.text ?? "") ? nil : $0.key })
  }

  /// Expects exactly these findings, each at its marker.
  @discardableResult
  private func expect(
    _ marked: String, _ codes: (Int, DiagnosticCode)..., types: [String: RequestTypeFact] = [typeID: type()],
    existing: Set<String> = [], location: SourceLocation = #_sourceLocation
  ) throws -> TypeResolution {
    let manifest = MarkedManifest(marked)
    let resolution = try Self.resolve(manifest.text, types, existing: existing)
    let found = resolution.diagnostics.map { Expected(mark: $0.range.start, code: $0.code) }
    let expected = try codes.map { number, code in
      Expected(mark: try #require(manifest.marks[number], sourceLocation: location), code: code)
    }
    #expect(found == expected, sourceLocation: location)
    return resolution
  }

  private static func fields(_ fields: String, users: String = user) -> String {
    entry("0️⃣requestTypeId: \(typeID)\nsubject: a\nusers: [\(users)]\nrequesterFields:\n  \(fields)")
  }

  @Test("all problems of an entry are reported at once, each at its place")
  func allAtOnce() throws {
    let text = entry(
      """
      1️⃣requestTypeId: 2️⃣\(typeID)
      subject: a
      requesterFields:
        3️⃣00000000-11f6-4d40-a033-b155b39dcdbe: x
        ec9da40d-9c1b-41c6-8016-edfd010b02d2: 4️⃣2027-05-05
        1c5ef673-8dbb-4b9c-ac76-0b4180116e43: 5️⃣[sales cloud]
      users: [\(user)]
      """)
    let resolution = try expect(
      text, (1, .requiredField), (2, .requestTypeStatus), (3, .unknownField), (4, .fieldDateTime), (5, .fieldSelect),
      types: [typeID: Self.type("DISABLED")])
    #expect(
      resolution.diagnostics.map(\.hint) == [
        "add it to requesterFields as text", "repair it in the org's Admin Console",
        "its fields: \(Self.described(Self.why)), \(Self.described(Self.until)), \(Self.described(Self.product))",
        "add a time and an offset: 2027-05-05T00:00:00Z", "did you mean [Sales Cloud]?",
      ])
    #expect(resolution.obstacles.values.map { $0.hasSuffix(" (and 4 more)") } == [true])
  }

  private static func described(_ field: RequestType.Field) -> String { "\"\(field.prompt)\" (\(field.id.text))" }

  @Test("a list for a TEXT field and text for a SELECT field are reported with what to write")
  func wrongKinds() throws {
    let resolution = try expect(
      Self.fields(
        """
        05c87fe9-11f6-4d40-a033-b155b39dcdbe: 1️⃣[why]
          1c5ef673-8dbb-4b9c-ac76-0b4180116e43: 2️⃣Sales Cloud
        """), (1, .wrongKind), (2, .fieldSelect))
    #expect(resolution.diagnostics.map(\.hint) == ["write it without the brackets: why", "write [Sales Cloud]"])
  }

  @Test(
    "a request type that takes no requests is reported where the entry names it",
    arguments: ["DRAFT", "DISABLED", "missing"])
  func closedType(status: String) throws {
    let text = head + "defaults: { requestTypeId: 1️⃣\(typeID) }\nrequests: [{ subject: a }, { subject: b }]\n"
    let isMissing = status == "missing"
    let resolution = try expect(
      text, (1, isMissing ? .missingRequestType : .requestTypeStatus),
      types: [typeID: isMissing ? .missing : Self.type(status, [])])
    #expect(resolution.obstacles.count == 2 && resolution.typesWithFindings == [RequestTypeID(fromOrg: typeID)])
  }

  @Test("an entry is reported once, however many users it blocks, and a request type that was not read is not reported")
  func onceAnEntry() throws {
    let users = (10_000..<15_000).map { "00u000000000000\($0)" }.joined(separator: ", ")
    let text = Self.fields("1️⃣Wy: x", users: users)
    let resolution = try expect(text, (0, .requiredField), (1, .unknownField))
    #expect(resolution.obstacles.count == 5_000)
    #expect(try Self.resolve(MarkedManifest(text).text, [:]).diagnostics.isEmpty)
  }

  @Test(
    "a field is found by its prompt, whatever the case, the white space and the mark at its end",
    arguments: [
      "What is the business justification?", "what  is the BUSINESS justification?",
      "'What is the business justification '",
      "05C87FE9-11F6-4D40-A033-B155B39DCDBE",
    ])
  func prompts(key: String) throws {
    let resolution = try expect(Self.fields("\(key): x\n  product: [Service Cloud]"))
    #expect(
      resolution.declarations.map(\.fieldValues) == [
        [
          RequesterFieldValue(id: Self.why.id, value: .string("x")),
          RequesterFieldValue(id: Self.product.id, value: .selection("Service Cloud")),
        ].sorted { $0.id < $1.id }
      ])
  }

  @Test("an unknown prompt is reported with the similar one, which is not reported as missing as well")
  func unknownPrompt() throws {
    for (key, hint) in [
      ("What is the busines justfication?", "did you mean \"What is the business justification?\"?"),
      ("business justification", "did you mean \"What is the business justification?\"?"),
    ] {
      let resolution = try expect(Self.fields("1️⃣\(key): x"), (1, .unknownField))
      #expect(resolution.diagnostics.map(\.hint) == [hint])
    }
  }

  @Test("a prompt that fits several fields equally is reported with all of them")
  func ambiguousPrompt() throws {
    let twins = [
      Self.field("05c87fe9-11f6-4d40-a033-b155b39dcdbe", "Why?"),
      Self.field("05c87fe9-11f6-4d40-a033-b155b39dcdbf", "why"),
    ]
    let resolution = try expect(
      Self.fields("1️⃣WHY *: x"), (1, .ambiguousField), types: [typeID: Self.type("ACTIVE", twins)])
    #expect(resolution.diagnostics[0].message.contains("\(Self.described(twins[0])), \(Self.described(twins[1]))"))
    let exact = try expect(Self.fields("why: x\n  Why?: y"), types: [typeID: Self.type("ACTIVE", twins)])
    #expect(exact.declarations[0].fieldValues.map(\.value) == [.string("y"), .string("x")])
  }

  @Test(
    "two names of one field are reported at the second, with a note at the first, whichever is the id",
    arguments: [
      ("05c87fe9-11f6-4d40-a033-b155b39dcdbe", "What is the business justification?"),
      ("What is the business justification?", "05c87fe9-11f6-4d40-a033-b155b39dcdbe"),
    ])
  func twoNames(first: String, second: String) throws {
    let text = Self.fields("2️⃣\(first): x\n  1️⃣\(second): y")
    let resolution = try expect(text, (1, .duplicateField))
    let note = try #require(resolution.diagnostics[0].notes.first)
    #expect(note.message == "first written here" && note.place.mark == MarkedManifest(text).marks[2])
    let existing = try expect(text, (1, .duplicateField), existing: [user])
    #expect(existing.diagnostics.map(\.severity) == [.warning])
  }

  @Test("if the org does not show the fields, ids are left to it, and prompts are reported")
  func customSettings() throws {
    let resolution = try expect(
      Self.fields("00000000-11f6-4d40-a033-b155b39dcdbe: x\n  1️⃣Why?: y"), (1, .unreadableFields),
      types: [typeID: Self.type("ACTIVE", nil)])
    #expect(resolution.declarations[0].fieldValues.map(\.value) == [.string("x")])
  }

  @Test("a declared field may have a prompt in place of its id, and is reported there if the org has no such prompt")
  func declaredPrompt() throws {
    func text(_ prompt: String) -> String {
      head + """
        requestTypes:
          crm:
            id: \(typeID)
            fields:
              reason: { prompt: 1️⃣\(prompt), required: true }
              until: { id: ec9da40d-9c1b-41c6-8016-edfd010b02d2, type: DATE-TIME }
        requests:
          - { requestType: crm, subject: a, requesterFields: { reason: x, until: 2027-05-05T00:00:00Z }, users: [\(user)] }
          - { requestType: crm, subject: b, requesterFields: { reason: y }, users: [\(user)] }

        """
    }
    let found = try expect(text("what is the business justification"))
    #expect(found.declarations.map { $0.fieldValues.map(\.id) } == [[Self.why.id, Self.until.id], [Self.why.id]])
    let unknown = try expect(text("What is the busines justification?"), (1, .unknownField))
    #expect(unknown.obstacles.count == 2)
  }

  @Test("what exists is refused nothing, and is warned of only where its prompt is gone")
  func existing() throws {
    let text = Self.fields("1️⃣Why not?: x\n  Until when: soon", users: "\(user), \(otherUser)")
    let closed = try expect(
      text, (1, .unknownField), types: [typeID: Self.type("DISABLED")], existing: [user, otherUser])
    #expect(closed.diagnostics.map(\.severity) == [.warning] && closed.obstacles.isEmpty)
    #expect(closed.declarations.map { $0.fieldValues.map(\.id) } == [[Self.until.id], [Self.until.id]])
    let ids = Self.fields("00000000-11f6-4d40-a033-b155b39dcdbe: x")
    try expect(ids, types: [typeID: .missing], existing: [user])
    let half = try Self.resolve(MarkedManifest(text).text, [typeID: Self.type()], existing: [user])
    #expect(half.diagnostics.allSatisfy { $0.severity == .error } && half.obstacles.count == 1)
  }

  @Test(
    "a default by prompt is for the types that have the field, an entry's own value wins, and an unused default is reported"
  )
  func defaults() throws {
    let other = "61eb2db568c7c300079fefd3"
    let text =
      head + """
        defaults:
          subject: a
          requesterFields: { 1️⃣Untill when?: soon, what is the business justification: default }
        requests:
          - { requestTypeId: \(typeID), users: [\(user)] }
          - { requestTypeId: \(typeID), requesterFields: { 05c87fe9-11f6-4d40-a033-b155b39dcdbe: own }, users: [\(otherUser)] }
          - { requestTypeId: \(other), users: [\(user)] }

        """
    let types = [typeID: Self.type("ACTIVE", [Self.why]), other: Self.type("ACTIVE", [])]
    let resolution = try expect(text, (1, .unknownField), types: types)
    #expect(
      resolution.declarations.map { $0.fieldValues.map(\.value) } == [[.string("default")], [.string("own")], []])
    #expect(resolution.obstacles.count == 3)
    var selection = Resolution(try ManifestSet.of(MarkedManifest(text).text).declared, by: Directory())
    selection.isSelection = true
    let known = Dictionary(uniqueKeysWithValues: types.map { (RequestTypeID(fromOrg: $0), $1) })
    #expect(TypeResolution(selection, types: known, creating: selection.declarations.map(\.key)).diagnostics.isEmpty)
    let until = Self.field("ec9da40d-9c1b-41c6-8016-edfd010b02d2", "Untill when?")
    try expect(text, types: types.merging([other: Self.type("ACTIVE", [until])]) { $1 })
  }
}
