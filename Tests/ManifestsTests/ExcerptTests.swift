import Manifests
import Model
import Testing

@Suite("excerpts")
struct ExcerptTests {
  /// The line and, under it, the caret line.
  private func shown(_ text: String) throws -> [String] {
    let reading = try ManifestSet.of(text)
    let excerpts = SourceExcerpts(of: reading.diagnostics, in: reading.sources)
    let excerpt = try #require(reading.diagnostics.first.flatMap { excerpts.excerpt(for: $0) })
    return [
      excerpt.line,
      String(repeating: " ", count: excerpt.caretColumn) + String(repeating: "^", count: excerpt.caretLength),
    ]
  }

  @Test("the caret stands under the whole value")
  func whole() throws {
    #expect(
      try shown(entry("requestTypeId: nope # four\nsubject: VPN")) == [
        "- requestTypeId: nope # four",
        "                 ^^^^",
      ])
  }

  @Test("tabs, wide characters and marks keep the caret under its value")
  func cells() throws {
    #expect(
      try shown(entry("name: \"語e\u{301}\" # x\nsubject: VPN\nrequestTypeId:\t{\t語: x }")) == [
        "  requestTypeId:    {   語: x }",
        "                    ^^^^^^^^^^^",
      ])
  }

  @Test("what a terminal would obey is made visible")
  func terminalSafe() throws {
    let lines = try shown("# \u{1B}[2J\n")
    #expect(lines == ["# \u{241B}[2J", "  ^"])
    #expect(try shown("a: \u{202E}@\n- @").first?.unicodeScalars.contains("\u{202E}") == false)
  }

  @Test("an invisible character is shown by its number, in the excerpt and in the message")
  func invisible() throws {
    let text = entry("requestTypeId: \(typeID)\nsubject: VPN\nusers: [\"a\u{200B}d\u{A0}a\u{3000}\"]")
    #expect(
      try shown(text) == ["  users: [\"a<U+200B>d<U+00A0>a\u{3000}\"]", "          ^^^^^^^^^^^^^^^^^^^^^^^"])
    #expect(
      try ManifestSet.of(text).diagnostics.first?.message.contains(
        "\"a<U+200B>d<U+00A0>a\u{3000}\" is not a valid login or e-mail address: it has the invisible character U+200B")
        == true)
  }

  @Test("of a value of several lines the first is shown, of a long line a window")
  func windows() throws {
    #expect(
      try shown(entry("requestTypeId: |\n  a\n  b\nsubject: x")) == ["- requestTypeId: |", "                 ^"])
    let padding = String(repeating: "x", count: 500)
    let lines = try shown("{ apiVersion: writ/v1, kind: AccessRequests, requests: [], \(padding): 1, y: 2 }")
    #expect(lines[0].hasPrefix("{ apiVersion"))
    #expect(lines[0].hasSuffix("…"))
    let far = try shown("[" + padding + ", @]")
    #expect(far[0].hasPrefix("…x"))
    #expect(far[0].hasSuffix(", @]"))
    #expect(far[1].count == far[0].count - 1)
  }

  @Test("a place after the last character of the file has a caret, too")
  func end() throws {
    #expect(try shown("a: 'b") == ["a: 'b", "     ^"])
    #expect(try shown("a: [b\n").last == "^")
  }
}
