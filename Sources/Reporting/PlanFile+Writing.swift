import Planning
import Model

extension PlanFile {
  /// The file's text.
  package var text: String {
    var text = ""
    write { text += $0 }
    return text
  }

  /// Gives the file's text in pieces.
  package func write(to sink: (String) throws -> Void) rethrows {
    let declarations = PlanFileForm.declarations(of: plan.actions)
    let actions = zip(plan.actions, declarations.positions).lazy.map { $0.json(declaration: $1) }
    try StreamedJSON(members: [
      "formatVersion": .value(.integer(Self.formatVersion)),
      "writVersion": .value(.string(writVersion)),
      "orgUrl": .value(.string(plan.orgURL)),
      "digest": .value(.string(PlanDigest.hex(of: plan))),
      "createdAt": .value(.integer(createdAt.milliseconds)),
      "declarations": .list(AnySequence(declarations.list.lazy.map(\.json))),
      "actions": .list(AnySequence(actions)),
      "obstacles": .list(AnySequence(obstacles(to: declarations.list))),
      "acceptsNewSubjects": .value(.bool(acceptsNewSubjects)),
    ]).write(to: sink)
    try sink("\n")
  }

  private func obstacles(to declarations: [RequestDeclaration]) -> [OrderedJSON] {
    if obstacles.isEmpty { return [] }
    return declarations.enumerated().compactMap { position, declaration in
      obstacles[declaration.key].map { .object(["declaration": .integer(position), "reason": .string($0)]) }
    }
  }
}

extension RequestDeclaration {
  fileprivate var json: OrderedJSON {
    .object([
      "name": name.map { .string($0) },
      "requestTypeId": .string(requestTypeID.text),
      "requester": requester.map { .string($0.text) },
      "subject": .string(subject),
      "fields": .array(fieldValues.map(\.json)),
      "messages": .array(messages.map { .string($0) }),
      "attempt": attempt == 1 ? nil : .integer(attempt),
      "file": .string(place.file),
      "line": .integer(Int(place.mark.line)),
      "column": .integer(Int(place.mark.column)),
    ])
  }
}

extension PlannedAction {
  fileprivate func json(declaration: Int) -> OrderedJSON {
    .object([
      "action": .string(verb.rawValue),
      "declaration": .integer(declaration),
      "messageIndex": messageIndex.map { .integer($0) },
      "existing": existing?.json,
      "attempt": attempt > 1 ? .integer(attempt) : nil,
      "reason": .string(reason),
    ])
  }
}

extension ExistingRequest {
  fileprivate var json: OrderedJSON {
    .object([
      "id": .string(id.text),
      "requestTypeId": .string(requestTypeID.text),
      "requester": requester.map { .string($0.text) },
      "subject": .string(subject),
      "status": .string(status),
      "created": .integer(created.milliseconds),
      "createdBy": createdBy.map { .string($0.text) },
      "lastUpdated": .integer(lastUpdated.milliseconds),
      "decision": decision.map { .string($0.rawValue) },
      "fields": fieldValues.map { .array($0.map(\.json)) },
    ])
  }
}

extension RequesterFieldValue {
  fileprivate var json: OrderedJSON {
    switch value {
    case .string(let text): .object(["id": .string(id.text), "value": .string(text)])
    case .selection(let option): .object(["id": .string(id.text), "selection": .string(option)])
    }
  }
}
