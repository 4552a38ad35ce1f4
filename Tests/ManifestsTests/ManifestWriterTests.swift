import Manifests
import Model
import Testing

/// Texts made of everything that means something to YAML, to templates, to terminals or to libyaml.
private struct HostileText {
  private static let parts: [String] =
    [
      "a", "é", "e\u{301}", "語", "👩‍👧", " ", "  ", "\t", "\n", "\n\n", "\r", "\r\n", ":", ": ", "#", " #", "- ", "-", "?",
      "? ",
      "!", "!!str ", "&a ", "*a", "[", "]", "{", "}", ",", "'", "\"", "\\", "\\u0041", "@", "`", "%", "|", ">", "|-",
      "~", "null",
      "no", "0123", "1e3", "1:30", "2027-05-05", "0x1F", "0o17", ".5", "=", "<<", "---", "...", "${", "$${", "${a}",
      "$", "{{", "}}",
      "{{ a }}", "<<<<<<<", ">>>>>>> ", "\u{7}", "\u{1B}[31m", "\u{7F}", "\u{85}", "\u{A0}", "\u{AD}", "\u{200B}",
      "\u{202E}", "\u{2028}",
      "\u{2029}", "\u{3000}", "\u{FEFF}", "“", "’", "\u{E000}", "\u{FFFE}",

      "\u{1F600}", "# yaml-language-server: $schema=https://example.com/s.json",
    ] + noncharacters + noncharacters.map { $0 + "AAAAAA" }

  /// Swift has no literals of them.
  static let noncharacters = [0xFDD0, 0xFDD1, 0xFDD3, 0xFFFE, 0xFFFF, 0x1FFFE, 0x10FFFF].compactMap(Unicode.Scalar.init)
    .map { String($0) }

  static func random(using generator: inout SplitMix64) -> String {
    (0..<Int.random(in: 1...6, using: &generator)).compactMap { _ in parts.randomElement(using: &generator) }.joined()
  }

  static func all(using generator: inout SplitMix64, count: Int) -> [String] {
    parts + ["", String(repeating: "k", count: 2_000)] + (0..<count).map { _ in random(using: &generator) }
  }
}

@Suite("what Writ writes as YAML, it reads back")
struct ManifestWriterTests {
  private func lines(_ texts: [String], _ line: (Int, String) -> String) -> String {
    texts.enumerated().map { line($0, $1) }.joined()
  }

  private func texts(in text: String, _ read: (YAMLNode) -> [String?]) throws -> [String?] {
    let reading = try YAMLDocument.read(ManifestSource(name: "m.yaml", bytes: Array(text.utf8)))
    try #require(reading.findings == [], "\(text.debugDescription)")
    return try #require(reading.document).withRoot { root in root.map(read) ?? [] }
  }

  @Test("any text comes back from a value, from an item in brackets, and from a key", arguments: [21, 22, 23, 24])
  func scalars(seed: UInt64) throws {
    var generator = SplitMix64(seed: seed)
    let written = HostileText.all(using: &generator, count: 2_000)
    let values = lines(written) { "k\($0):\n  - \(YAMLScalar.value($1, indentation: 4))\n  - \(YAMLScalar.line($1))\n" }
    let read = try texts(in: values) { root in root.pairs.flatMap { $0.value.items.map(\.text) } }
    for (index, text) in written.enumerated() {
      #expect(read[2 * index].map { Array($0.utf8) } == Array(text.utf8), "\(text.debugDescription)")
      #expect(read[2 * index + 1].map { Array($0.utf8) } == Array(text.utf8), "\(text.debugDescription)")
    }
    let listed = lines(written) { "- [\(YAMLScalar.line($1)), end]\n" }
    let inBrackets = try texts(in: listed) { root in root.items.map { list in list.items.first { _ in true }?.text } }
    #expect(inBrackets.map { $0.map { Array($0.utf8) } } == written.map { Array($0.utf8) })
    let keys = lines(written) { "- \(YAMLScalar.key($1, indentation: 2)) value\n" }
    let readKeys = try texts(in: keys) { root in root.items.map { $0.pairs.first { _ in true }?.key.bytes?.string } }
    #expect(readKeys.map { $0.map { Array($0.utf8) } } == written.map { Array($0.utf8) })
  }

  @Test("no text leaves the comment that it is written into")
  func comments() throws {
    var generator = SplitMix64(seed: 25)
    let written = HostileText.all(using: &generator, count: 2_000)
    let text = lines(written) {
      YAMLComment.lines($1, indentation: 2) + "k\($0): v\(YAMLComment.trailing($1))\n"
    }
    #expect(try texts(in: text) { root in root.pairs.map(\.value.text) } == written.map { _ in "v" })
    #expect(!text.contains(/(^|\n)[^#\n]*#\s*(yaml-language-server|\$schema)/))
    #expect(text.unicodeScalars.allSatisfy { $0 == "\n" || !$0.isInvisible && !$0.isObeyedByTerminals })
  }

  @Test("texts of letters, ids and times are written as they are; what a reader may take for another type is quoted")
  func forms() {
    let plain = [
      "Sales Cloud", "ada@example.com", "00ub0oNGTSWTBKOLGLNR", "08ab2db568c7c300079fefd0", "é", "What? Why:never!",
      "05c87fe9-11f6-4d40-a033-b155b39dcdbe", "2027-05-05T14:15:22Z", "don't",
    ]
    #expect(plain.map(YAMLScalar.line) == plain)
    let quoted = [
      "", " a", "a ", "a: b", "a:", "a #b", "no", "Null", "12", "1e3", "0x1F", "1_000", "2027-05-05", "12:30:00",
      "612345678901234567890e12", "[a]", "a, b", "- a", "*a", "“a”", "<<", "~",
    ]
    #expect(quoted.map(YAMLScalar.line) == quoted.map { "\"\($0)\"" })
    #expect(YAMLScalar.value("one\n\n two\n", indentation: 2) == "|\n  one\n\n   two")
    #expect(YAMLScalar.value("one\ntwo", indentation: 2) == "|-\n  one\n  two")
    #expect(YAMLScalar.value("one \ntwo", indentation: 2) == "\"one \\ntwo\"")
    #expect(YAMLScalar.line("a\u{200B}\u{85}\u{1F600}") == "\"a\\u200B\\u0085\u{1F600}\"")
  }

  @Test("every random manifest means the same after it was written", arguments: [31, 32, 33])
  func manifests(seed: UInt64) throws {
    var generator = SplitMix64(seed: seed)
    for _ in 0..<60 {
      let manifest = RandomManifest(using: &generator)
      let entries = manifest.entries.map { entry in
        ManifestEntry(
          comment: HostileText.random(using: &generator), name: entry.name,
          requestType: .id(RequestTypeID(fromOrg: entry.type)), subject: entry.subject, attempt: entry.attempt,
          answers: entry.fields.map {
            ManifestEntry.Answer(field: $0.id, value: $0.value, comment: HostileText.random(using: &generator))
          }, messages: entry.messages,
          users: entry.users.map {
            ManifestEntry.User(.id(UserID(fromOrg: $0)), comment: HostileText.random(using: &generator))
          })
      }
      let text =
        ManifestWriter.head(comment: HostileText.random(using: &generator)) + ManifestWriter.requests
        + entries.map(ManifestWriter.entry).joined()
      let reading = try ManifestSet.of(text)
      #expect(reading.errorCount == 0, "\(text)")
      #expect(reading.declarations.map(\.placeless) == manifest.declarations, "\(text)")
    }
  }

  @Test("a text with a placeholder comes back where it has no flaw, and is refused where it has one")
  func placeholders() throws {
    var generator = SplitMix64(seed: 41)
    for text in HostileText.all(using: &generator, count: 3_000) where (1...1_000).contains(text.unicodeScalars.count) {
      let entry = ManifestEntry(
        requestType: .id(RequestTypeID(fromOrg: typeID)), subject: "x",
        answers: [.init(field: "05c87fe9-11f6-4d40-a033-b155b39dcdbe", value: .string(text))], messages: [text])
      let reading = try ManifestSet.of(ManifestWriter.head() + ManifestWriter.requests + ManifestWriter.entry(entry))
      #expect((reading.errorCount == 0) == (ManifestText.flaw(of: text) == nil), "\(text.debugDescription)")
      guard let declared = reading.declarations.first else { continue }
      #expect(declared.fieldValues.first?.value == .string(text))
      #expect(declared.messages == [text])
    }
    #expect(ManifestText.flaw(of: "a\0") != nil)
    #expect(ManifestText.flaw(of: "{{ a }}", isMessage: true) == nil)
  }

  @Test("request types, groups and proposed answers are written as the reader takes them")
  func parts() throws {
    let field = RequestType.Field(
      id: FieldID(fromOrg: "1c5ef673-8dbb-4b9c-ac76-0b4180116e43"), prompt: "What do you need?\n# yes",
      isRequired: true,
      kind: .select, options: ["no", "a: b", "${c}"])
    let types = [
      ManifestRequestType(
        comment: "Access to Salesforce", name: "sales: force", id: RequestTypeID(fromOrg: typeID),
        fields: [.init(name: "what", field: field)]),
      ManifestRequestType(name: "vpn", id: RequestTypeID(fromOrg: "61eb2db568c7c300079fefd9"), fields: []),
    ]
    let entry = ManifestEntry(
      requestType: .name("sales: force"), subject: "S",
      answers: [
        .init(field: "what", value: .selection("${c}")),
        .init(field: "why", value: .string("one\ntwo"), isCommentedOut: true),
      ], users: [.init(.group("IT: all")), .init(.name("ada@example.com"))])
    let text = ManifestWriter.head(requestTypes: types) + ManifestWriter.requests + ManifestWriter.entry(entry)
    #expect(
      text == """
        apiVersion: writ/v1
        kind: AccessRequests

        requestTypes:
          # Access to Salesforce
          "sales: force":
            id: 61eb2db568c7c300079fefd2
            fields:
              # What do you need?
              # # yes
              what:
                id: 1c5ef673-8dbb-4b9c-ac76-0b4180116e43
                type: SELECT
                required: true
                options:
                  - "no"
                  - "a: b"
                  - "${c}"
          vpn:
            id: 61eb2db568c7c300079fefd9
            fields: {}

        requests:
          - requestType: "sales: force"
            subject: S
            requesterFields:
              what: ["$${c}"]
              # why: |-
              #   one
              #   two
            users:
              - group: "IT: all"
              - ada@example.com

        """)
    let reading = try ManifestSet.of(text)
    #expect(reading.diagnostics == [])
    #expect(reading.declared.map(\.requester) == [.group("IT: all"), .name("ada@example.com")])
  }
}

extension RequestDeclaration {
  /// The declaration without its place.
  var placeless: RequestDeclaration {
    var declaration = self
    declaration.place = SourcePlace(file: "", mark: .start)
    return declaration
  }
}
