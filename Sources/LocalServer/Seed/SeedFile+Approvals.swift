import Manifests
import Model

/// The approvals of a request type in a seed: their number, or a list of approvers.
extension SeedFile {
  /// `nil` where the type has no such key.
  mutating func approvals(_ type: YAMLNode) -> [RequestTypeDefinition.Approval]? {
    guard let written = type.value(for: "approvals"), written.kind == .sequence else {
      let count = reader.value("approvals", of: type, expected: "a number from 0 to 5, or a list") { text in
        Int(text).flatMap { (0...5).contains($0) ? $0 : nil }
      }
      return count.map { Array(repeating: RequestTypeDefinition.Approval(approverType: "MANAGER"), count: $0) }
    }
    return reader.list("approvals", of: type, maximum: 5).compactMap { approval($0) }
  }

  private mutating func approval(_ node: YAMLNode) -> RequestTypeDefinition.Approval? {
    guard reader.mapping(node, known: ["approver", "description", "fields"]) else { return nil }
    let approver = reader.value(
      "approver", of: node, expected: "MANAGER, RESOURCE_OWNER, a user 00u… or a group 00g…", Self.approver)
    var approval = approver ?? RequestTypeDefinition.Approval(approverType: "MANAGER")
    approval.description = reader.text("description", of: node, lengths: 1...250)
    approval.fields = approverFields(node, of: approval.approverType)
    return approval
  }

  /// Owners have no fields; all fields of others are required (contract schemas
  /// `request-type-approval-resource-owner-writable` and `request-type-approver-fields-writable`).
  private mutating func approverFields(
    _ approval: YAMLNode, of approverType: String
  ) -> [RequestTypeDefinition.Field] {
    guard let written = approval.value(for: "fields") else { return [] }
    if approverType == "RESOURCE_OWNER" {
      reader.add(.seedValue, "the owner of a resource cannot have fields", at: written.usageRange)
    }
    for field in written.items {
      guard let required = field.value(for: "required"), required.text == "false" else { continue }
      reader.add(.seedValue, "fields of an approver are always required", at: required.usageRange)
    }
    return fields(approval).required
  }

  private static func approver(_ text: String) -> RequestTypeDefinition.Approval? {
    if ["MANAGER", "RESOURCE_OWNER"].contains(text) { return .init(approverType: text) }
    if IdentifierForm.user.matches(text) { return .init(approverType: "USER", approverUserID: text) }
    return IdentifierForm.group.matches(text) ? .init(approverType: "MEMBER_OF", approverMemberOf: [text]) : nil
  }
}
