import Foundation
import Planning
import Model
import Testing

@Suite("The planner")
struct PlannerTests {
  static let type = RequestTypeID(fromOrg: "08ab2db568c7c300079fefd0")
  static let field = FieldID(fromOrg: "05c87fe9-11f6-4d40-a033-b155b39dcdbe")

  static func declaration(
    _ number: Int, user: String? = "00ub0oNGTSWTBKOLGLNR", fields: [RequesterFieldValue] = [], messages: [String] = []
  ) -> RequestDeclaration {
    RequestDeclaration(
      requestTypeID: type, requester: user.map(UserID.init(fromOrg:)), subject: "subject \(number)",
      fieldValues: fields, messages: messages,
      place: SourcePlace(file: "m.yaml", mark: SourceMark(line: UInt32(number), column: 1)))
  }

  static func existing(_ number: Int, id: String? = nil, created: Double = 0, value: String? = nil) -> ExistingRequest {
    let moment = Date(timeIntervalSince1970: created)
    return ExistingRequest(
      id: RequestID(id ?? "id\(number)"), requestTypeID: type, requester: UserID(fromOrg: "00ub0oNGTSWTBKOLGLNR"),
      subject: "subject \(number)", status: "OPEN", created: moment, lastUpdated: moment,
      fieldValues: value.map { [RequesterFieldValue(id: field, value: .string($0))] })
  }

  func plan(_ declarations: [RequestDeclaration], _ facts: PlanningFacts) -> Plan {
    Planner(facts: facts).plan(declarations, orgURL: "https://org")
  }

  @Test("only what no existing request has the key of is created, whatever the order of either side")
  func createsTheDifference() {
    var random = SystemRandomNumberGenerator()
    let declared = (1...60).map { Self.declaration($0) }.shuffled(using: &random)
    let existing = stride(from: 1, through: 90, by: 3).map { Self.existing($0) }.shuffled(using: &random)
    let plan = plan(declared, PlanningFacts(existing: existing))
    #expect(plan.summary.create == 40 && plan.summary.unchanged == 20)
    #expect(plan.actions.map(\.declaration.place) == plan.actions.map(\.declaration.place).sorted())
  }

  @Test("a plan that was carried out plans nothing more")
  func settles() {
    let declared = (1...20).map { Self.declaration($0, messages: ["hello"]) }
    let first = plan(declared, PlanningFacts())
    #expect(first.summary.create == 20 && first.summary.message == 20)
    let done = PlanningFacts(
      existing: (1...20).map { Self.existing($0) },
      messages: Dictionary(
        uniqueKeysWithValues: (1...20).map { (RequestID("id\($0)"), MessageHistory(sent: [Array("hello".utf8): 1])) }))
    let second = plan(declared, done)
    #expect(!second.hasChanges && second.summary.unchanged == 20)
  }

  @Test("the same message twice is sent twice, and one that is recorded once only once more")
  func repeatedMessages() {
    let declaration = Self.declaration(1, messages: ["again", "again", "last"])
    let facts = PlanningFacts(
      existing: [Self.existing(1)], claims: [RequestID("id1"): declaration.key],
      messages: [RequestID("id1"): MessageHistory(sent: [Array("again".utf8): 1])])
    let plan = plan([declaration], facts)
    #expect(plan.actions.map(\.messageIndex) == [1, 2])
    #expect(plan.actions.allSatisfy { $0.verb == .message && $0.existing?.id == RequestID("id1") })
  }

  @Test("a message that may have been sent is blocked, and the reason says so")
  func ambiguousMessage() {
    let facts = PlanningFacts(
      existing: [Self.existing(1)], messages: [RequestID("id1"): MessageHistory(ambiguous: [Array("hello".utf8): 1])])
    let plan = plan([Self.declaration(1, messages: ["hello"])], facts)
    #expect(plan.actions.map(\.verb) == [.blocked])
    #expect(plan.actions[0].reason.contains("may have been sent"))
  }

  @Test(
    "field values that differ are reported, and a moment written in two ways is the same",
    arguments: [
      ("why", "why", false), ("why", "because", true), ("e\u{301}", "\u{E9}", true),
      ("2027-05-05T14:15:22Z", "2027-05-05T14:15:22.000Z", false),
      ("2027-05-05T14:15:22Z", "2027-05-05T16:15:22+02:00", false),
      ("2027-05-05T14:15:22Z", "2027-05-05T14:15:23Z", true),
    ])
  func drift(declared: String, existing: String, differs: Bool) {
    let declaration = Self.declaration(1, fields: [RequesterFieldValue(id: Self.field, value: .string(declared))])
    let plan = plan([declaration], PlanningFacts(existing: [Self.existing(1, value: existing)]))
    #expect(plan.actions.map(\.verb) == [differs ? .changed : .unchanged])
  }

  @Test("field values are retrieved only where neither the list nor the journal has them")
  func retrievesLittle() {
    let fields = [RequesterFieldValue(id: Self.field, value: .string("why"))]
    let declared = [
      Self.declaration(1, fields: fields), Self.declaration(2, fields: fields), Self.declaration(3, fields: fields),
      Self.declaration(4), Self.declaration(5, fields: fields),
    ]
    var facts = PlanningFacts(existing: [
      Self.existing(1), Self.existing(2, value: "why"), Self.existing(3), Self.existing(4),
    ])
    facts.history[Self.declaration(3).key] = RequestHistory(requestIDs: [RequestID("id3")], fieldValues: fields)
    #expect(Planner(facts: facts).requestsToCompare(for: declared) == [RequestID("id1")])
  }

  @Test("of several requests with one key the newest counts, unless the journal knows which one is ours")
  func severalWithOneKey() {
    let requests = [Self.existing(1, id: "b", created: 20), Self.existing(1, id: "a", created: 10)]
    #expect(plan([Self.declaration(1)], PlanningFacts(existing: requests)).actions[0].existing?.id == RequestID("b"))
    var facts = PlanningFacts(existing: requests)
    facts.history[Self.declaration(1).key] = RequestHistory(requestIDs: [RequestID("a")])
    #expect(plan([Self.declaration(1)], facts).actions[0].existing?.id == RequestID("a"))
  }

  @Test("a request whose subject was edited in the org is still ours")
  func editedSubject() {
    var facts = PlanningFacts(existing: [Self.existing(7, id: "ours")])
    facts.history[Self.declaration(1).key] = RequestHistory(requestIDs: [RequestID("ours")])
    #expect(plan([Self.declaration(1)], facts).actions.map(\.verb) == [.unchanged])
  }

  @Test("a declaration without a user stands for the token's own user, and is blocked while that user is unknown")
  func ownUser() {
    let declaration = Self.declaration(1, user: nil)
    #expect(plan([declaration], PlanningFacts()).actions.map(\.verb) == [.blocked])
    let own = UserID(fromOrg: "00ub0oNGTSWTBKOLGLNR")
    let known = plan([declaration], PlanningFacts(existing: [Self.existing(1)], ownUser: own))
    #expect(known.actions.map(\.verb) == [.unchanged])
    #expect(known.actions[0].declaration.requester == own)
  }

  @Test("what its request type forbids is blocked with the reason, and only when it would be created")
  func obstacles() {
    let obstacles = [Self.declaration(1).key: "the type is DRAFT"]
    let blocked = plan([Self.declaration(1, messages: ["m"])], PlanningFacts(obstacles: obstacles))
    #expect(blocked.actions.map(\.verb) == [.blocked] && blocked.actions[0].reason == "the type is DRAFT")
    let facts = PlanningFacts(existing: [Self.existing(1)], obstacles: obstacles)
    #expect(plan([Self.declaration(1)], facts).actions.map(\.verb) == [.unchanged])
    let declared = [Self.declaration(1), Self.declaration(2)]
    #expect(Planner(facts: facts).keysToCreate(for: declared) == [nil, declared[1].key])
  }

  @Test("the canonical bytes change with the work, and not with the places it is declared at")
  func canonicalParts() {
    func parts(_ plan: Plan) -> [String] {
      var parts: [String] = []
      plan.forEachCanonicalPart { parts.append($0) }
      return parts
    }
    let first = plan([Self.declaration(1, messages: ["a"])], PlanningFacts())
    var moved = Self.declaration(1, messages: ["a"])
    moved.place = SourcePlace(file: "other.yaml", mark: .start)
    #expect(parts(plan([moved], PlanningFacts())) == parts(first))
    #expect(parts(plan([Self.declaration(1, messages: ["b"])], PlanningFacts())) != parts(first))
    #expect(parts(plan([Self.declaration(2, messages: ["a"])], PlanningFacts())) != parts(first))
  }

  @Test("a saved plan holds where its requests are there by now, and is stale where they are not as it declares them")
  func staleness() {
    let declared = [Self.declaration(1), Self.declaration(2)]
    let saved = plan(declared, PlanningFacts())
    let done = plan(declared, PlanningFacts(existing: [Self.existing(1)]))
    #expect(saved.staleActions(against: saved) { _ in false }.isEmpty)
    #expect(saved.staleActions(against: done) { _ in false }.isEmpty)
    #expect(done.staleActions(against: saved) { _ in true }.map(\.declaration.subject) == ["subject 1"])
    // Another client made it with another answer.
    let answered = [Self.declaration(1, fields: [RequesterFieldValue(id: Self.field, value: .string("declared"))])]
    let other = plan(answered, PlanningFacts(existing: [Self.existing(1, value: "other")]))
    let stale = plan(answered, PlanningFacts()).staleActions(against: other) { _ in false }
    #expect(stale.map(\.declaration.subject) == ["subject 1"])
    // Also where a message of it is left to send.
    var written = answered
    written[0].messages = ["hello"]
    let next = plan(written, PlanningFacts(existing: [Self.existing(1, value: "other")]))
    #expect(next.actions.map(\.verb) == [.changed, .withheld])
    #expect(
      plan(written, PlanningFacts()).staleActions(against: next) { _ in false }.map(\.verb) == [.create])
    let sent = plan(written, PlanningFacts(existing: [Self.existing(1, value: "declared")]))
    #expect(plan(written, PlanningFacts()).staleActions(against: sent) { _ in false }.isEmpty)
  }

  @Test("the forecast counts full windows of the slower family")
  func forecast() {
    let plan = plan((1...100).map { Self.declaration($0, messages: ["m"]) }, PlanningFacts())
    let rateLimits: [CallFamily: RateLimit] = [
      .createRequest: .window(calls: 30, seconds: 60), .sendMessage: .window(calls: 50, seconds: 60),
    ]
    let forecast = Forecast(plan: plan, rateLimits: rateLimits, parallelism: 10)
    #expect(forecast.calls == 200 && forecast.seconds == 180 && !forecast.isAssumed)
    #expect(Forecast(plan: plan, rateLimits: [:], parallelism: 10).isAssumed)
    let ownLimit = RateLimit.window(calls: 10, seconds: 60)
    let own = Forecast(plan: plan, rateLimits: rateLimits, parallelism: 10, ceiling: ownLimit)
    #expect(own.seconds == 19 * 60 && own.ownLimit == ownLimit)
    let high = Forecast(
      plan: plan, rateLimits: rateLimits, parallelism: 10, ceiling: .window(calls: 1000, seconds: 60))
    #expect(high == forecast)
  }
}
