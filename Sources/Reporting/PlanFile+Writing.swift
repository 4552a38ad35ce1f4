import Planning
import Model

extension PlanFile {
  /// The file's text.
  package var text: String { json.document + "\n" }

  private var json: OrderedJSON {
    let declarations = PlanFileForm.declarations(of: plan.actions)
    return .object([
      "formatVersion": .integer(Self.formatVersion),
      "writVersion": .string(writVersion),
      "orgUrl": .string(plan.orgURL),
      "digest": .string(PlanDigest.hex(of: plan)),
      "createdAt": .integer(createdAt.milliseconds),
      "declarations": .array(declarations.list.map(\.json)),
      "actions": .array(zip(plan.actions, declarations.positions).map { $0.json(declaration: $1) }),
      "obstacles": .array(obstacles(to: declarations.list)),
      "acceptsNewSubjects": .bool(acceptsNewSubjects),
    ])
  }

  private func obstacles(to declarations: [RequestDeclaration]) -> [OrderedJSON] {
    declarations.enumerated().compactMap { position, declaration in
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
