import Manifests
import Model
import Testing

@Suite("a set as a whole")
struct SetTests {
  @Test("two declarations with one key are an error at the later user, with a note at the earlier place")
  func duplicateDeclaration() throws {
    let marked = MarkedManifest(
      head + """
        requests:
          - requestTypeId: \(typeID)
            subject: VPN
            users: [\(otherUser), 1️⃣\(user)]
          - subject: VPN
            requestTypeId: \(typeID.uppercased())
            users: [2️⃣\(user)]

        """)
    let reading = try ManifestSet.of(marked.text)
    #expect(reading.findings == [Expected(mark: try #require(marked.marks[2]), code: .duplicateDeclaration)])
    #expect(reading.diagnostics.first?.notes.map(\.place.mark) == [try #require(marked.marks[1])])
    #expect(reading.declarationCount == 2)
  }

  @Test("each duplicate among thousands of declarations is reported with the first place")
  func manyDeclarations() throws {
    let subjects = (0..<6_000).map { $0.isMultiple(of: 7) ? $0 / 3 : $0 }
    let entries = subjects.map { "  - { requestTypeId: \(typeID), subject: s\($0), users: [\(user)] }\n" }
    let reading = try ManifestSet.of(head + "requests:\n" + entries.joined())
    var first: [Int: Int] = [:]
    var doubles: [[UInt32]] = []
    let start = UInt32(head.split(separator: "\n").count + 2)
    for (line, subject) in zip(start..., subjects) {
      if let earlier = first[subject] { doubles.append([line, start + UInt32(earlier)]) }
      first[subject] = first[subject] ?? Int(line - start)
    }
    #expect(doubles.count > 500)
    #expect(reading.diagnostics.map { [$0.range.start.line] + $0.notes.map(\.place.mark.line) } == doubles)
  }

  @Test("a duplicate is reported however far to the right it is, with the place of the first", arguments: [7, 70_000])
  func farColumns(indentation: Int) throws {
    let space = String(repeating: " ", count: indentation)
    let entry = "  - { requestTypeId: \(typeID), subject: S, users: [\(space)a@x.org, a@x.org] }\n"
    let set = try ManifestSet.of(head + "requests:\n" + entry)
    let column = UInt32(entry.prefix { $0 != "[" }.count + 2 + indentation)
    #expect(set.diagnostics.map(\.code) == [.duplicateUser])
    #expect(set.diagnostics.first?.notes.first?.place.mark.column == column)
    // Many on one line, and lines with few each.
    let many = (0..<3_000).map { "u\($0)@x.org" }.joined(separator: ", ")
    let crowd = "  - { requestTypeId: \(typeID), subject: T, users: [\(space)\(many), u2999@x.org, u0@x.org] }\n"
    #expect(
      try ManifestSet.of(head + "requests:\n" + crowd).diagnostics.map(\.code) == [.duplicateUser, .duplicateUser])
  }

  @Test("a duplicate without a user is reported at the subject")
  func subjects() throws {
    try expectFindings(
      head + """
        requests:
          - { requestTypeId: \(typeID), subject: caf\u{E9} }
          - { requestTypeId: \(typeID), subject: Caf\u{E9} }
          - { requestTypeId: \(typeID), subject: 1️⃣caf\u{E9} }

        """, (1, .duplicateDeclaration))
  }

  @Test("a duplicate that comes through an alias is reported at the alias")
  func throughAlias() throws {
    try expectFindings(
      head + """
        requests:
          - { requestTypeId: \(typeID), subject: VPN, users: &all [\(user)] }
          - { requestTypeId: \(typeID), subject: VPN, users: 1️⃣*all }
          - &whole { requestTypeId: \(typeID), subject: Mail, users: *all }
          - 2️⃣*whole
          - { <<: 3️⃣*whole, messages: [again] }

        """, (1, .duplicateDeclaration), (2, .duplicateDeclaration), (3, .duplicateDeclaration))
  }

  @Test("names are unique in the set, across its files")
  func names() throws {
    let text = entry("name: a\nrequestTypeId: \(typeID)\nsubject: VPN\nusers: [\(user)]")
    let reading = try ManifestReader().read(
      sources: [
        ManifestSource(name: "one.yaml", bytes: Array(text.utf8)),
        ManifestSource(name: "two.yaml", bytes: Array(text.utf8)),
      ], keeping: .count)
    #expect(reading.diagnostics.map(\.place.text) == ["two.yaml:4:9", "two.yaml:7:11"])
    #expect(reading.diagnostics.map(\.code) == [.duplicateName, .duplicateDeclaration])
    #expect(reading.diagnostics.flatMap(\.notes).map(\.place.text) == ["one.yaml:4:9", "one.yaml:7:11"])
  }

  @Test("defaults lie under every entry, and the entry wins")
  func defaults() throws {
    let reading = try expectFindings(
      head + salesforce + """
        defaults:
          requestType: salesforce
          subject: default
          users: [\(user)]
          messages: [hello]
          requesterFields: { justification: default, until: 2027-05-05T14:15:22Z }
        requests:
          - name: all
          - name: own
            subject: own
            users: ~
            messages: []
            requesterFields: { justification: own, until: ~ }
          - name: other
            requestTypeId: \(typeID)

        """)
    #expect(reading.declarations.map(\.subject) == ["default", "own", "default"])
    #expect(reading.declarations.map(\.requester?.text) == [user, nil, user])
    #expect(reading.declarations.map(\.messages) == [["hello"], [], ["hello"]])
    #expect(
      reading.declarations.map { $0.fieldValues.map(\.value) } == [
        [.string("default"), .string("2027-05-05T14:15:22Z")], [.string("own")], [],
      ])
    #expect(reading.declarations.first?.place.mark == SourceMark(line: 17, column: 5))
  }

  @Test("invalid defaults are reported once, at their own place")
  func wrongDefaults() throws {
    try expectFindings(
      head + salesforce + """
        defaults:
          requestType: salesforce
          1️⃣name: all
          8️⃣attempt: 2
          subject: 2️⃣''
          users: [3️⃣me, \(user), 4️⃣\(user)]
          messages: [5️⃣'']
          requesterFields: { justification: x, 6️⃣justificaton: x, until: 7️⃣soon }
        requests:
          - name: a
          - name: b

        """, (1, .unknownKey), (8, .unknownKey), (2, .subjectLength), (3, .userName), (4, .duplicateUser),
      (5, .messageLength),
      (6, .unknownField), (7, .fieldDateTime))
  }

  @Test("a header behind the requests counts as well, in every document that has one")
  func lateHeader() throws {
    let document =
      head + """
        requests:
          - &a { requestType: salesforce, users: [\(user)] }
          - { requestType: salesforce, users: [\(otherUser)], messages: [m] }
        defaults: { subject: late, requesterFields: { justification: late } }

        """ + salesforce
    let other = document.replacing("subject: late", with: "subject: other")
    let early = head + "requests: [{ requestTypeId: \(typeID), subject: early }]\n"
    let reading = try expectFindings(document + "---\n" + early + "---\n" + other)
    #expect(reading.declarations.map(\.subject) == ["late", "late", "early", "other", "other"])
    #expect(reading.declarationCount == 5)
    #expect(reading.entryCount == 5)

    let marked = MarkedManifest(document + "1️⃣surplus: x\n---\n" + document.replacing("\(user)", with: "2️⃣\(user)"))
    let twice = try ManifestSet.of(marked.text)
    #expect(twice.findings.map(\.code) == [.unknownKey, .duplicateDeclaration, .duplicateDeclaration])
    #expect(twice.findings.prefix(2).map(\.mark) == [try #require(marked.marks[1]), try #require(marked.marks[2])])
  }

  @Test("headers behind the requests are kept for 10,000 documents of a file, and not for more")
  func lateHeaders() throws {
    let document =
      "---\n" + head
      + "requests: [{ subject: s }]\ndefaults: { requestType: a }\nrequestTypes: { a: { id: \(typeID) } }\n"
    let documents = String(repeating: document.replacing("{ subject: s }", with: ""), count: 10_000)
    let reading = try ManifestSet.of(documents + document)
    #expect(reading.findings.first { $0.code != .emptyRequests }?.code == .missingKey)
    #expect(reading.findings.last == Expected(mark: SourceMark(line: 60_005, column: 1), code: .keyOrder))
    #expect(try ManifestSet.of(documents.dropFirst(document.utf8.count - 14) + document).isValid)
  }

  @Test("documents say what they are")
  func header() throws {
    try expectFindings("1️⃣requests: [2️⃣{}]\n", (1, .missingKey), (1, .missingKey), (2, .missingKey), (2, .missingKey))
    try expectFindings("1️⃣apiVersion: writ/v1\nkind: AccessRequests\n", (1, .missingKey))
    try expectFindings(
      "apiVersion: 1️⃣writ/v2\nkind: 2️⃣Access\nrequests: 3️⃣[]", (1, .apiVersion), (2, .kind), (3, .emptyRequests))
    try expectFindings("1️⃣[a]", (1, .wrongKind))
    try expectFindings("1️⃣text", (1, .wrongKind))
    try expectFindings(head + "requests: 1️⃣{ a: b }", (1, .wrongKind))
    try expectFindings(head + "requests: 1️⃣text", (1, .wrongKind))
    try expectFindings(
      head + "1️⃣request: []\n2️⃣kind: x\nrequests: 3️⃣[]", (1, .unknownKey), (2, .duplicateKey), (3, .emptyRequests))
    try expectFindings(head + "1️⃣<<: { requests: [] }\nrequests: 2️⃣[]", (1, .mergeKey), (2, .emptyRequests))
  }

  @Test("a set without any document is an error, unless it is allowed")
  func noDocument() throws {
    let empty = ["", "\n", "# only a comment\n", "---\n", "---\n...\n---\n# a\n", "~", "\u{FEFF}"]
    for text in empty {
      #expect(try ManifestSet.of(text).findings == [Expected(mark: .start, code: .emptySet)])
      let source = ManifestSource(name: "m.yaml", bytes: Array(text.utf8))
      #expect(try ManifestReader(allowsEmpty: true).read(sources: [source], keeping: .count).diagnostics == [])
    }
    let sources = (empty + [entry("requestTypeId: \(typeID)\nsubject: VPN")]).map {
      ManifestSource(name: "m.yaml", bytes: Array($0.utf8))
    }
    #expect(try ManifestReader().read(sources: sources, keeping: .count).diagnostics == [])
  }

  @Test("requests without an entry are a warning", arguments: ["1️⃣[]", "1️⃣~", "1️⃣&a []"])
  func noRequests(value: String) throws {
    let reading = try expectFindings(head + "requests: \(value)\n", (1, .emptyRequests))
    #expect(reading.isValid)
    #expect(reading.declarationCount == 0)
  }

  @Test("findings beyond 10,000 are counted, not kept")
  func cap() throws {
    let reading = try ManifestSet.of(head + "requests:\n" + String(repeating: "  - x\n", count: 10_123))
    #expect(reading.diagnostics.count == 10_000)
    #expect(reading.leftOutCount == 123)
    #expect(!reading.isValid)
    let broken = try ManifestSet.of(head + "requests:\n" + String(repeating: "  - x\n", count: 10_123) + "  - @\n")
    #expect(broken.diagnostics.count == 10_000)
    #expect(broken.leftOutCount == 124)
    #expect(broken.findings.last?.code == .syntax)
  }

  @Test("findings of an earlier file that made room for those of a first reading are kept again")
  func capBeforeSecondReading() throws {
    let entries = (0..<10_000).map { "- { requestTypeId: \(typeID), subject: s\($0), messages: [FILL IN] }\n" }
    let early = head + "requests:\n" + entries.joined()
    let late = head + "requests: [{ subject: t }, text]\ndefaults: { requestTypeId: \(typeID) }\n"
    let sources = [early, late].enumerated().map { number, text in
      ManifestSource(name: "\(number).yaml", bytes: Array(text.utf8))
    }
    let reading = try ManifestReader().read(sources: sources, keeping: .count)
    #expect(reading.errorCount == 1 && reading.warningCount == 10_000)
    #expect(reading.diagnostics.count == 10_000)
  }

  @Test("counting alone comes to the same numbers and findings")
  func counting() throws {
    let text =
      head + salesforce + """
        requests:
          - { requestType: salesforce, subject: a, requesterFields: { justification: x }, users: [\(user), \(otherUser)] }
          - { requestType: salesforce, subject: a, requesterFields: { justification: x }, users: [\(user)] }
          - { requestType: salesforce, subject: '' }

        """
    let kept = try ManifestSet.of(text, keeping: .declarations)
    let counted = try ManifestSet.of(text, keeping: .count)
    #expect(counted.declarations == [])
    #expect(counted.declarationCount == kept.declarations.count)
    #expect(counted.diagnostics == kept.diagnostics)
  }

  @Test("a set counts what it would declare if all of it were valid, and only once if the file is read twice")
  func candidates() throws {
    let reading = try ManifestSet.of(
      head + """
        requests:
          - { requestType: vpn, subject: VPN, users: [\(user), \(otherUser)] }
          - { requestType: vpn, subject: "", users: [\(user), \(otherUser)] }
          - not an entry
        requestTypes: { vpn: { id: \(typeID) } }

        """)
    #expect(reading.findings.map(\.code) == [.subjectLength, .wrongKind])
    #expect(reading.declarationCount == 2 && reading.candidateCount == 5)
  }
}
