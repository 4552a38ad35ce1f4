import Foundation
import Planning
import Model

extension PlanFile {
  /// Reads a saved plan back; nothing of it is believed before its version and digest are right, and each of its
  /// declarations keeps the rules of manifests.
  package init(reading bytes: some Sequence<UInt8>) throws(PlanFileError) {
    let data = Data(bytes)
    let form = try Self.form(in: data)
    let declarations = form.declarations.map(\.value)
    let plan = Plan(orgURL: form.orgUrl, actions: try form.plannedActions(of: declarations))
    let digest = PlanDigest.hex(of: plan)
    guard digest == form.digest else { throw .digestMismatch(expected: form.digest, found: digest) }
    let obstacles = try form.knownObstacles()
    try PlanFileRules.check(declarations, blocked: Set(obstacles.keys))
    self.init(
      writVersion: form.writVersion, createdAt: Date(milliseconds: form.createdAt), plan: plan,
      obstacles: obstacles, acceptsNewSubjects: form.acceptsNewSubjects ?? false)
  }

  private struct Version: Decodable {
    var formatVersion: Int
  }

  private static func form(in data: Data) throws(PlanFileError) -> PlanFileForm {
    do {
      let version = try JSONDecoder().decode(Version.self, from: data).formatVersion
      guard version == formatVersion else { throw PlanFileError.wrongVersion(version) }
      return try JSONDecoder().decode(PlanFileForm.self, from: data)
    } catch let error as PlanFileError {
      throw error
    } catch let error as DecodingError {
      throw .unreadable(reason: error.reason)
    } catch {
      throw .unreadable(reason: "it cannot be decoded")
    }
  }
}

extension PlanFileForm {
  fileprivate func plannedActions(
    of known: [RequestDeclaration]
  ) throws(PlanFileError) -> [PlannedAction] {
    var planned: [PlannedAction] = []
    for action in actions { planned.append(try action.planned(of: known)) }
    return planned
  }

  fileprivate func knownObstacles() throws(PlanFileError) -> [RequestKey: String] {
    var reasons: [RequestKey: String] = [:]
    for obstacle in obstacles ?? [] {
      guard declarations.indices.contains(obstacle.declaration) else {
        throw .unreadable(reason: "an obstacle names declaration \(obstacle.declaration), which is not there")
      }
      reasons[declarations[obstacle.declaration].value.key] = obstacle.reason
    }
    return reasons
  }
}

extension PlanFileForm.Declaration {
  fileprivate var value: RequestDeclaration {
    RequestDeclaration(
      name: name, requestTypeID: RequestTypeID(fromOrg: requestTypeId), requester: requester.map(UserID.init(fromOrg:)),
      subject: subject, fieldValues: fields, messages: messages, attempt: attempt ?? 1,
      place: SourcePlace(file: file, mark: SourceMark(line: line, column: column)))
  }
}

extension PlanFileForm.Action {
  fileprivate func planned(of declarations: [RequestDeclaration]) throws(PlanFileError) -> PlannedAction {
    guard let verb = PlannedAction.Verb(rawValue: action), verb != .cancel else {
      throw .unreadable(reason: "\"\(action)\" is not an action")
    }
    guard declarations.indices.contains(declaration) else {
      throw .unreadable(reason: "an action names declaration \(declaration), which is not there")
    }
    let declared = declarations[declaration]
    guard messageIndex.map(declared.messages.indices.contains) ?? (verb != .message) else {
      throw .unreadable(reason: "an action names a message that is not there")
    }
    return PlannedAction(
      verb: verb, declaration: declared, messageIndex: messageIndex, existing: existing?.value,
      attempt: attempt ?? 1, reason: reason)
  }
}

extension PlanFileForm.ExistingForm {
  fileprivate var value: ExistingRequest {
    ExistingRequest(
      id: RequestID(id), requestTypeID: RequestTypeID(fromOrg: requestTypeId),
      requester: requester.map(UserID.init(fromOrg:)), subject: subject, status: status,
      created: Date(milliseconds: created), createdBy: createdBy.map(UserID.init(fromOrg:)),
      lastUpdated: Date(milliseconds: lastUpdated), fieldValues: fields,
      decision: decision.flatMap(RequestDecision.init(rawValue:)))
  }
}

extension DecodingError {
  /// What is wrong, and where.
  fileprivate var reason: String {
    switch self {
    case .keyNotFound(let key, let context): "\(Self.place(context)) has no \"\(key.stringValue)\""
    case .typeMismatch(_, let context), .valueNotFound(_, let context): "\(Self.place(context)) is of the wrong kind"
    case .dataCorrupted(let context):
      context.codingPath.isEmpty ? "it is not a whole JSON text" : context.debugDescription
    @unknown default: "it cannot be decoded"
    }
  }

  private static func place(_ context: Context) -> String {
    let path = context.codingPath.map { key in key.intValue.map { "[\($0)]" } ?? ".\(key.stringValue)" }.joined()
    return path.isEmpty ? "the file" : String(path.drop { $0 == "." })
  }
}
