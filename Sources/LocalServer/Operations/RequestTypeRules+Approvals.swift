import OktaWire
import Model

/// The rules of fields and approvals (contract schemas `fields-writable` and `request-type-approvals-writable`).
extension RequestTypeRules {
  /// At most five fields; each gets a new id.
  mutating func fields(_ value: JSONValue?, at place: String) -> [RequestTypeDefinition.Field] {
    guard let value else { return [] }
    let items = rules.array(value, counts: 0...5, at: place) ?? []
    return items.enumerated().compactMap { index, item in field(item, at: "\(place)/\(index)") }
  }

  private mutating func field(_ item: JSONValue, at place: String) -> RequestTypeDefinition.Field? {
    guard rules.object(item, at: place) else { return nil }
    let prompt = rules.required("prompt", of: item, at: place)
      .flatMap { rules.string($0, lengths: 1...100, at: "\(place)/prompt") }
    let isRequired = item["required"].map { rules.boolean($0, at: "\(place)/required") ?? true } ?? true
    let kind = rules.required("type", of: item, at: place)
      .flatMap { rules.oneOf(["SELECT", "TEXT", "DATE-TIME"], $0, at: "\(place)/type") }
      .flatMap(RequestTypeDefinition.Field.Kind.init(rawValue:))
    let options = kind == .select ? options(item, at: place) : []
    guard let prompt, let kind else { return nil }
    return RequestTypeDefinition.Field(
      id: newFieldID(), kind: kind, prompt: prompt, isRequired: isRequired, options: options)
  }

  private mutating func options(_ field: JSONValue, at place: String) -> [String] {
    let list = "\(place)/options"
    let items =
      rules.required("options", of: field, at: place)
      .flatMap { rules.array($0, counts: 1...25, at: list) } ?? []
    return items.enumerated().compactMap { index, item in
      guard rules.object(item, at: "\(list)/\(index)") else { return nil }
      return rules.required("value", of: item, at: "\(list)/\(index)")
        .flatMap { rules.string($0, lengths: 1...RequestLimits.option, at: "\(list)/\(index)/value") }
    }
  }

  /// Empty for `NONE`.
  mutating func approvalSettings(_ value: JSONValue) -> [RequestTypeDefinition.Approval]? {
    let place = "/approvalSettings"
    guard rules.object(value, at: place), let word = rules.required("type", of: value, at: place),
      let type = rules.oneOf(["SERIAL", "NONE"], word, at: "\(place)/type")
    else { return nil }
    guard type == "SERIAL" else { return [] }
    guard let list = rules.required("approvals", of: value, at: place),
      let items = rules.array(list, counts: 1...5, at: "\(place)/approvals")
    else { return nil }
    return items.enumerated().compactMap { index, item in approval(item, at: "\(place)/approvals/\(index)") }
  }

  private mutating func approval(_ item: JSONValue, at place: String) -> RequestTypeDefinition.Approval? {
    guard rules.object(item, at: place), let word = rules.required("approverType", of: item, at: place),
      let type = rules.oneOf(["MEMBER_OF", "USER", "MANAGER", "RESOURCE_OWNER"], word, at: "\(place)/approverType")
    else { return nil }
    var approval = RequestTypeDefinition.Approval(approverType: type)
    approval.description = item["description"].flatMap {
      rules.string($0, lengths: 1...250, at: "\(place)/description")
    }
    // Owners have no fields; all fields of others are required (contract schemas
    // `request-type-approval-resource-owner-writable` and `request-type-approver-fields-writable`).
    if type != "RESOURCE_OWNER" {
      approval.fields = fields(item["approverFields"], at: "\(place)/approverFields").required
    }
    if type == "MEMBER_OF" {
      approval.approverMemberOf = rules.required("approverMemberOf", of: item, at: place)
        .flatMap { memberOf($0, at: "\(place)/approverMemberOf") }.map { [$0] }
    }
    if type == "USER" {
      approval.approverUserID = rules.required("approverUserId", of: item, at: place)
        .flatMap { known($0, .user, at: "\(place)/approverUserId") }
    }
    return approval
  }
}
