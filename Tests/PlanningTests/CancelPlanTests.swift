import Foundation
import Model
import Planning
import Testing

@Suite("Which requests are taken back")
struct CancelPlanTests {
  private static let type = RequestTypeID(fromOrg: "08ab2db568c7c300079fefd0")

  private static func declaration(_ number: Int) -> RequestDeclaration {
    RequestDeclaration(
      name: "team", requestTypeID: type, requester: UserID(fromOrg: "00u\(number)"), subject: "VPN",
      place: SourcePlace(file: "m.yaml", mark: SourceMark(line: UInt32(number), column: 1)))
  }

  /// A request of a user, by its id; later ones have later letters.
  private static func request(
    _ id: String, of number: Int, _ status: String = "OPEN", _ decision: RequestDecision? = nil
  ) -> ExistingRequest {
    let moment = Date(timeIntervalSince1970: Double(id.utf8.last ?? 0))
    return ExistingRequest(
      id: RequestID(id), requestTypeID: type, requester: UserID(fromOrg: "00u\(number)"), subject: "VPN",
      status: status,
      created: moment, lastUpdated: moment, decision: decision)
  }

  private static func facts(_ existing: [ExistingRequest], own: [String] = []) -> PlanningFacts {
    var facts = PlanningFacts(existing: existing)
    for request in existing where own.contains(request.id.text) {
      facts.history[request.key, default: RequestHistory()].requestIDs.append(request.id)
      facts.claims[request.id] = request.key
    }
    return facts
  }

  private static func plan(
    _ facts: PlanningFacts, _ scope: CancelScope = .all, people: ClosedRange<Int> = 1...9, comment: String? = nil
  ) -> [String] {
    Planner(facts: facts).cancelPlan(for: people.map(declaration), scope, comment: comment, orgURL: "https://org")
      .actions
      .map { "\($0.verb.rawValue) \($0.existing?.id.text ?? "-")" }
  }

  @Test("what no one has decided on is canceled, what is decided is too late, and what is over without access is left")
  func decisions() {
    let requests = [
      Self.request("a", of: 1), Self.request("b", of: 2, "IN_PROGRESS"), Self.request("c", of: 3, "LOCKED"),
      Self.request("d", of: 4, "RESOLVED"), Self.request("e", of: 5, "RESOLVED", .denied),
      Self.request("f", of: 6, "CANCELED"), Self.request("g", of: 7, "PENDING", .approved),
      Self.request("h", of: 8, "RESOLVED", .done),
    ]
    #expect(
      Self.plan(Self.facts(requests)) == [
        "cancel a", "cancel b", "cancel c", "blocked d", "unchanged e", "unchanged f", "blocked g", "blocked h",
      ])
  }

  @Test("an open request of which an approval, or the action, is known to be decided is too late, and gets no comment")
  func decidedInPart() {
    let approvals = [RequestCourse.Approval(status: "COMPLETED", decision: "APPROVED"), .init(status: "PENDING")]
    let action = RequestCourse.Action(status: "COMPLETED", kind: "ADD_USER_TO_GROUP", outcome: "SUCCEEDED")
    let courses = [
      RequestCourse(approvals: approvals), RequestCourse(approvals: [.init(status: "PENDING")]),
      RequestCourse(actions: [action]), RequestCourse(),
    ]
    var planner = Planner(facts: Self.facts((1...4).map { Self.request("abcd".map(String.init)[$0 - 1], of: $0) }))
    for (id, course) in zip("abcd", courses) { planner.add(courses: [RequestID(String(id)): course]) }
    let plan = planner.cancelPlan(for: (1...4).map(Self.declaration), .all, comment: "sorry", orgURL: "https://org")
    #expect(
      plan.actions.map { "\($0.verb.rawValue) \($0.existing?.id.text ?? "-")" } == [
        "blocked a", "message b", "cancel b", "blocked c", "message d", "cancel d",
      ])
    #expect(plan.actions[0].reason == "too late: it is decided in part")
  }

  @Test("what is not declared, or not among the requests of a run, is left alone")
  func unnamed() {
    let facts = Self.facts([Self.request("a", of: 1), Self.request("b", of: 2), Self.request("c", of: 2)])
    #expect(Self.plan(facts, people: 2...2) == ["cancel b", "cancel c"])
    #expect(Self.plan(facts, .only([RequestID("c")])) == ["cancel c"])
  }

  @Test("of duplicates stays the one that runs of the state went to last, or else the oldest that is not over")
  func duplicates() {
    let requests = [
      Self.request("a", of: 1), Self.request("b", of: 1), Self.request("c", of: 1),
      Self.request("d", of: 2), Self.request("e", of: 2), Self.request("f", of: 3),
      Self.request("g", of: 4, "CANCELED"), Self.request("h", of: 4), Self.request("i", of: 4, "RESOLVED"),
      Self.request("j", of: 5, "CANCELED"), Self.request("k", of: 5),
    ]
    #expect(
      Self.plan(Self.facts(requests, own: ["b", "j"]), .duplicates) == [
        "cancel a", "cancel c", "cancel e", "blocked i",
      ])
    #expect(Self.plan(Self.facts(requests, own: ["i"]), .duplicates).last == "cancel h")
  }

  @Test(
    "an entry without a user takes nothing back where the org does not say whose the token is, but for named requests")
  func withoutUser() {
    var declaration = Self.declaration(1)
    declaration.requester = nil
    var request = Self.request("a", of: 1)
    request.requester = nil
    for (scope, verbs) in [
      (.all, [.blocked]), (.duplicates, [.blocked]), (.only([RequestID("a")]), [.cancel]),
    ] as [(CancelScope, [PlannedAction.Verb])] {
      let plan = Planner(facts: Self.facts([request])).cancelPlan(for: [declaration], scope, orgURL: "https://org")
      #expect(plan.actions.map(\.verb) == verbs, "\(scope)")
    }
  }

  @Test(
    "of duplicates none is canceled in place of one that was denied, and a request that may be canceled stays unknown")
  func keptIsOver() {
    let requests = [Self.request("a", of: 1, "RESOLVED", .denied), Self.request("b", of: 1)]
    #expect(Self.plan(Self.facts(requests, own: ["a"]), .duplicates) == [])
    var facts = Self.facts([Self.request("c", of: 2), Self.request("d", of: 3)])
    facts.unknownCancels = [RequestID("c")]
    #expect(Self.plan(facts, comment: "sorry") == ["blocked c", "message d", "cancel d"])
  }

  @Test(
    "a comment goes before each cancel, not to what is left or too late, and not again where it was or may have been sent"
  )
  func comments() {
    var facts = Self.facts([
      Self.request("a", of: 1), Self.request("b", of: 2), Self.request("c", of: 3),
      Self.request("d", of: 4, "RESOLVED"),
    ])
    let text = Array("sorry".utf8)
    facts.messages[RequestID("b")] = MessageHistory(sent: [text: 1])
    facts.messages[RequestID("c")] = MessageHistory(ambiguous: [text: 1])
    #expect(
      Self.plan(facts, comment: "sorry") == [
        "message a", "cancel a", "cancel b", "withheld c", "cancel c", "blocked d",
      ])
  }

  @Test("a plan that cancels more than the limit is refused, with the numbers")
  func limit() {
    let plan = Planner(facts: Self.facts([Self.request("a", of: 1), Self.request("b", of: 2)]))
      .cancelPlan(for: (1...2).map(Self.declaration), .all, orgURL: "https://org")
    #expect(PlanLimits(maximumCreates: 0, maximumCancels: 2).refusal(of: plan) == nil)
    #expect(
      PlanLimits(maximumCancels: 1).refusal(of: plan)?.text
        == "the plan cancels 2 requests, more than the maximum of 1")
  }
}
