import OktaWire

/// The rules of a decision by a person, in the form of the contract's: errors in the body (400, all at once), and whether
/// the request can be decided (409).
struct DecisionRules {
  /// A decision that passed every rule.
  struct ValidatedDecision: Hashable, Sendable {
    var decision: Decision
    /// `nil` where the approval has no fields.
    var fieldValues: [AnsweredField]?
  }

  private var body = BodyRules()

  static func check(_ value: JSONValue, for request: StoredRequest) throws(APIError) -> ValidatedDecision {
    var rules = DecisionRules()
    guard rules.body.object(value, at: "") else { throw .invalid(rules.body.causes) }
    let decision = rules.body.required("decision", of: value, at: "")
      .flatMap { rules.body.oneOf(Decision.allCases.map(\.rawValue), $0, at: "/decision") }
      .flatMap(Decision.init(rawValue:))
    let id = value["approvalId"].flatMap { rules.body.string($0, lengths: 24...24, at: "/approvalId") }
    guard let decision, rules.body.causes.isEmpty else { throw .invalid(rules.body.causes) }
    let step = try step(of: request, id?.lowercased())
    let answers = rules.answers(value["fieldValues"], to: step.approval.fields)
    guard rules.body.causes.isEmpty else { throw .invalid(rules.body.causes) }
    guard decision == .denied || step.approval.fields.areComplete(in: answers) else {
      throw .unmetSettings([
        .body("/fieldValues", "must have all required approverFields", reason: .requestTypeSettings)
      ])
    }
    return ValidatedDecision(decision: decision, fieldValues: step.approval.fields.answered(by: answers))
  }

  /// The current approval, which must have this id where one is given.
  private static func step(of request: StoredRequest, _ id: String?) throws(APIError) -> Lifecycle.Step {
    guard let step = request.currentApproval else {
      throw .conflictWithoutCause("Request \(request.id) is \(request.status.rawValue) and has no pending approval")
    }
    if let id, id != step.id { throw .conflictWithoutCause("Approval \(id) is not the current one") }
    return step
  }

  /// By field id; `null` means no answer.
  private mutating func answers(
    _ value: JSONValue?, to fields: [RequestTypeDefinition.Field]
  ) -> [String: FieldValueBody] {
    guard let value else { return [:] }
    var answers: [String: FieldValueBody] = [:]
    for (index, item) in (body.array(value, counts: 0...fields.count, at: "/fieldValues") ?? []).enumerated() {
      let place = "/fieldValues/\(index)"
      guard body.object(item, at: place), let id = body.required("id", of: item, at: place),
        let written = body.required("value", of: item, at: place)
      else { continue }
      guard case .string(let text) = id, let field = fields.first(where: { $0.id == text.lowercased() }) else {
        body.add("is not a field of this approval", reason: .identifierNotFound, at: "\(place)/id")
        continue
      }
      let answer = FieldValueRules.check(written, of: field, at: "\(place)/value", &body)
      answers[field.id] = answer == .null ? nil : answer
    }
    return answers
  }
}
