import Manifests
import Model
import Testing

@Suite("YAML as written")
struct WrittenFormTests {
  private let vpn = "requestTypeId: \(typeID), subject: VPN"

  @Test("duplicate keys, merge keys and tags are reported at their place")
  func keysAndTags() throws {
    try expectFindings(
      head + "requests:\n  - { \(vpn), 1️⃣subject: x, 2️⃣\"subject\": y }\n", (1, .duplicateKey), (2, .duplicateKey))
    try expectFindings(head + "requests:\n  - { \(vpn), <<: 1️⃣text }\n", (1, .mergeKey))
    try expectFindings(head + "requests:\n  - { \(vpn), <<: {}, 1️⃣<<: {} }\n", (1, .duplicateKey))
    try expectFindings(head + "requests:\n  - { \(vpn), 1️⃣\"<<\": {} }\n", (1, .unknownKey))
    try expectFindings(head + "requests:\n  - { \(vpn), name: 1️⃣!!int 1 }\n", (1, .tag))
    try expectFindings(head + "requests: 1️⃣!list\n  - { \(vpn), messages: 2️⃣!!map [a] }\n", (1, .tag), (2, .tag))
    try expectFindings(head + "requests: !!seq\n  - !!map { \(vpn), name: !!str ~, users: !!null x }\n")
  }

  @Test("many keys are compared as well as few")
  func manyKeys() throws {
    let keys = (0..<300).map { "k\($0): x" }.joined(separator: ", ")
    let reading = try ManifestSet.of(head + "requests:\n  - { \(vpn), \(keys), k7: x }\n")
    #expect(reading.findings.filter { $0.code == .duplicateKey }.count == 1)
    #expect(reading.findings.filter { $0.code == .unknownKey }.count == 301)
  }

  @Test("merge keys lay mappings under, the nearer one first")
  func merging() throws {
    let reading = try expectFindings(
      head + """
        requests:
          - &base { requestTypeId: \(typeID), subject: base, messages: [base], name: a }
          - &more { <<: *base, subject: more, name: b, users: [\(user)] }
          - { <<: [{ subject: list }, *more], name: c }

        """)
    #expect(reading.declarations.map(\.subject) == ["base", "more", "list"])
    #expect(reading.declarations.map(\.messages) == [["base"], ["base"], ["base"]])
    #expect(reading.declarations.map(\.requester?.text) == [nil, user, user])
  }

  @Test("aliases mean the latest anchor of their document, and keep what an earlier entry said")
  func anchors() throws {
    let reading = try expectFindings(
      head + """
        requests:
          - { requestTypeId: &t \(typeID), subject: &s one, messages: &m [&inner first, *inner] }
          - { requestTypeId: *t, subject: &s two, messages: [*inner, *s] }
          - { requestTypeId: *t, subject: *s, users: [&u \(user)], messages: *m }
          - { requestTypeId: *t, subject: three, users: [*u] }

        """)
    #expect(reading.declarations.map(\.subject) == ["one", "two", "two", "three"])
    #expect(
      reading.declarations.map(\.messages) == [["first", "first"], ["first", "two"], ["first", "first"], []])
    try expectFindings(
      head + "requests: [{ \(vpn), name: &a x, users: 1️⃣*b }]\n---\n" + head + "requests: [{ \(vpn), name: 2️⃣*a }]",
      (1, .unknownAlias), (2, .unknownAlias))
  }

  @Test("an alias cannot stand within what it names")
  func cycle() throws {
    try expectFindings(head + "requests: [{ \(vpn), messages: &a [1️⃣*a] }]", (1, .aliasCycle))
    try expectFindings("&a\n" + head + "requests: [{ \(vpn), messages: 1️⃣*a }]", (1, .aliasCycle))
  }

  @Test("a syntax error is reported where libyaml stopped, with its likely cause")
  func syntax() throws {
    let cases = [
      (head + "requests:\n1️⃣\t- a\n", "indent with spaces"),
      (head + "requests:\n  - { subject: 1️⃣@home }\n", "quote the value"),
      (
        head + "requests:\n  - subject: a1️⃣: b\n",
        "quote values that contain a colon, or align the key with the keys next to it"
      ),
      (head + "requests:\n  - subject:VPN\n    users1️⃣: [a]\n", "add a space after the colon, as in `key: value`"),
      (head + "requests:\n  - subject: 'a\n1️⃣", "close the quote"),
      (head + "requests:\n  - { subject: a\n1️⃣", "close it, or quote its values"),
      (head + "requests:\n  - subject: \"1️⃣\\d\"\n", "write `\\\\` for a backslash, or use single quotes"),
    ]
    for (marked, hint) in cases {
      let manifest = MarkedManifest(marked)
      let reading = try ManifestSet.of(manifest.text)
      #expect(reading.findings.last?.code == .syntax)
      #expect(reading.diagnostics.last?.hint == hint, "\(marked)")
      #expect(reading.diagnostics.last?.range.start == manifest.marks[1], "\(marked)")
    }
  }

  @Test("what was found before a syntax error stays")
  func foundBefore() throws {
    try expectFindings(
      head + "requests:\n  - { \(vpn), name: 1️⃣'' }\n  - 2️⃣@\n", (1, .emptyName), (2, .syntax))
  }

  @Test("ranges cover the whole value")
  func ranges() throws {
    let reading = try ManifestSet.of(
      entry("requestTypeId: 'x'\nsubject: [a,\n  b]\nusers: {}\nmessages: |\n  a\n  b\nname:\n  - a\n  - b # c\n\n\n"))
    #expect(
      reading.diagnostics.map { [$0.range.start.line, $0.range.start.column, $0.range.end.line, $0.range.end.column] }
        == [
          [4, 18, 4, 21], [5, 12, 6, 7], [7, 10, 7, 12], [8, 13, 11, 1], [12, 5, 13, 8],
        ].map { $0.map(UInt32.init) })
  }
}
