import Foundation
import Planning
import Model
import Testing

@Suite("What became of declared requests")
struct StatusTests {
  private static func moment(_ seconds: Double) -> Date { Date(timeIntervalSince1970: seconds) }

  private static func approval(_ decision: String? = nil, at decided: Double = 50) -> RequestCourse.Approval {
    guard let decision else { return RequestCourse.Approval(status: "PENDING") }
    return RequestCourse.Approval(
      status: "COMPLETED", decision: decision, approver: UserID(fromOrg: "00u1"), approverName: "Max",
      decided: moment(decided))
  }

  private static func action(_ outcome: String? = nil, removed: Double? = nil) -> RequestCourse.Action {
    RequestCourse.Action(
      status: outcome == nil ? "PENDING" : "COMPLETED", kind: "ASSIGN_APP_TO_USER", outcome: outcome,
      accessRemoved: removed.map(moment))
  }

  private static func request(_ number: Int, _ status: String, _ course: RequestCourse? = nil) -> ExistingRequest {
    var request = PlannerTests.existing(number, created: 9)
    (request.status, request.course) = (status, course)
    request.decision = RequestDecision(status: status) ?? course?.decision
    return request
  }

  private static func status(_ existing: [ExistingRequest], attempt: Int = 1) -> DeclarationStatus {
    var declaration = PlannerTests.declaration(1)
    declaration.attempt = attempt
    return Planner(facts: PlanningFacts(existing: existing)).status(of: declaration)
  }

  struct Case: Sendable {
    var status: String
    var course: RequestCourse?
    var standing: RequestStanding
    var action: String?
  }

  @Test(
    "a request's word is that of its approvals and its action where the org says only that it is open or over",
    arguments: [
      Case(status: "OPEN", course: nil, standing: .waiting),
      Case(status: "OPEN", course: RequestCourse(approvals: [approval("APPROVED"), approval()]), standing: .waiting),
      Case(
        status: "PENDING", course: RequestCourse(approvals: [approval("APPROVED")], actions: [action()]),
        standing: .approved, action: "pending"),
      Case(
        status: "RESOLVED", course: RequestCourse(approvals: [approval("APPROVED")], actions: [action("SUCCEEDED")]),
        standing: .approved, action: "done"),
      Case(
        status: "RESOLVED",
        course: RequestCourse(approvals: [approval("APPROVED")], actions: [action("SUCCEEDED", removed: 60)]),
        standing: .approved, action: "removed"),
      Case(
        status: "RESOLVED", course: RequestCourse(approvals: [approval("APPROVED")], actions: [action("FAILED")]),
        standing: .failed, action: "failed"),
      Case(
        status: "RESOLVED", course: RequestCourse(approvals: [approval("DENIED"), approval()], actions: [action()]),
        standing: .denied),
      Case(status: "RESOLVED", course: nil, standing: .resolved),
      Case(status: "RESOLVED", course: RequestCourse(), standing: .resolved),
      Case(
        status: "RESOLVED", course: RequestCourse(actions: [action("SUCCEEDED")]), standing: .approved, action: "done"),
      Case(status: "LOCKED", course: RequestCourse(approvals: [approval()]), standing: .locked),
      Case(status: "EXPIRED", course: nil, standing: .expired),
      Case(status: "CANCELED", course: nil, standing: .canceled),
      Case(status: "ON_HOLD", course: RequestCourse(approvals: [approval("DENIED")]), standing: .other("ON_HOLD")),
    ])
  func words(expected: Case) {
    let status = Self.status([Self.request(1, expected.status, expected.course)])
    #expect(status.standing == expected.standing)
    #expect(status.action == expected.action)
  }

  @Test("a request waits since its last approval, for the approval after those that are completed")
  func waiting() {
    let untouched = Self.status([Self.request(1, "OPEN", RequestCourse(approvals: [Self.approval(), Self.approval()]))])
    #expect(untouched.waitingSince == Self.moment(9) && untouched.pendingApproval == 0)
    let begun = Self.status([
      Self.request(1, "OPEN", RequestCourse(approvals: [Self.approval("APPROVED", at: 40), Self.approval()]))
    ])
    #expect(begun.waitingSince == Self.moment(40) && begun.pendingApproval == 1)
    let unknown = Self.status([Self.request(1, "OPEN")])
    #expect(unknown.waitingSince == Self.moment(9) && unknown.pendingApproval == nil)
  }

  @Test("who decided is whoever denied it, or approved it last")
  func deciders() {
    let denied = Self.status([
      Self.request(
        1, "RESOLVED", RequestCourse(approvals: [Self.approval("APPROVED", at: 40), Self.approval("DENIED", at: 41)]))
    ])
    #expect(denied.decidingApproval?.decided == Self.moment(41))
    let approved = Self.status([
      Self.request(
        1, "RESOLVED", RequestCourse(approvals: [Self.approval("APPROVED", at: 40), Self.approval("APPROVED", at: 42)]))
    ])
    #expect(approved.standing == .approved && approved.decidingApproval?.decided == Self.moment(42))
  }

  @Test(
    "a request that the org does not have is missing, blocked or ambiguous, as a plan would say, each with its reason")
  func notThere() {
    let declaration = PlannerTests.declaration(1)
    #expect(Self.status([]).standing == .missing)
    let key = declaration.key
    let blocked = Planner(facts: PlanningFacts(obstacles: [key: "the org has no user"])).status(of: declaration)
    #expect(blocked.standing == .blocked && blocked.reason == "the org has no user")
    let ambiguous = Planner(facts: PlanningFacts(history: [key: RequestHistory(ambiguousCreate: .recent)]))
      .status(of: declaration)
    #expect(ambiguous.standing == .ambiguous && ambiguous.reason != nil)
    let underWay = Planner(facts: PlanningFacts(history: [key: RequestHistory(isUnderWayElsewhere: true)]))
      .status(of: declaration)
    #expect(underWay.standing == .missing && underWay.isUnderWay)
  }

  @Test("of several attempts the last one counts, and one that is declared and not made is missing")
  func attempts() {
    let denied = Self.request(1, "RESOLVED", RequestCourse(approvals: [Self.approval("DENIED")]))
    var second = Self.request(1, "OPEN")
    (second.id, second.created) = (RequestID("second"), Self.moment(99))
    let waiting = Self.status([denied, second], attempt: 2)
    #expect(waiting.standing == .waiting && waiting.attempt == 2 && waiting.request?.id == second.id)
    let missing = Self.status([denied], attempt: 2)
    #expect(missing.standing == .missing && missing.attempt == 2 && missing.reason?.contains(denied.id.text) == true)
    #expect(Self.status([denied]).standing == .denied)
  }

  @Test("what a run created is shown as it is now, and as missing once the org has it no longer")
  func created() {
    let declaration = PlannerTests.declaration(1)
    let planner = Planner(facts: PlanningFacts(existing: [Self.request(1, "OPEN")]))
    #expect(planner.status(of: declaration, createdAs: RequestID("id1")).standing == .waiting)
    let gone = planner.status(of: declaration, createdAs: RequestID("id2"))
    #expect(gone.standing == .missing && gone.reason == "the org no longer has request id2")
  }
}
