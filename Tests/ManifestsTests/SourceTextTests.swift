import Manifests
import Model
import Testing

@Suite("text as editors, shells and JSON writers leave it")
struct SourceTextTests {
  private static let rocket = "\u{1F680}"

  private func subjects(_ text: String) throws -> [String] {
    let reading = try ManifestSet.of(text)
    #expect(reading.errorCount == 0)
    return reading.declarations.map(\.subject)
  }

  private func subject(_ value: String) throws -> [UInt8] {
    Array(try subjects(entry("requestTypeId: \(typeID)\nsubject: \(value)"))[0].utf8)
  }

  // MARK: JSON

  @Test("in double quotes two escapes of JSON are one character, and text everywhere else")
  func surrogatePairs() throws {
    #expect(try subject(#""a \ud83d\ude80 \uD83D\uDE80b""#) == Array("a \(Self.rocket) \(Self.rocket)b".utf8))
    #expect(try subject(#""\ud800\udc00\udbff\udfff""#) == Array("\u{10000}\u{10FFFF}".utf8))
    for text in [#"a \ud83d\ude80 b"#, #"\uD83d\uDe80"#, #"\\ud83d\ude80"#] {
      #expect(try subject(text) == Array(text.utf8))
      #expect(try subject("'\(text)'") == Array(text.utf8))
      #expect(try subject(">-\n  \(text) # \(text)") == Array("\(text) # \(text)".utf8))
    }
    #expect(try subject(#""\\ud83d\\ude80""#) == Array(#"\ud83d\ude80"#.utf8))
    #expect(
      try subject(#""\\\ud83d\ude80 \\\\ud83d""#) == Array(#"\"#.utf8) + Array("\(Self.rocket) ".utf8)
        + Array(#"\\ud83d"#.utf8))
  }

  @Test("a whole manifest may be JSON, and places count the escapes as written")
  func json() throws {
    let marked = MarkedManifest(
      #"{"apiVersion":"writ/v1","kind":"AccessRequests","requests":[{"requestTypeId":""# + typeID
        + #"","name":"\ud83d\ude80\ud83d\ude80","subject":1️⃣"\ud83d\ude80",2️⃣"surplus":1}]}"#)
    let reading = try ManifestSet.of(marked.text)
    #expect(reading.findings.map(\.code) == [.subjectForm, .unknownKey])
    #expect(reading.findings.map(\.mark) == [marked.marks[1], marked.marks[2]])
  }

  @Test(
    "half of a surrogate pair is an error at its place",
    arguments: [
      #""a 1️⃣\ud83d""#, #""a 1️⃣\ude80 b""#, #""\ud83d\ude80 1️⃣\ud83d \ude80""#, #""1️⃣\ude80\ud83d""#,
      #""1️⃣\ud83d\ud83d\ude80""#,
    ])
  func loneSurrogate(value: String) throws {
    let reading = try expectFindings(entry("requestTypeId: \(typeID)\nsubject: \(value)"), (1, .syntax))
    #expect(reading.diagnostics.first?.message.contains("half of a surrogate pair") == true)
    #expect(reading.diagnostics.first?.hint?.contains("both halves") == true)
  }

  // MARK: Lines

  @Test(
    "lines end at LF, CR LF and CR only, and what else may end a line is text",
    arguments: ["\u{85}", "\u{2028}", "\u{2029}"])
  func lineEnds(character: String) throws {
    for end in ["\n", "\r\n", "\r"] {
      let text = entry(
        """
        requestTypeId: \(typeID) # a\(character)b
        subject: VPN
        messages: ["one\(character)two", one\(character)two, 'one\(character)two']
        name: [x]
        """)
      let reading = try ManifestSet.of(text.replacing("\n", with: end))
      #expect(reading.findings == [Expected(mark: SourceMark(line: 7, column: 9), code: .wrongKind)])
      let messages = try ManifestSet.of(text.replacing("  name: [x]\n", with: "").replacing("\n", with: end))
      #expect(messages.declarations.first?.messages == Array(repeating: "one\(character)two", count: 3))
    }
    try expectFindings(entry("requestTypeId: \(typeID)\nsubject: 1️⃣VPN\(character)at home"), (1, .subjectLineBreak))
  }

  @Test("the line that is shown is the one that editors show")
  func excerpt() throws {
    let reading = try ManifestSet.of(
      entry("name: \"a\u{2028}b\u{85}\" # \u{2028}\nsubject: VPN\nrequestTypeId: nope"))
    let finding = try #require(reading.diagnostics.first)
    #expect(finding.range.start == SourceMark(line: 6, column: 18))
    #expect(SourceExcerpts(of: [finding], in: reading.sources).excerpt(for: finding)?.line == "  requestTypeId: nope")
  }

  // MARK: Byte order marks

  @Test(
    "a byte order mark at the beginning of a line is nothing: one file was put behind another",
    arguments: ["\n", "\r\n"])
  func laterMarks(end: String) throws {
    let one = entry("requestTypeId: \(typeID)\nsubject: one")
    let two = entry("requestTypeId: \(typeID)\nsubject: two\n1️⃣surplus: x")
    for (first, second) in [("---\n", ""), ("", "---\n"), ("...\n", "---\n")] {
      let marked = MarkedManifest("\u{FEFF}" + one + first + "\u{FEFF}" + second + two)
      let reading = try ManifestSet.of(marked.text.replacing("\n", with: end))
      #expect(reading.findings == [Expected(mark: try #require(marked.marks[1]), code: .unknownKey)])
      #expect(reading.entryCount == 2)
    }
  }

  // MARK: UTF-16

  private static func utf16(_ text: String, isLittle: Bool) -> [UInt8] {
    (text.utf16.isEmpty ? "" : "\u{FEFF}" + text).utf16.flatMap {
      isLittle ? [UInt8($0 & 0xFF), UInt8($0 >> 8)] : [UInt8($0 >> 8), UInt8($0 & 0xFF)]
    }
  }

  @Test("UTF-16 with a byte order mark, as PowerShell writes it, means what UTF-8 means", arguments: [true, false])
  func utf16(isLittle: Bool) throws {
    let marked = MarkedManifest(
      entry("requestTypeId: \(typeID)\nsubject: é語\(Self.rocket)\nmessages: [\"\(Self.rocket)\", 1️⃣~]"))
    let bytes = Self.utf16(marked.text.replacing("\n", with: "\r\n"), isLittle: isLittle)
    let reading = try ManifestSet.of(bytes: bytes)
    #expect(reading.findings.map(\.code) == [.subjectForm, .wrongKind])
    #expect(reading.findings.last?.mark == marked.marks[1])
    let excerpt = SourceExcerpts(of: reading.diagnostics, in: reading.sources).excerpt(for: reading.diagnostics[1])
    #expect(excerpt?.line == "  messages: [\"\(Self.rocket)\", ~]")
    #expect(
      try ManifestSet.of(bytes: bytes).diagnostics
        == ManifestSet.of(marked.text.replacing("\n", with: "\r\n")).diagnostics)
  }

  @Test("half of a surrogate pair in UTF-16 is an error at its place")
  func brokenUTF16() throws {
    let text = "# é\(Self.rocket)\r\n# ab"
    let expected = [Expected(mark: SourceMark(line: 2, column: 5), code: .encoding)]
    for isLittle in [true, false] {
      let bytes = Self.utf16(text, isLittle: isLittle)
      let high: [UInt8] = isLittle ? [0x3D, 0xD8] : [0xD8, 0x3D]
      let letter: [UInt8] = isLittle ? [0x61, 0] : [0, 0x61]
      for tail in [[0x61], high, high + letter, high + high + letter] {
        #expect(try ManifestSet.of(bytes: bytes + tail).findings == expected)
      }
    }
  }

  // MARK: Windows-1252

  @Test("bytes of Windows-1252 are called so, with the character that they were")
  func windows1252() throws {
    let text =
      Array(entry("requestTypeId: \(typeID)\nsubject: VPN é für Zo").utf8.dropLast()) + [0xEB] + Array(" x\n".utf8)
    let reading = try ManifestSet.of(bytes: text)
    #expect(reading.findings == [Expected(mark: SourceMark(line: 5, column: 24), code: .encoding)])
    #expect(reading.diagnostics.first?.message.contains("0xEB, which is ë in Windows-1252") == true)
    #expect(reading.diagnostics.first?.hint?.contains("iconv -f WINDOWS-1252") == true)
    let cut = try ManifestSet.of(bytes: Array("# ".utf8) + [0xE2, 0x82, 0x20])
    #expect(cut.diagnostics.first?.message.contains("1252") == false)
  }

  // MARK: Parts

  @Test("nothing depends on where a part of the file ends")
  func boundaries() throws {
    let rest =
      "requests:\n- { requestTypeId: \(typeID), subject: \"a\u{2028}\", name: \"\\ud83d\\ude80\\\\ud83d\u{85}\" }\n---\n\u{FEFF}"
      + head
      + "requests:\n- 1️⃣text\n"
    let marked = MarkedManifest(head + "# \n" + rest)
    let expected = try ManifestSet.of(marked.text)
    #expect(expected.findings.map(\.code) == [.subjectLineBreak, .wrongKind])
    #expect(expected.findings.last?.mark == marked.marks[1])
    let start = marked.text.utf8.count - head.utf8.count - rest.utf8.count
    // The end of the part moves from the request type's id to the second document's head.
    for padding in (65_536 - start - head.utf8.count - 160)...(65_536 - start - head.utf8.count - 40) {
      let padded = marked.text.replacing("# \n", with: "#" + String(repeating: "x", count: padding) + "\n")
      let reading = try ManifestSet.of(padded, keeping: .count)
      #expect(reading.diagnostics == expected.diagnostics, "\(padding)")
    }
    // UTF-16 is decoded 21,842 units at a time: the second part ends there.
    for padding in (43_684 - head.utf16.count - 160)...(43_684 - head.utf16.count - 40) {
      let padded = marked.text.replacing("# \n", with: "#" + String(repeating: "x", count: padding) + "\n")
      let reading = try ManifestSet.of(bytes: Self.utf16(padded, isLittle: true), keeping: .count)
      #expect(reading.diagnostics == expected.diagnostics, "\(padding)")
    }
  }
}
