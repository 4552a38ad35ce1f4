package import Model

/// What the org would refuse in a create, as far as its request type shows it (contract response
/// `request-create-conflict-response` and the 400s of `request-create-bad-request-response`): all problems at once.
struct RequestTypeCheck {
  /// What became of a request's fields.
  struct Outcome {
    /// The values whose fields are known by an id, sorted by it; prompts are looked up.
    var values: [RequesterFieldValue] = []
    var problems: [FieldProblem] = []
    /// Defaults that the request type does not have, by their numbers: they are not meant for it. Each is a problem where
    /// no request type has it.
    var leftOut: [Int: FieldProblem] = [:]
  }

  let id: RequestTypeID
  let fact: RequestTypeFact

  func check(_ fields: [DeclaredFieldValue]) -> Outcome {
    switch fact {
    case .missing:
      let problem = FieldProblem(
        part: .requestType, code: .missingRequestType, message: "the org has no request type \(id.text)")
      return Outcome(values: Outcome(unchecked: fields).values, problems: [problem])
    case .known(let type):
      var outcome =
        type.fields.map { Self.check(fields, against: RequestTypeFields(type, $0)) } ?? unreadable(type, fields)
      if type.status != "ACTIVE" { outcome.problems.insert(status(of: type), at: 0) }
      return outcome
    }
  }

  private func status(of type: RequestType) -> FieldProblem {
    let remedy = type.status == "DRAFT" ? "publish it in the org" : "repair it in the org's Admin Console"
    return FieldProblem(
      part: .requestType, code: .requestTypeStatus,
      message: "request type \(type.name.inQuotes) is \(type.status): only an ACTIVE one takes requests", hint: remedy)
  }

  /// Nothing is known of the fields: ids are left to the org, prompts cannot be looked up.
  private func unreadable(_ type: RequestType, _ fields: [DeclaredFieldValue]) -> Outcome {
    let problems = fields.enumerated().compactMap { number, field -> FieldProblem? in
      guard case .prompt(let prompt) = field.field else { return nil }
      return FieldProblem(
        part: .name(number), code: .unreadableFields,
        message:
          "the org does not show the fields of request type \(type.name.inQuotes), so that \(prompt.inQuotes) cannot be "
          + "looked up", hint: "write the field's id")
    }
    return Outcome(values: Outcome(unchecked: fields).values, problems: problems)
  }

  private static func check(_ fields: [DeclaredFieldValue], against type: RequestTypeFields) -> Outcome {
    var outcome = Outcome()
    var ids = [FieldID?](repeating: nil, count: fields.count)
    var given: Set<FieldID> = []
    // A default that the entry gives otherwise is none, whichever of their names comes first.
    for number in fields.indices.filter({ !fields[$0].isDefault }) + fields.indices.filter({ fields[$0].isDefault }) {
      let field = fields[number]
      switch type.find(field.field) {
      case .failure(let unfound):
        let problem = FieldProblem(
          part: .name(number), code: unfound.code, message: unfound.message, hint: unfound.hint)
        if field.isDefault, field.isPrompt, unfound.code == .unknownField {
          outcome.leftOut[number] = problem
          continue
        }
        outcome.problems.append(problem)
        given.formUnion(unfound.candidates.map(\.id))
        ids[number] = field.knownID
      case .success(let found):
        if let earlier = ids.firstIndex(of: found.id) {
          if !field.isDefault {
            // Ids come before prompts here, whichever was written first.
            let isFirst = field.fieldRange.start < fields[earlier].fieldRange.start
            let (second, first) = isFirst ? (earlier, number) : (number, earlier)
            outcome.problems.append(type.duplicate(found, second, after: first))
          }
          continue
        }
        if let problem = FieldValueCheck(field: found).problem(with: field.value, number) {
          outcome.problems.append(problem)
        }
        given.insert(found.id)
        ids[number] = found.id
      }
    }
    outcome.problems += type.missing(given)
    outcome.values = values(ids, of: fields)
    return outcome
  }

  fileprivate static func values(_ ids: [FieldID?], of fields: [DeclaredFieldValue]) -> [RequesterFieldValue] {
    zip(ids, fields).compactMap { id, field in
      id.map { RequesterFieldValue(id: $0, value: field.value) }
    }.sorted { $0.id < $1.id }
  }
}

extension RequestTypeCheck.Outcome {
  /// Of fields that nothing is known of: those that are named by ids.
  init(unchecked fields: [DeclaredFieldValue]) {
    values = RequestTypeCheck.values(fields.map(\.knownID), of: fields)
  }
}

extension DeclaredFieldValue {
  /// `nil` for a prompt.
  fileprivate var knownID: FieldID? {
    if case .id(let id) = field { id } else { nil }
  }
}

/// What the org said of a request type.
package enum RequestTypeFact: Hashable, Sendable {
  /// The org has it; its `fields` are `nil` where the org does not show them.
  case known(RequestType)
  /// The org does not have it.
  case missing
}
