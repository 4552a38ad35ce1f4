import Planning
import Reporting
import Model
import Testing

@Suite("A saved plan that was edited and given a new digest")
struct PlanFileRulesTests {
  /// One way to declare what no manifest can, and what is said of it.
  struct Edit: CustomTestStringConvertible, Sendable {
    var flaw: String
    var change: @Sendable (inout RequestDeclaration) -> Void

    init(_ flaw: String, _ change: @escaping @Sendable (inout RequestDeclaration) -> Void) {
      self.flaw = flaw
      self.change = change
    }

    var testDescription: String { flaw }
  }

  private static func value(_ value: FieldValue, id: FieldID = Sample.field) -> RequesterFieldValue {
    RequesterFieldValue(id: id, value: value)
  }

  private static func text(_ length: Int) -> String { String(repeating: "\u{E9}", count: length) }

  private static let edits = [
    Edit("a request type's id is 24 hexadecimal digits, this is \"../users\"") {
      $0.requestTypeID = RequestTypeID(fromOrg: "../users")
    },
    Edit("a user's id is 00u and 17 letters or digits, this is \"me\"") { $0.requester = UserID(fromOrg: "me") },
    Edit("a name cannot be empty") { $0.name = "" },
    Edit("a name cannot hold the character U+0000") { $0.name = "a\0" },
    Edit("attempt is a whole number from 1 to 100, this is 0") { $0.attempt = 0 },
    Edit("attempt is a whole number from 1 to 100, this is 101") { $0.attempt = 101 },
    Edit("subject must be 1–250 characters, found 0") { $0.subject = "" },
    Edit("subject must be 1–250 characters, found 251") { $0.subject = text(251) },
    Edit("subject must not be only white space") { $0.subject = "\u{3000} " },
    Edit("subject must be one line, found a line break") { $0.subject = "VPN\u{2028}for all" },
    Edit("subject must not begin or end with a line break") { $0.subject = "VPN\n" },
    Edit("subject must not begin or end with white space") { $0.subject = " VPN" },
    Edit("subject must not contain the control character U+001B") { $0.subject = "V\u{1B}[2JPN" },
    Edit("subject must not contain the control character U+0000") { $0.subject = "V\0PN" },
    Edit("a message must be 1–5000 characters, found 0") { $0.messages = ["hello", ""] },
    Edit("a message must be 1–5000 characters, found 5001") { $0.messages = [text(5001)] },
    Edit("a message cannot hold the character U+0000") { $0.messages = ["\0"] },
    Edit("a TEXT value must be 1–1000 characters, found 1001") { $0.fieldValues = [value(.string(text(1001)))] },
    Edit("a TEXT value cannot hold the character U+0000") { $0.fieldValues = [value(.string("a\0"))] },
    Edit("an option must be 1–280 characters, found 281") { $0.fieldValues = [value(.selection(text(281)))] },
    Edit("an option must be 1–280 characters, found 0") { $0.fieldValues = [value(.selection(""))] },
    Edit("a field's id is a UUID, this is \"1\"") { $0.fieldValues = [value(.string("x"), id: FieldID(fromOrg: "1"))] },
    Edit("the field \"\(Sample.field.text)\" has a value already") {
      $0.fieldValues = [value(.string("x")), value(.string("y"))]
    },
  ]

  /// What is said of a plan whose only action creates each of these; `nil` where it is read.
  private static func refusal(of declarations: [RequestDeclaration]) throws -> PlanFileError? {
    let actions = declarations.map { PlannedAction(verb: .create, declaration: $0, reason: "no such request") }
    let file = PlanFile(
      writVersion: "1", createdAt: Sample.moment, plan: Plan(orgURL: "https://org.example", actions: actions))
    do throws(PlanFileError) {
      let read = try PlanFile(reading: file.text.utf8)
      #expect(read.plan.actions.map(\.declaration) == declarations)
      return nil
    } catch {
      return error
    }
  }

  @Test(
    "a saved plan may name an unknown user only where an obstacle blocks the request", arguments: [true, false])
  func unknownPeople(isBlocked: Bool) throws {
    var declaration = Sample.declaration("Access to Jira", line: 2)
    declaration.requester = UserID(fromOrg: "who@example.com")
    let reason = "the org has no user"
    let action = PlannedAction(verb: .blocked, declaration: declaration, reason: reason)
    let file = PlanFile(
      writVersion: "1", createdAt: Sample.moment, plan: Plan(orgURL: "https://org.example", actions: [action]),
      obstacles: isBlocked ? [declaration.key: reason] : [:])
    if isBlocked {
      #expect(try PlanFile(reading: file.text.utf8).obstacles == [declaration.key: reason])
    } else {
      #expect(throws: PlanFileError.self) { try PlanFile(reading: file.text.utf8) }
    }
  }

  @Test("a saved plan that breaks a rule of manifests is refused with the place in the manifest", arguments: edits)
  func brokenRules(edit: Edit) throws {
    let fine = Sample.declaration("Access to Jira", name: "jira", line: 2)
    var edited = Sample.declaration("Access to Salesforce", name: "sales", values: [.string("duties")], line: 7)
    edit.change(&edited)
    guard case .invalid(let lines, leftOut: 0) = try Self.refusal(of: [fine, edited]) else {
      Issue.record("it is not refused so")
      return
    }
    let name = edited.name ?? edited.subject
    #expect(lines == ["team.yaml:7:5: \"\(name.terminalSafe)\": \(edit.flaw)"])
  }

  @Test("a saved plan is read with values of maximum length and messages with escaped characters")
  func limits() throws {
    var full = Sample.declaration(
      Self.text(250), values: [.string(Self.text(1000))], messages: [Self.text(5000), "a\u{1B}b\n"])
    full.attempt = 100
    full.requester = nil
    #expect(try Self.refusal(of: [full]) == nil)
    full.fieldValues = [Self.value(.selection(Self.text(280)))]
    #expect(try Self.refusal(of: [full]) == nil)
  }

  @Test("a saved plan is refused where two subjects of a requester differ only in white space")
  func duplicates() throws {
    let first = Sample.declaration("Access to Jira", line: 2)
    let second = Sample.declaration("Access  to Jira", messages: ["hello"], line: 9)
    #expect(
      try Self.refusal(of: [first, second])
        == .invalid(
          ["team.yaml:9:5: \"Access  to Jira\": this request is declared already (team.yaml:2:5)"], leftOut: 0))
  }

  @Test("the error for a saved plan lists the first flaws and counts the others")
  func many() throws {
    let broken = (1...30).map { Sample.declaration("request \($0) ", line: UInt32($0)) }
    let refusal = try #require(try Self.refusal(of: broken))
    #expect(refusal.text.hasPrefix("the saved plan declares what no manifest can:\nteam.yaml:1:5: "))
    #expect(refusal.text.hasSuffix("\nand 10 others"))
  }
}
