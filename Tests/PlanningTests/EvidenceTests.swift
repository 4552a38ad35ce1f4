import Foundation
import Planning
import Model
import Testing

/// What a plan makes of what is known, on the safe side: a request too few can be asked for again, one too many has
/// been read when it is taken back.
@Suite("Planning by evidence")
struct EvidenceTests {
  private typealias Base = PlannerTests

  private static func facts(
    _ existing: [ExistingRequest], own: [String: Int] = [:], names: [String: [Int]] = [:]
  ) -> PlanningFacts {
    var facts = PlanningFacts(existing: existing)
    for (id, number) in own.sorted(by: { $0.key < $1.key }) {
      let key = Base.declaration(number).key
      facts.history[key, default: RequestHistory()].requestIDs.append(RequestID(id))
      facts.claims[RequestID(id)] = key
    }
    for (name, numbers) in names {
      let keys = numbers.map { Base.declaration($0).key }
      if let entry = EntryName(name, keys[0]) { facts.names[entry] = Set(keys) }
    }
    return facts
  }

  private static func existing(
    _ number: Int, id: String? = nil, created: Double = 0, _ decision: RequestDecision? = nil, subject: String? = nil
  ) -> ExistingRequest {
    var request = Base.existing(number, id: id, created: created)
    request.decision = decision ?? request.decision
    if let subject { request.subject = subject }
    return request
  }

  private static func verbs(_ declarations: [RequestDeclaration], _ facts: PlanningFacts) -> [PlannedAction.Verb] {
    Planner(facts: facts).plan(declarations, orgURL: "https://org").actions.map(\.verb)
  }

  @Test("one request serves one declaration: what another key's entry claims does not count")
  func oneServesOne() {
    // The request of "subject 1" was edited to "subject 2".
    let facts = Self.facts([Self.existing(1, id: "a", subject: "subject 2")], own: ["a": 1])
    let actions = Planner(facts: facts).plan([Base.declaration(1), Base.declaration(2)], orgURL: "https://org").actions
    #expect(actions.map(\.verb) == [.unchanged, .create])
    #expect(actions[0].reason.contains("its subject is \"subject 2\""))
  }

  @Test("messages go to the request that our own entry went to, whatever newer twin there is")
  func ownRequest() {
    let requests = [Self.existing(1, id: "a", created: 1), Self.existing(1, id: "b", created: 2)]
    let plan = Planner(facts: Self.facts(requests, own: ["a": 1]))
      .plan([Base.declaration(1, messages: ["m"])], orgURL: "https://org")
    #expect(plan.actions.map(\.verb) == [.message] && plan.actions[0].existing?.id == RequestID("a"))
  }

  @Test("messages of a request that this state did not create are withheld, unless they are asked for")
  func withheld() {
    let facts = Self.facts([Self.existing(1)])
    let declared = [Base.declaration(1, messages: ["m", "n"])]
    #expect(Self.verbs(declared, facts) == [.withheld, .withheld])
    let plan = Planner(facts: facts).plan(declared, orgURL: "https://org")
    #expect(plan.summary.withheld == 2 && !plan.hasChanges)
    let asked = Planner(facts: facts, consent: .init(sendsWithheldMessages: true)).plan(declared, orgURL: "https://org")
    #expect(asked.actions.map(\.verb) == [.message, .message])
    #expect(Self.verbs(declared, Self.facts([Self.existing(1)], own: ["id1": 1])) == [.message, .message])
    // A saved plan whose messages are withheld now is not stale: another state may have sent them.
    #expect(asked.staleActions(against: plan) { _ in false }.isEmpty)
  }

  @Test("a request whose requester the org does not name may be anybody's: what has its type and subject is blocked")
  func anybody() {
    var hidden = Self.existing(1)
    hidden.requester = nil
    let facts = Self.facts([hidden])
    #expect(Self.verbs([Base.declaration(1), Base.declaration(2)], facts) == [.blocked, .create])
    #expect(Self.verbs([Base.declaration(1)], Self.facts([hidden, Self.existing(1, id: "a")])) == [.unchanged])
  }

  @Test(
    "a further attempt is made only where fewer exist and each of them is over without access",
    arguments: [
      (1, [RequestDecision.denied], false), (2, [.denied], true), (2, [.denied, .denied], false),
      (3, [.denied, .expired], true), (3, [.denied, .approved], false), (2, [.undecided], false), (2, [.done], false),
      (2, [.failed], true), (2, [.removed], true), (2, [.canceled], true), (5, [.denied, .undecided], false),
    ])
  func attempts(attempt: Int, decisions: [RequestDecision], isMade: Bool) {
    var declaration = Base.declaration(1, messages: ["m"])
    declaration.attempt = attempt
    let requests = decisions.enumerated().map { Self.existing(1, id: "r\($0)", created: Double($0), $1) }
    let plan = Planner(facts: Self.facts(requests, own: ["r0": 1])).plan([declaration], orgURL: "https://org")
    #expect((plan.summary.create == 1) == isMade)
    guard isMade else { return }
    #expect(plan.actions[0].attempt == decisions.count + 1)
    #expect(plan.actions[0].knownRequests == Set(requests.map(\.id)))
    #expect(plan.actions[1].verb == .message && plan.actions[1].existing == nil)
  }

  @Test("a further attempt waits for decisions that are not known, and they are the ones that are retrieved first")
  func unknownDecisions() {
    var again = Base.declaration(1)
    again.attempt = 2
    var unknown = [Self.existing(1, id: "a"), Self.existing(2, id: "b"), Self.existing(3, id: "c", .denied)]
    for index in 0..<2 { (unknown[index].status, unknown[index].decision) = ("RESOLVED", nil) }
    let planner = Planner(facts: Self.facts(unknown))
    let asked = planner.requestsToDecide(for: [again, Base.declaration(2), Base.declaration(3)])
    #expect(asked.needed == [RequestID("a")] && asked.others == [RequestID("b")])
    #expect(planner.plan([again], orgURL: "https://org").actions.map(\.verb) == [.unchanged])
    let denied = planner.plan([Base.declaration(3)], orgURL: "https://org")
    #expect(denied.summary.denied == 1 && denied.summary.unchanged == 1)
    #expect(denied.actions[0].reason.contains("was denied") && denied.actions[0].reason.contains("attempt: 2"))
  }

  @Test(
    "an entry whose subject was edited makes no second request, unless it is allowed to or the former one is declared")
  func editedSubject() {
    func obstacles(
      name: String? = "team", declared: [Int] = [2], subject: Int = 2, _ facts: PlanningFacts
    ) -> [RequestKey: String] {
      var declaration = Base.declaration(subject)
      declaration.name = name
      let planner = Planner(facts: facts)
      return planner.editedSubjects(
        in: [declaration], creating: planner.keysToCreate(for: [declaration]),
        declared: Set(declared.map { Base.declaration($0).key }))
    }
    let facts = Self.facts([Self.existing(1, id: "a")], own: ["a": 1], names: ["team": [1]])
    #expect(obstacles(facts)[Base.declaration(2).key]?.contains("request a was made for this entry") == true)
    #expect(obstacles(declared: [1, 2], facts).isEmpty)
    #expect(obstacles(name: nil, facts).isEmpty)
    #expect(obstacles(name: "other", facts).isEmpty)
    #expect(obstacles(declared: [1], subject: 1, facts).isEmpty)
    var unclear = Self.facts([], names: ["team": [1]])
    unclear.history[Base.declaration(1).key] = RequestHistory(ambiguousCreate: .unclear(RequestID("x")))
    #expect(obstacles(unclear)[Base.declaration(2).key]?.contains("request x may have been made") == true)
  }

  @Test("a create whose outcome is not known keeps its key, and says that it may be done")
  func unknownCreates() {
    for unknown in [RequestHistory.AmbiguousCreate.recent, .hidden, .unclear(RequestID("x"))] {
      var facts = PlanningFacts()
      facts.history[Base.declaration(1).key] = RequestHistory(ambiguousCreate: unknown)
      let plan = Planner(facts: facts).plan([Base.declaration(1)], orgURL: "https://org")
      #expect(plan.actions.map(\.verb) == [.blocked] && plan.actions[0].mayBeDone)
    }
  }

  @Test("several requests for one declaration are duplicates, those that are over without access not counted")
  func duplicates() {
    let twice = [Self.existing(1, id: "a", created: 1), Self.existing(1, id: "b", created: 2, subject: " subject  1")]
    let found = Planner(facts: Self.facts(twice)).duplicates(of: [Base.declaration(1), Base.declaration(2)])
    #expect(found.map(\.requestIDs) == [[RequestID("a"), RequestID("b")]])
    let denied = [Self.existing(1, id: "a", .denied), Self.existing(1, id: "b", created: 2)]
    #expect(Planner(facts: Self.facts(denied)).duplicates(of: [Base.declaration(1)]).isEmpty)
  }
}
