import Manifests
import Model
import Testing

@Suite("subjects that an org may store otherwise")
struct SubjectTests {
  private static let rocket = "\u{1F680}"

  /// One entry for each subject, for the token's own user.
  private func reading(_ subjects: [String]) throws -> ManifestSet {
    try .of(head + "requests:\n" + subjects.map { "  - { requestTypeId: \(typeID), subject: \"\($0)\" }\n" }.joined())
  }

  @Test(
    "each is one warning for its entry, which leaves the set valid",
    arguments: [
      "VPN \(rocket)\(rocket)", "cafe\u{301}", "\(rocket) cafe\u{301} \u{1F469}\u{200D}\u{1F467}",
      "\u{212B}ngstr\u{F6}m",
    ])
  func warning(subject: String) throws {
    let manifest = MarkedManifest(
      entry("requestTypeId: \(typeID)\nsubject: 1️⃣\"\(subject)\"\nusers: [\(user), \(otherUser)]"))
    let reading = try ManifestSet.of(manifest.text)
    #expect(reading.findings == [Expected(mark: try #require(manifest.marks[1]), code: .subjectForm)])
    #expect(reading.diagnostics.map(\.severity) == [.warning])
    #expect(reading.diagnostics.first?.message.contains("an org may change this subject") == true)
    #expect(reading.isValid)
    #expect(reading.warningCount == 1)
    #expect(reading.declarations.map { Array($0.subject.utf8) } == [Array(subject.utf8), Array(subject.utf8)])
  }

  @Test(
    "composed letters and other scripts in a subject cause no warning", arguments: ["caf\u{E9}", "語学", "Ünïcödé – “x”"])
  func noWarning(subject: String) throws {
    #expect(try reading([subject]).diagnostics == [])
  }

  @Test("a default subject is warned of once, where it is written")
  func defaultSubject() throws {
    let marked = MarkedManifest(
      head + "defaults: { requestTypeId: \(typeID), subject: 1️⃣\(Self.rocket) VPN }\n"
        + "requests: [{ users: [\(user)] }, { users: [\(otherUser)] }]\n")
    let reading = try ManifestSet.of(marked.text)
    #expect(reading.findings == [Expected(mark: try #require(marked.marks[1]), code: .subjectForm)])
    #expect(reading.declarationCount == 2)
  }

  @Test(
    "two subjects that an org may store as one are duplicates, and the message says that they differ in form",
    arguments: [
      ("Access  for Jo", "Access for Jo"), ("caf\u{E9}", "cafe\u{301}"), ("VPN \(rocket)", "VPN"),
      ("VPN \(rocket)", "VPN \u{1F6F0}"), ("a\u{A0}b", "a b"),
    ])
  func folded(one: String, other: String) throws {
    for pair in [[one, other], [other, one]] {
      let errors = try reading(pair).diagnostics.filter { $0.severity == .error }
      #expect(errors.map(\.code) == [.duplicateDeclaration])
      #expect(errors.first?.message.hasSuffix("the subjects differ only in form") == true)
      #expect(errors.first?.notes.map(\.place.mark.line) == [4])
    }
    for same in [one, other] {
      let errors = try reading([same, "another", same]).diagnostics.filter { $0.severity == .error }
      #expect(errors.map(\.code) == [.duplicateDeclaration])
      #expect(errors.first?.message.contains("differ") == false)
    }
  }

  @Test("a file that is read twice finds the same")
  func secondReading() throws {
    let requests =
      "requests: [{ requestType: a, subject: x  y }, { requestType: a, subject: x  y }, { requestType: a, subject: x y }]\n"
    let types = "requestTypes: { a: { id: \(typeID) } }\n"
    let once = try ManifestSet.of(head + types + requests)
    let twice = try ManifestSet.of(head + requests + types)
    #expect(once.diagnostics.map(\.message) == twice.diagnostics.map(\.message))
    #expect(once.diagnostics.map { $0.message.contains("differ") } == [false, true])
  }

  @Test("the hint for a subject in block style says how to remove its line break")
  func blockHint() throws {
    func hint(_ subject: String) throws -> String? {
      try ManifestSet.of(entry("requestTypeId: \(typeID)\nsubject: \(subject)")).diagnostics.first?.hint
    }
    #expect(try hint("|\n  VPN")?.contains("`subject: |-`") == true)
    #expect(try hint("|-\n  VPN\n  at home")?.contains("`subject: >-`") == true)
    #expect(try hint("\"VPN\\n\"") == "write it on one line")
  }

  @Test("errors take the room of warnings, and a set whose warnings are too many to keep is valid")
  func room() throws {
    let warnings = (0..<10_050).map { "  - { requestTypeId: \(typeID), subject: \"\(Self.rocket) \($0)\" }\n" }.joined()
    let valid = try ManifestSet.of(head + "requests:\n" + warnings, keeping: .count)
    #expect(valid.isValid)
    #expect(valid.diagnostics.count == 10_000)
    #expect(valid.leftOutCount == 50)
    let invalid = try ManifestSet.of(head + "requests:\n" + warnings + "  - x\n  - y\n", keeping: .count)
    #expect(invalid.diagnostics.filter { $0.severity == .error }.map(\.range.start.line) == [10_054, 10_055])
    #expect(invalid.diagnostics.count == 10_000)
    #expect((invalid.errorCount, invalid.warningCount) == (2, 10_050))
  }
}
