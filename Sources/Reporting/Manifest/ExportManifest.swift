package import Applying
import Foundation
import Manifests
package import Model

/// Existing requests as a manifest, written group by group: its plan changes nothing. What a manifest cannot hold is counted
/// instead, by reason.
package struct ExportManifest {
  private let types: ManifestRequestTypes
  private let answeredTypes: Set<RequestTypeID>
  private var omissions = ExportOmissions()
  /// How many entries were written.
  package private(set) var entries = 0
  /// How many requests they declare.
  package private(set) var requests = 0

  /// `types` are the request types in use, with their fields where answers are written. What they require and offer is left out:
  /// requests that were made before need not keep to it.
  package init(_ types: [RequestType], answers: Bool) {
    let kept = types.map { type in
      var type = type
      type.fields = answers ? type.fields?.map { $0.withoutRules } : nil
      return type
    }
    self.types = ManifestRequestTypes(kept)
    answeredTypes = Set(kept.filter { $0.fields != nil }.map(\.id))
  }

  /// How many requests are not in the manifest.
  package var omittedRequests: Int { omissions.requests }

  /// What stands before the first entry; `orgURL` is `https://host`.
  package func head(orgURL: String) -> String {
    ManifestWriter.head(
      comment: "Requests of \(orgURL), by writ export. A plan of it changes nothing there.", requestTypes: types.types)
  }

  /// The entries for a group: one for all that share the number of attempts and the answers. `unnamed` are requests of the
  /// same type and subject whose requester the org does not name.
  package mutating func text(of group: ExportedGroup, unnamed: [ExistingRequest]) -> String {
    for request in unnamed { omissions.add(request.id, "the org does not name one requester") }
    for request in group.claimed { omissions.add(request.id, "a run of this state made it for another subject") }
    if let flaw = Self.flaw(of: group) {
      for request in group.members.flatMap(\.requests) { omissions.add(request.id, flaw) }
      return ""
    }
    var shapes: [ExportShape] = []
    var users: [ExportShape: [ManifestEntry.User]] = [:]
    for member in group.members {
      guard let user = user(member) else { continue }
      let shape = shape(of: member, in: group.requestTypeID)
      if users[shape] == nil { shapes.append(shape) }
      users[shape, default: []].append(user)
      requests += member.requests.count
    }
    let texts = shapes.map { entry(group, $0, users[$0] ?? []) }
    let isFirst = entries == 0 && !texts.isEmpty
    entries += texts.count
    return (isFirst ? ManifestWriter.requests : "") + texts.joined()
  }

  /// What stands after the last entry.
  package var tail: String { (entries == 0 ? ManifestWriter.noRequests : "") + omissions.comment }

  // MARK: One entry

  private func entry(_ group: ExportedGroup, _ shape: ExportShape, _ users: [ManifestEntry.User]) -> String {
    let answers = shape.answers.map { answer in
      ManifestEntry.Answer(field: types.name(of: answer.id, in: group.requestTypeID), value: answer.value)
    }
    return ManifestWriter.entry(
      ManifestEntry(
        requestType: types.reference(to: group.requestTypeID), subject: group.subject, attempt: shape.attempt,
        answers: answers, users: users))
  }

  private mutating func shape(of member: ExportedRequest, in type: RequestTypeID) -> ExportShape {
    let extra = member.requests.dropFirst(RequestLimits.attempts)
    for request in extra { omissions.add(request.id, "more than \(RequestLimits.attempts) requests with one key") }
    var answers: [RequesterFieldValue] = []
    for answer in member.answers ?? [] {
      if let flaw = flaw(of: answer, in: type) {
        omissions.add(answerOf: member.requests[member.requests.count - 1].id, flaw)
      } else {
        answers.append(answer)
      }
    }
    return ExportShape(attempt: member.requests.count - extra.count, answers: answers)
  }

  /// `nil` where a manifest cannot name the requester: the request is counted.
  private mutating func user(_ member: ExportedRequest) -> ManifestEntry.User? {
    guard let last = member.requests.last, let id = last.requester else { return nil }
    let requests = member.requests.map(\.id.text).joined(separator: ", ")
    let end = "\(member.requests.count == 1 ? "request" : "requests") \(requests), \(last.status)"
    let standing = member.user.map { $0.status == "ACTIVE" ? "" : "\($0.status), " } ?? ""
    if let login = member.user?.login, ManifestText.isLogin(login) {
      return ManifestEntry.User(.name(login), comment: "\(id.text), \(standing)\(end)")
    }
    guard UserID(id.text) != nil else {
      for request in member.requests { omissions.add(request.id, "the requester's id is not one of a user") }
      return nil
    }
    let login = member.user.map { "\($0.login), " } ?? ""
    return ManifestEntry.User(.id(id), comment: "\(login)\(standing)\(end)")
  }

  // MARK: What a manifest cannot hold

  private static func flaw(of group: ExportedGroup) -> String? {
    if RequestTypeID(group.requestTypeID.text) == nil { return "the request type's id has another form" }
    return RequestLimits.lengthFlaw("subject", group.subject, maximum: RequestLimits.subject)
      ?? SubjectFlaw.flaws(of: group.subject).first?.text
      ?? ManifestText.flaw(of: group.subject).map { "subject: \($0)" }
  }

  private func flaw(of answer: RequesterFieldValue, in type: RequestTypeID) -> String? {
    let field = types.field(answer.id, in: type)
    if FieldID(answer.id.text) == nil { return "the field's id has another form" }
    if field == nil, answeredTypes.contains(type) { return "its request type does not ask this any more" }
    switch answer.value {
    case .selection(let option):
      if let field, field.kind != .select { return "its request type asks for another kind of answer now" }
      return RequestLimits.lengthFlaw("an option", option, maximum: RequestLimits.option)
        ?? ManifestText.flaw(of: option)
    case .string(var text):
      let isDateTime = text.withUTF8 { DateTimeText.accepts($0) }
      if let field, field.kind == .select || field.kind == .dateTime && !isDateTime {
        return "its request type asks for another kind of answer now"
      }
      return RequestLimits.lengthFlaw("an answer", text, maximum: RequestLimits.text) ?? ManifestText.flaw(of: text)
    }
  }
}

/// What the users of one entry share.
private struct ExportShape: Hashable {
  var attempt: Int
  var answers: [RequesterFieldValue]
}

extension RequestType.Field {
  /// The field as any answer of the past keeps to it.
  fileprivate var withoutRules: RequestType.Field {
    var field = self
    (field.isRequired, field.options) = (false, [])
    return field
  }
}
