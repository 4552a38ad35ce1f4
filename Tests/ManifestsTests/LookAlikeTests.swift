import Manifests
import Model
import Testing

@Suite("what looks like YAML and is something else")
struct LookAlikeTests {
  private static let rest = "requestTypeId: \(typeID)\nsubject: VPN"

  @Test(
    "plain text cannot begin with an invisible character or stand in typographic quotes",
    arguments: [
      ("name: 1️⃣\u{A0}a", DiagnosticCode.invisibleCharacter), ("1️⃣\u{A0}name: a", .invisibleCharacter),
      ("messages: [1️⃣\u{200B}a]", .invisibleCharacter), ("messages: [1️⃣\u{2003}a]", .invisibleCharacter),
      ("1️⃣\u{FEFF}name: a", .byteOrderMark), ("name: 1️⃣“a b”", .smartQuotes), ("1️⃣“name”: a", .smartQuotes),
      ("users: [1️⃣“ada@example.com”]", .smartQuotes), ("users: [1️⃣‘ada’]", .smartQuotes),
      ("messages: [1️⃣„Hallo“]", .smartQuotes), ("messages: [1️⃣“Hello, you”]", .smartQuotes),
    ])
  func start(line: String, code: DiagnosticCode) throws {
    let reading = try expectFindings(entry("\(Self.rest)\n\(line)"), (1, code))
    #expect(reading.diagnostics.first?.hint?.contains("quote") == true)
  }

  @Test(
    "in quotes, and within text, they are text",
    arguments: ["'\u{A0}a'", "\"“a”\"", "“Phoenix” for sales", "’tis the one", "a\u{200B}", "der „Kern“", "|-\n  “a”"])
  func text(value: String) throws {
    #expect(try ManifestSet.of(entry("\(Self.rest)\nname: \(value)")).diagnostics == [])
  }

  @Test("no-break spaces that indent are called so, where the text begins and where reading ends")
  func indentation() throws {
    let marked = MarkedManifest(
      head + "requests:\n  - 1️⃣requestTypeId: \(typeID)\n2️⃣\u{A0}\u{A0}\u{A0}\u{A0}subject: VPN\n    users3️⃣: [a]\n")
    let reading = try ManifestSet.of(marked.text)
    #expect(reading.findings.map(\.code) == [.missingKey, .invisibleCharacter, .syntax])
    #expect(reading.findings.map(\.mark) == [marked.marks[1], marked.marks[2], marked.marks[3]])
    #expect(reading.diagnostics.dropFirst().allSatisfy { $0.message.contains("a no-break space (U+00A0)") })
  }

  @Test(
    "a syntax error names the confusable character that caused it",
    arguments: [
      ("subject: “VPN: for sales”", "typographic quote"), ("subject:\u{A0}VPN\nname: a", "after the colon"),
      ("subject: VPN\n\u{A0}\u{A0} name: a: b", "no-break space"),
    ])
  func cause(lines: String, words: String) throws {
    let syntax = try ManifestSet.of(entry("requestTypeId: \(typeID)\n\(lines)")).diagnostics.filter {
      $0.code == .syntax
    }
    #expect(syntax.count == 1)
    #expect(syntax.first?.message.contains(words) == true)
  }

  @Test("an unresolved git merge conflict is reported at its first line")
  func conflict() throws {
    for (end, style) in [("\n", ""), ("\r\n", "||||||| base\n    subject: old\n")] {
      let marked = MarkedManifest(
        entry("requestTypeId: \(typeID)") + "1️⃣<<<<<<< HEAD\n    subject: one\n" + style
          + "=======\n    subject: two\n>>>>>>> other\n    users: [a]\n")
      let reading = try ManifestSet.of(marked.text.replacing("\n", with: end))
      let syntax = reading.findings.filter { $0.code == .syntax }
      #expect(syntax.map(\.mark) == [marked.marks[1]])
      #expect(reading.diagnostics.contains { $0.message == "unresolved git merge conflict" })
    }
    // Text of a message, and an error before it, are something else.
    let text = "messages:\n- |\n  <<<<<<< a\n  =======\n  >>>>>>> b"
    #expect(try ManifestSet.of(entry("\(Self.rest)\n\(text)")).diagnostics == [])
    #expect(
      try ManifestSet.of("a: @\n<<<<<<< a\n>>>>>>> b\n").diagnostics.map(\.range.start) == [
        SourceMark(line: 1, column: 4)
      ])
  }

  @Test("a value that Ansible Vault has encrypted is called so")
  func vault() throws {
    let reading = try expectFindings(
      entry("\(Self.rest)\nmessages:\n- 1️⃣!vault |\n  $ANSIBLE_VAULT;1.1;AES256\n  3132"), (1, .tag))
    #expect(reading.diagnostics.first?.message.contains("Ansible Vault") == true)
  }
}
