import Foundation
import Planning
import Reporting
import Model
import Testing

@Suite("a saved plan")
struct PlanFileTests {
  private static let file = PlanFile(
    writVersion: "1.2.3", createdAt: Sample.moment, plan: Sample.plan,
    obstacles: [Sample.plan.actions[4].declaration.key: "request type \"vpn\" is DRAFT"])

  @Test("a saved plan is read back as it was saved")
  func roundTrip() throws {
    #expect(try PlanFile(reading: Self.file.text.utf8) == Self.file)
  }

  @Test("a saved plan begins with its format version and holds the plan's digest")
  func head() {
    #expect(Self.file.text.hasPrefix("{\n  \"formatVersion\": 1,\n  \"writVersion\": \"1.2.3\",\n"))
    #expect(Self.file.text.contains("\"digest\": \"\(PlanDigest.hex(of: Sample.plan))\""))
  }

  @Test("a saved plan lists each declaration once")
  func declarations() {
    #expect(Self.file.declarations.map(\.subject).count == 4)
    #expect(Self.file.declarations.first?.messages == ["hello"])
  }

  @Test("a saved plan that is cut anywhere is refused")
  func truncated() {
    let bytes = Array(Self.file.text.utf8)
    for length in stride(from: 0, to: bytes.count - 2, by: 7) {
      #expect(throws: PlanFileError.self) { try PlanFile(reading: bytes[..<length]) }
    }
  }

  @Test(
    "a saved plan that was edited without a new digest is refused",
    arguments: [
      ("Access to Salesforce", "Access to Anything"), ("\"value\": \"duties\"", "\"value\": \"else\""),
      ("\"hello\"", "\"other\""), ("https://org.example", "https://other.example"), ("\"create\"", "\"unchanged\""),
      ("61ab", "61ac"), ("\"selection\": \"prod\"", "\"value\": \"prod\""),
    ])
  func edited(original: String, replacement: String) throws {
    let text = Self.file.text.replacing(original, with: replacement)
    try #require(text != Self.file.text)
    #expect {
      try PlanFile(reading: text.utf8)
    } throws: { error in
      if case PlanFileError.digestMismatch = error { true } else { false }
    }
  }

  @Test(
    "a saved plan of another form is refused with the place of the error",
    arguments: [
      ("\"formatVersion\": 1", "\"formatVersion\": 2", PlanFileError.wrongVersion(2)),
      (
        "\"declaration\": 3,\n      \"messageIndex\"", "\"declaration\": 9,\n      \"messageIndex\"",
        .unreadable(reason: "an action names declaration 9, which is not there")
      ),
      (
        "\"messageIndex\": 0", "\"messageIndex\": 1",
        .unreadable(reason: "an action names a message that is not there")
      ),
      ("\"action\": \"changed\"", "\"action\": \"delete\"", .unreadable(reason: "\"delete\" is not an action")),
      (
        "\"declaration\": 3,\n      \"reason\": \"request type",
        "\"declaration\": 4,\n      \"reason\": \"request type",
        .unreadable(reason: "an obstacle names declaration 4, which is not there")
      ),
      ("\"line\": 15", "\"line\": \"x\"", .unreadable(reason: "declarations[3].line is of the wrong kind")),
      ("\"orgUrl\"", "\"org\"", .unreadable(reason: "the file has no \"orgUrl\"")),
    ])
  func malformed(original: String, replacement: String, expected: PlanFileError) throws {
    let text = Self.file.text.replacing(original, with: replacement)
    try #require(text != Self.file.text)
    #expect(throws: expected) { try PlanFile(reading: text.utf8) }
  }

  @Test("the digest of a plan changes with a subject, and not with places or reasons")
  func digest() {
    var moved = Sample.plan
    moved.actions[0].declaration.place.mark.line = 77
    moved.actions[0].reason = "else"
    #expect(PlanDigest.hex(of: moved) == PlanDigest.hex(of: Sample.plan))
    moved.actions[0].declaration.subject += "!"
    #expect(PlanDigest.hex(of: moved) != PlanDigest.hex(of: Sample.plan))
    #expect(PlanDigest.hex(of: moved).wholeMatch(of: /[0-9a-f]{64}/) != nil)
  }
}
