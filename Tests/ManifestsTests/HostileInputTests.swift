import Manifests
import Model
import Testing

@Suite("hostile inputs end soon, with a finding")
struct HostileInputTests {
  private let vpn = "requestTypeId: \(typeID), subject: VPN"

  private func codes(_ bytes: [UInt8]) throws -> [Expected] {
    try ManifestSet.of(bytes: bytes, keeping: .count).findings
  }
  private func codes(_ text: String) throws -> [Expected] { try codes(Array(text.utf8)) }

  @Test("nesting ends at the 65th level, in flow and in block style")
  func depth() throws {
    let allowed = String(repeating: "[", count: 64) + String(repeating: "]", count: 64)
    #expect(try codes(allowed).map(\.code) == [.wrongKind])
    #expect(try codes("[" + allowed + "]") == [Expected(mark: SourceMark(line: 1, column: 65), code: .depthLimit)])
    #expect(
      try codes(String(repeating: "[", count: 100_000)) == [
        Expected(mark: SourceMark(line: 1, column: 65), code: .depthLimit)
      ])
    #expect(try codes(String(repeating: "{", count: 100_000)).map(\.code).last == .depthLimit)
    #expect(
      try codes(String(repeating: "- ", count: 100_000)) == [
        Expected(mark: SourceMark(line: 1, column: 129), code: .depthLimit)
      ])
    var deep = ""
    for level in 0..<1_000 { deep += String(repeating: " ", count: level) + "a:\n" }
    #expect(try codes(deep).last?.code == .depthLimit)
    #expect(try codes(head + "requests: [{ name: \(allowed) }]").last?.code == .depthLimit)
  }

  @Test("aliases do not get deeper than what is written may be")
  func aliasDepth() throws {
    var text = head + "requests:\n  - { \(vpn), messages: &a0 [x] }\n"
    for level in 1...70 { text += "  - { messages: &a\(level) [*a\(level - 1)] }\n" }
    #expect(try codes(text).last?.code == .depthLimit)
  }

  @Test("an alias bomb is counted, not built")
  func aliasBomb() throws {
    var laughs = head + "a0: &a0 [lol]\n"
    for level in 1...20 {
      laughs +=
        "a\(level): &a\(level) [" + Array(repeating: "*a\(level - 1)", count: 10).joined(separator: ", ") + "]\n"
    }
    #expect(try codes(laughs).contains { $0.code == .aliasLimit })
    // The quadratic kind: one long list, often.
    let list = (0..<2_000).map { "u\($0)" }.joined(separator: ", ")
    let quadratic =
      head + "requests:\n  - { messages: &l [\(list)] }\n" + String(repeating: "  - { messages: *l }\n", count: 5_000)
    #expect(try codes(quadratic).last?.code == .aliasLimit)
  }

  @Test("aliases may stand for ten times the nodes of the file, and not for one more")
  func aliasBoundary() throws {
    // Written: root, 3 keys, 2 values, list, 2 entries × (mapping, key), the list of n, the alias; the alias stands for 1 + n.
    func text(_ items: Int, aliases: Int, padding: Int) -> String {
      let list = Array(repeating: "x", count: items).joined(separator: ", ")
      return head + "requests:\n- [[\(list)], &l [\(list)]]\n- ["
        + Array(repeating: "*l", count: aliases).joined(separator: ", ")
        + "]\n- [" + Array(repeating: "x", count: padding).joined(separator: ", ") + "]\n"
    }
    // Nodes: 7 for the head and the list, 3 lists, 2 lists of 100, 30 aliases = 7 + 3 + 202 + 30 = 242; padding adds its own.
    let expanded = 30 * 101
    let needed = (expanded + 9) / 10 - 242
    let taken = try codes(text(100, aliases: 30, padding: needed))
    #expect(!taken.contains { $0.code == .aliasLimit })
    let refused = try codes(text(100, aliases: 30, padding: needed - 1)).filter { $0.code == .aliasLimit }
    // The 30th alias went over: 29 of them are within ten times what the whole file holds.
    #expect(refused == [Expected(mark: SourceMark(line: 5, column: UInt32(4 + 29 * 4)), code: .aliasLimit)])
  }

  @Test("10 MB of an unclosed list or mapping end")
  func unclosed() throws {
    #expect(try codes("[" + String(repeating: "a, ", count: 3_500_000)).map(\.code) == [.syntax])
    #expect(try codes(String(repeating: "[", count: 10_000_000)).map(\.code) == [.depthLimit])
    #expect(try codes(String(repeating: "{", count: 10_000_000)).last?.code == .depthLimit)
    #expect(try codes(String(repeating: "{a: ", count: 2_000_000)).last?.code == .depthLimit)
  }

  @Test("directives before a document are not compared with each other without end")
  func directives() throws {
    let text = (0..<200_000).map { "%TAG !t\($0)! x\n" }.joined() + "---\na\n"
    #expect(try codes(text).map(\.code) == [.syntax])
    #expect(try codes(String(repeating: "%YAML 1.2\n---\n~\n...\n", count: 30_000)).map(\.code) == [.emptySet])
  }

  @Test("a value of 20 MiB is refused by its length")
  func hugeScalar() throws {
    let huge = String(repeating: "x", count: 20 << 20)
    #expect(
      try codes(entry("requestTypeId: \(typeID)\nsubject: \(huge)")) == [
        Expected(mark: SourceMark(line: 5, column: 12), code: .subjectLength)
      ])
  }

  @Test(
    "bytes that are not UTF-8 are reported at their place",
    arguments: [0, 1, 36, 63, 16_383, 16_384, 65_535, 65_536, 70_001])
  func invalidBytes(offset: Int) throws {
    let sequences: [[UInt8]] = [
      [0xFF], [0x80], [0xC0, 0x80], [0xF5, 0x80], [0xED, 0xA0, 0x80], [0xC3, 0x28], [0xE2, 0x82], [0xF0, 0x9F, 0x9A],
    ]
    for bytes in sequences {
      let before = Array("# é\r\n# ".utf8) + [UInt8](repeating: UInt8(ascii: "x"), count: offset)
      let all = before + bytes + Array(" x\n".utf8)
      let found = try codes(all)
      #expect(found == [Expected(mark: SourceMark(line: 2, column: UInt32(3 + offset)), code: .encoding)])
      #expect(try codes([0xEF, 0xBB, 0xBF] + all) == found)
      #expect(try codes(before + bytes) == found)
    }
  }

  @Test("control characters are reported at their place")
  func controls() throws {
    for control: UInt8 in [0x00, 0x01, 0x08, 0x0B, 0x1F, 0x7F] {
      let found = try codes(Array("# ab\n#".utf8) + [control] + Array("\n".utf8))
      #expect(found == [Expected(mark: SourceMark(line: 2, column: 2), code: .controlCharacter)])
    }
  }

  @Test("UTF-32, and UTF-16 without a byte order mark, are reported by name")
  func otherEncodings() throws {
    let units = Array((head + "requests: []\n").utf16)
    let forms: [(String, [UInt8])] = [
      ("UTF-16LE", units.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }),
      ("UTF-16BE", units.flatMap { [UInt8($0 >> 8), UInt8($0 & 0xFF)] }),
      ("UTF-32LE", units.flatMap { [UInt8($0 & 0xFF), 0, 0, 0] }),
      ("UTF-32LE", [0xFF, 0xFE, 0, 0] + units.flatMap { [UInt8($0 & 0xFF), 0, 0, 0] }),
      ("UTF-32BE", units.flatMap { [0, 0, 0, UInt8($0 & 0xFF)] }),
      ("UTF-32BE", [0, 0, 0xFE, 0xFF] + units.flatMap { [0, 0, 0, UInt8($0 & 0xFF)] }),
    ]
    for (name, bytes) in forms {
      let reading = try ManifestSet.of(bytes: bytes)
      #expect(reading.findings == [Expected(mark: .start, code: .encoding)])
      #expect(reading.diagnostics.first?.message.contains(name) == true)
      #expect(reading.diagnostics.first?.hint?.contains("iconv -f \(name) -t UTF-8") == true)
    }
  }

  @Test("a byte order mark is nothing at the start, and a finding within")
  func byteOrderMarks() throws {
    let text = head + "requests: [{ 1️⃣\u{FEFF}name: a, requestTypeId: \(typeID), subject: VPN }]\n"
    try expectFindings(text, (1, .byteOrderMark))
    #expect(try codes("\u{FEFF}" + entry("requestTypeId: \(typeID)\nsubject: VPN")) == [])
    #expect(try codes("\u{FEFF}{ apiVersion: x }").map(\.mark.column) == [3, 3, 15])
  }

  @Test("lines may end in any way that YAML knows")
  func lineEnds() throws {
    for end in ["\n", "\r\n", "\r"] {
      let found = try codes((head + "requests:\n- text\n").replacing("\n", with: end))
      #expect(found == [Expected(mark: SourceMark(line: 4, column: 3), code: .wrongKind)])
    }
  }
}
