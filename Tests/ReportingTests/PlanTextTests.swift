import Foundation
import Planning
import Reporting
import Model
import Testing

@Suite("a plan as text")
struct PlanTextTests {
  private static let type = RequestType(
    id: Sample.type, name: "Salesforce access", status: "ACTIVE",
    fields: [RequestType.Field(id: Sample.field, prompt: "What is it for?", isRequired: true, kind: .text)])

  /// `count` creates of one entry, for users with the logins `user1@example.com` and so on.
  private static func creates(_ count: Int, subject: String = "Access") -> (Plan, logins: [UserID: String]) {
    var logins: [UserID: String] = [:]
    let actions = (1...count).map { number in
      let user = UserID("00u" + String(repeating: "0", count: 17 - String(number).count) + String(number))!
      logins[user] = "user\(number)@example.com"
      return PlannedAction(
        verb: .create,
        declaration: Sample.declaration(
          subject, name: "sales", requester: user, values: [.string("duties")], line: UInt32(number)), reason: "new")
    }
    return (Plan(orgURL: "", actions: actions), logins)
  }

  @Test("A plan shows each entry with its people, reasons where they matter, and the counts last")
  func everyVerb() {
    let text = PlanText(
      styling: .plain, isVerbose: false, logins: [Sample.user: "ada@example.com"],
      requestTypes: [Sample.type: Self.type]
    ).text(Sample.plan, forecast: "2 calls, about 1 s")
    #expect(
      text == """
        sales  Salesforce access  "Access to Salesforce"  1 person
            What is it for? duties
            Message: hello
          + create     ada@example.com  00ub0oNGTSWTBKOLGLNR  1 message
        Salesforce access  "Access to AWS"  1 person
          ~ changed    ada@example.com  00ub0oNGTSWTBKOLGLNR
              a field differs
        Salesforce access  "Access to GitHub"  1 person
          ! blocked    the token's user
              it names no user

        Plan: 1 to create, 1 message to send, 1 unchanged, 1 changed, 1 blocked.
        2 calls, about 1 s

        """)
  }

  @Test("A verbose plan lists unchanged requests, every reason and every place")
  func verbose() {
    let text = PlanText(styling: .plain, isVerbose: true).text(Sample.plan, forecast: "")
    #expect(text.contains("  = unchanged  00ub0oNGTSWTBKOLGLNR  (team.yaml:9:5)\n      request 61ab is OPEN\n"))
    #expect(text.contains("      no such request\n"))
  }

  @Test("Places are shown with --verbose only")
  func places() {
    #expect(!PlanText(styling: .plain, isVerbose: false).text(Sample.plan, forecast: "").contains("team.yaml"))
  }

  @Test("Colors change nothing but the color of a plan")
  func colors() throws {
    let colored = PlanText(styling: .colored, isVerbose: true).text(Sample.plan, forecast: "f")
    let plain = PlanText(styling: .plain, isVerbose: true).text(Sample.plan, forecast: "f")
    #expect(colored != plain)
    #expect(colored.replacing(/\u{1B}\[[0-9;]+m/, with: "") == plain)
  }

  @Test("Fifty people of an entry are listed, and fifty-one are counted", arguments: [(50, 50), (51, 0)])
  func countsPeople(people: Int, listed: Int) {
    let (plan, logins) = Self.creates(people)
    let text = PlanText(styling: .plain, isVerbose: false, logins: logins).text(plan, forecast: "")
    #expect(text.components(separatedBy: "@example.com").count - 1 == listed)
    #expect(text.contains("  + create     51 people\n") == (listed == 0))
    let verbose = PlanText(styling: .plain, isVerbose: true, logins: logins).text(plan, forecast: "")
    #expect(verbose.components(separatedBy: "@example.com").count - 1 == people)
  }

  @Test("The lines of a plan fit the terminal, whatever subjects and logins it has", arguments: [40, 80, 120])
  func fits(width: Int) {
    let subject = String(repeating: "Access to Salesforce for the quarter ", count: 6)
    let (plan, logins) = Self.creates(12, subject: subject)
    let long = logins.mapValues { "someone.with.a.very.long.name.and.more.\($0)" }
    let types = [Sample.type: Self.type]
    let text = PlanText(styling: .plain, isVerbose: false, width: width, logins: long, requestTypes: types)
      .text(plan, forecast: "")
    let lines = text.split(separator: "\n")
    #expect(lines.allSatisfy { $0.count <= width }, "\(text)")
    #expect(lines.first?.hasPrefix("sales  ") == true && lines.first?.hasSuffix("  12 people") == true)
  }

  @Test(
    "The lines of what is taken back fit the terminal, logins are whole where they fit it, and no id is broken",
    arguments: [60, 80, 120], ["person", "someone.with.a.long.name"])
  func fitsCancels(width: Int, name: String) {
    let (creates, logins) = Self.creates(3, subject: "Access")
    let plan = Plan(
      orgURL: creates.orgURL,
      actions: creates.actions.map { action in
        let existing = Sample.existing(action.declaration, id: "6b09bed852daf60c82543ae6")
        return PlannedAction(verb: .cancel, declaration: action.declaration, existing: existing, reason: "it is open")
      }, purpose: .cancel)
    let named = logins.mapValues { "\(name).\($0)" }
    let text = PlanText(styling: .plain, isVerbose: false, width: width, logins: named).text(plan, forecast: "")
    #expect(text.split(separator: "\n").allSatisfy { $0.count <= width }, "\(text)")
    #expect(named.values.allSatisfy { text.contains("  x cancel     \($0)") }, "\(text)")
    #expect(text.components(separatedBy: "6b09bed852daf60c82543ae6").count == 4, "\(text)")
  }

  @Test("Columns are aligned by the cells that a terminal takes for wide, combining and narrow characters")
  func cells() {
    let names = ["山田太郎@example.jp", "Zoe\u{308}@example.com", "👍@example.com", "ada@example.com"]
    let (plan, logins) = Self.creates(names.count, subject: "日本語のアクセス申請")
    let named = Dictionary(uniqueKeysWithValues: zip(logins.keys.sorted(), names))
    let text = PlanText(styling: .plain, isVerbose: false, width: 80, logins: named).text(plan, forecast: "")
    #expect(
      text.hasPrefix(
        """
        sales  08ab2db568c7c300079fefd0  "日本語のアクセス申請"  4 people
            05c87fe9-11f6-4d40-a033-b155b39dcdbe: duties
          + create     山田太郎@example.jp  00u00000000000000001
          + create     Zoe\u{308}@example.com      00u00000000000000002
          + create     👍@example.com       00u00000000000000003
          + create     ada@example.com      00u00000000000000004

        """), "\(text)")
  }

  @Test("Lines fit the terminal where a wide character takes two cells", arguments: [40, 60, 80])
  func wideLinesFit(width: Int) {
    let (plan, logins) = Self.creates(3, subject: String(repeating: "日本語のアクセス", count: 20))
    let wide = logins.mapValues { "山田太郎" + String(repeating: "山", count: 40) + $0 }
    let text = PlanText(styling: .plain, isVerbose: false, width: width, logins: wide).text(plan, forecast: "")
    let lines = text.split(separator: "\n")
    #expect(lines.allSatisfy { $0.terminalCells <= width }, "\(text)")
    #expect(lines.count { $0.hasPrefix("  + create     山田太郎山") && $0.contains("…") } == 3, "\(text)")
  }

  @Test("A narrow terminal shows logins in full where there is room, and the ids of users whose login is not known")
  func narrow() {
    let (plan, logins) = Self.creates(3)
    let unknown = logins.keys.sorted()[2]
    let text = PlanText(
      styling: .plain, isVerbose: false, width: 40, logins: logins.filter { $0.key != unknown },
      requestTypes: [Sample.type: Self.type]
    ).text(plan, forecast: "3 calls, about 1 s at 30 a minute each for creates and messages")
    #expect(
      text == """
        sales  Salesf…access  "Access"  3 people
            What is it for? duties
          + create     user1@example.com
          + create     user2@example.com
          + create     00u00000000000000003

        Plan: 3 to create, 0 messages to send, 0
        unchanged, 0 changed, 0 blocked.
        3 calls, about 1 s at 30 a minute each
        for creates and messages

        """)
  }

  @Test("A plan that is applied at once is shown by what is blocked, and counts no other people as unchanged")
  func brief() {
    var (plan, logins) = Self.creates(3)
    plan.actions[1].verb = .blocked
    let text = PlanText(styling: .plain, isVerbose: false, logins: logins).brief(plan, forecast: "2 calls")
    #expect(
      text.hasSuffix(
        """
          ! blocked    user2@example.com  00u00000000000000002
              new
        Plan: 2 to create, 0 messages to send, 0 unchanged, 0 changed, 1 blocked.
        2 calls

        """) && !text.contains("= unchanged"), "\(text)")
  }

  @Test("Nothing is shortened where a plan is printed to a pipe")
  func pipe() {
    let subject = String(repeating: "x", count: 250)
    let text = PlanText(styling: .plain, isVerbose: false).text(Self.creates(1, subject: subject).0, forecast: "")
    #expect(text.contains("\"\(subject)\""))
  }

  @Test(
    "A plan without changes says so, in the right number",
    arguments: [
      (1, 0, 0, "No changes. 1 request is as declared."),
      (40, 0, 0, "No changes. 40 requests are as declared."),
      (1_000, 1, 2, "No changes. 1,000 requests are as declared, 1 changed, 2 blocked."),
    ])
  func noChanges(unchanged: Int, changed: Int, blocked: Int, expected: String) {
    func actions(_ verb: PlannedAction.Verb, _ count: Int) -> [PlannedAction] {
      (0..<count).map { PlannedAction(verb: verb, declaration: Sample.declaration("\(verb) \($0)"), reason: "") }
    }
    let plan = Plan(
      orgURL: "", actions: actions(.unchanged, unchanged) + actions(.changed, changed) + actions(.blocked, blocked))
    let text = PlanText(styling: .plain, isVerbose: false).text(plan, forecast: "never shown")
    #expect(text.hasSuffix("\(expected)\n"))
    #expect(!text.contains("never shown"))
  }

  @Test("Each declaration is in exactly one count, however many messages it has")
  func counts() {
    func actions(_ subject: String, _ verbs: [PlannedAction.Verb]) -> [PlannedAction] {
      let declaration = Sample.declaration(subject, messages: ["a", "b"])
      return verbs.enumerated().map { index, verb in
        let isMessage = verb == .message || verb == .withheld || (verb == .blocked && verbs.count > 1)
        return PlannedAction(
          verb: verb, declaration: declaration, messageIndex: isMessage ? index % 2 : nil, reason: "")
      }
    }
    let plan = Plan(
      orgURL: "",
      actions: actions("1", [.create, .message, .message]) + actions("2", [.message, .message])
        + actions("3", [.withheld, .withheld]) + actions("4", [.changed, .message]) + actions("5", [.unchanged])
        + actions("6", [.blocked]) + actions("7", [.message, .blocked]))
    let counts = PlanCounts(plan)
    #expect(counts.create + counts.unchanged + counts.changed + counts.blocked == 7)
    #expect((counts.create, counts.unchanged, counts.changed, counts.blocked) == (1, 3, 1, 2))
    #expect(
      PlanText.counts(plan)
        == "Plan: 1 to create, 6 messages to send, 2 messages withheld, 3 unchanged, 1 changed, 2 blocked.")
  }

  @Test("A reason that several people share is shown once, below them")
  func sharedReason() {
    let actions = [1, 2].map { (line: UInt32) in
      PlannedAction(
        verb: .blocked,
        declaration: Sample.declaration("s", requester: UserID("00ub0oNGTSWTBKOLGLN\(line)"), line: line),
        reason: "the type is DISABLED")
    }
    let text = PlanText(styling: .plain, isVerbose: false).text(Plan(orgURL: "", actions: actions), forecast: "")
    #expect(text.contains("  ! blocked    00ub0oNGTSWTBKOLGLN2\n      the type is DISABLED\n"))
    #expect(text.components(separatedBy: "DISABLED").count == 2)
  }

  @Test("A subject cannot send the terminal anything")
  func controls() {
    let action = PlannedAction(
      verb: .blocked, declaration: Sample.declaration("a\u{1B}[2J\nb\u{202E}c"), reason: "x\u{9B}y\u{7}")
    let text = PlanText(styling: .plain, isVerbose: false).text(Plan(orgURL: "", actions: [action]), forecast: "")
    #expect(text.unicodeScalars.allSatisfy { $0 == "\n" || !($0.value < 0x20 || (0x7F..<0xA0).contains($0.value)) })
    #expect(text.contains("a␛[2J␊b\u{FFFD}c"))
  }

  @Test(
    "The forecast shows calls, time and rate, and what it assumes",
    arguments: [
      (2, 0, RateLimit?.some(.window(calls: 30, seconds: 60)), "2 calls, about 1 s at 30 a minute"),
      (2, 0, .some(.window(calls: 1, seconds: 10)), "2 calls, about 10 s at 1 in 10 s"),
      (2, 0, .some(.unlimited), "2 calls, about 1 s without a limit"),
      (
        504, 115, nil,
        "619 calls, about 16 min at 30 a minute each for creates and messages\n"
          + "(assumed: the org's limit is not known yet)"
      ),
    ])
  func forecast(creates: Int, messages: Int, rateLimit: RateLimit?, expected: String) {
    func actions(_ verb: PlannedAction.Verb, _ count: Int) -> [PlannedAction] {
      (0..<count).map { PlannedAction(verb: verb, declaration: Sample.declaration("\($0)"), reason: "") }
    }
    let plan = Plan(orgURL: "", actions: actions(.create, creates) + actions(.message, messages))
    let known = rateLimit.map { [CallFamily.createRequest: $0] } ?? [:]
    let forecast = Forecast(plan: plan, rateLimits: known, parallelism: 1)
    #expect(ForecastText.text(forecast, plan.summary, rateLimits: known) == expected)
    let own = Forecast(
      plan: plan, rateLimits: known, parallelism: 1, ceiling: .window(calls: 1, seconds: 3600))
    #expect(
      ForecastText.text(own, plan.summary, rateLimits: known).hasSuffix(" h 00 min at 1 in 1 h 00 min, your own limit"))
  }
}
