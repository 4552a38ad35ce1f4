import Planning
import Reporting
import RequestModel
import Testing

@Suite("a plan as text")
struct PlanTextTests {
  @Test("each action has a line, reasons stand where they matter, and the counts come last")
  func everyVerb() {
    let text = PlanText(styling: .plain, isVerbose: false).text(Sample.plan, forecast: "about 2 calls, 0 s")
    #expect(
      text == """
        + create  sales  00ub0oNGTSWTBKOLGLNR  (team.yaml:1:5)
        > message  sales (message 1 of 1)  00ub0oNGTSWTBKOLGLNR  (team.yaml:1:5)
        ~ changed  Access to AWS  00ub0oNGTSWTBKOLGLNR  (team.yaml:12:5)
            a field differs
        ! blocked  Access to GitHub  the token's user  (team.yaml:15:5)
            it names no user

        Plan: 1 to create, 1 message to send, 1 unchanged, 1 changed, 1 blocked.
        about 2 calls, 0 s

        """)
  }

  @Test("a verbose plan shows unchanged actions and every reason")
  func verbose() {
    let text = PlanText(styling: .plain, isVerbose: true).text(Sample.plan, forecast: "")
    #expect(text.contains("= unchanged  Access to Jira  00ub0oNGTSWTBKOLGLNR  (team.yaml:9:5)\n"))
    #expect(text.contains("    request 61ab is OPEN\n"))
    #expect(text.contains("    no such request\n"))
  }

  @Test("colors change nothing but the color")
  func colors() throws {
    let colored = PlanText(styling: .colored, isVerbose: true).text(Sample.plan, forecast: "f")
    let plain = PlanText(styling: .plain, isVerbose: true).text(Sample.plan, forecast: "f")
    #expect(colored != plain)
    #expect(colored.replacing(/\u{1B}\[[0-9;]+m/, with: "") == plain)
  }

  @Test(
    "a plan without work says so, in the right number",
    arguments: [
      (1, 0, 0, "No changes. 1 request is as declared."),
      (40, 0, 0, "No changes. 40 requests are as declared."),
      (1_000, 1, 2, "No changes. 1,000 requests are as declared, 1 changed, 2 blocked."),
    ])
  func noWork(unchanged: Int, changed: Int, blocked: Int, expected: String) {
    func actions(_ verb: PlannedAction.Verb, _ count: Int) -> [PlannedAction] {
      (0..<count).map { PlannedAction(verb: verb, declaration: Sample.declaration("\(verb) \($0)"), reason: "") }
    }
    let plan = Plan(
      orgURL: "", actions: actions(.unchanged, unchanged) + actions(.changed, changed) + actions(.blocked, blocked))
    let text = PlanText(styling: .plain, isVerbose: false).text(plan, forecast: "never shown")
    #expect(text.hasSuffix("\(expected)\n"))
    #expect(!text.contains("never shown"))
  }

  @Test("the summary line counts in the right number")
  func summary() {
    func action(_ verb: PlannedAction.Verb, _ count: Int) -> [PlannedAction] {
      Array(repeating: PlannedAction(verb: verb, declaration: Sample.declaration("s"), reason: ""), count: count)
    }
    let many = action(.create, 12) + action(.message, 3) + action(.unchanged, 40) + action(.changed, 1)
    #expect(
      PlanText.summary(PlanSummary(many))
        == "Plan: 12 to create, 3 messages to send, 40 unchanged, 1 changed, 0 blocked.")
  }

  @Test("a subject cannot send the terminal anything")
  func controls() {
    let action = PlannedAction(
      verb: .blocked, declaration: Sample.declaration("a\u{1B}[2J\nb\u{202E}c"), reason: "x\u{9B}y\u{7}")
    let text = PlanText(styling: .plain, isVerbose: false).lines(for: action)
    #expect(text.unicodeScalars.allSatisfy { $0 == "\n" || !($0.value < 0x20 || (0x7F..<0xA0).contains($0.value)) })
    #expect(text.contains("a␛[2J␊b\u{FFFD}c"))
  }

  @Test(
    "the forecast names calls, time and rate",
    arguments: [
      (Forecast.Allowance?.some(.window(calls: 30, seconds: 60)), "about 2 calls, 1 s at 30 calls a minute"),
      (.some(.window(calls: 1, seconds: 10)), "about 2 calls, 10 s at 1 call in 10 s"),
      (.some(.unlimited), "about 2 calls, 1 s without a limit"),
      (nil, "about 2 calls, 1 s at 30 calls a minute (assumed; the org has not told its limit yet)"),
    ])
  func forecast(allowance: Forecast.Allowance?, expected: String) {
    let creates = ["a", "b"].map { PlannedAction(verb: .create, declaration: Sample.declaration($0), reason: "") }
    let known = allowance.map { [CallFamily.createRequest: $0] } ?? [:]
    let forecast = Forecast(plan: Plan(orgURL: "", actions: creates), allowances: known, parallelism: 1)
    #expect(ForecastText.line(forecast, allowance: allowance) == expected)
  }
}
