import OktaWire

/// The rules of a decision by hand, in the manner of the contract's: what is wrong with the body (400, everything at
/// once), and whether the request can be decided so (409).
struct DecisionRules {
  /// A decision that may be made.
  struct Order: Hashable, Sendable {
    var verdict: Verdict
    /// `nil` where the approver is asked nothing.
    var fieldValues: [AnsweredField]?
  }

  private var rules = BodyRules()

  static func check(_ body: JSONValue, for request: StoredRequest) throws(Refusal) -> Order {
    var decision = DecisionRules()
    guard decision.rules.object(body, at: "") else { throw .invalid(decision.rules.causes) }
    let verdict = decision.rules.required("decision", of: body, at: "")
      .flatMap { decision.rules.oneOf(Verdict.allCases.map(\.rawValue), $0, at: "/decision") }
      .flatMap(Verdict.init(rawValue:))
    let id = body["approvalId"].flatMap { decision.rules.string($0, lengths: 24...24, at: "/approvalId") }
    guard let verdict, decision.rules.causes.isEmpty else { throw .invalid(decision.rules.causes) }
    let step = try step(of: request, id?.lowercased())
    let answers = decision.answers(body["fieldValues"], to: step.asked.fields)
    guard decision.rules.causes.isEmpty else { throw .invalid(decision.rules.causes) }
    guard verdict == .denied || step.asked.fields.allSatisfy({ !$0.isRequired || answers[$0.id] != nil }) else {
      throw .unmetSettings([
        .body("/fieldValues", "must have all required approverFields", .requestTypeSettings)
      ])
    }
    return Order(verdict: verdict, fieldValues: step.asked.fields.answered { answers[$0.id] ?? .null })
  }

  /// The approval whose turn it is, which must be the one with this id where one is given.
  private static func step(of request: StoredRequest, _ id: String?) throws(Refusal) -> Course.Step {
    guard request.status == .open || request.status == .pending, let course = request.details?.course,
      let turn = course.turn
    else {
      throw .conflictWithoutCause("Request \(request.id) is \(request.status.rawValue) and waits for no approval")
    }
    let step = course.steps[turn]
    if let id, id != step.id { throw .conflictWithoutCause("It is not the turn of approval \(id)") }
    return step
  }

  /// By field id; `null` answers nothing.
  private mutating func answers(
    _ value: JSONValue?, to fields: [RequestTypeDefinition.Field]
  ) -> [String: FieldValueBody] {
    guard let value else { return [:] }
    var answers: [String: FieldValueBody] = [:]
    for (index, item) in (rules.array(value, counts: 0...fields.count, at: "/fieldValues") ?? []).enumerated() {
      let place = "/fieldValues/\(index)"
      guard rules.object(item, at: place), let id = rules.required("id", of: item, at: place),
        let written = rules.required("value", of: item, at: place)
      else { continue }
      guard case .string(let text) = id, let field = fields.first(where: { $0.id == text.lowercased() }) else {
        rules.add("names no field of this approval", reason: .identifierNotFound, at: "\(place)/id")
        continue
      }
      let answer = FieldValueRules.check(written, of: field, at: "\(place)/value", &rules)
      answers[field.id] = answer == .null ? nil : answer
    }
    return answers
  }
}
