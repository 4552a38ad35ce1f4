/// The request types that a server without a seed has: the active ones of `examples/seed.yaml`.
extension Seed {
  static let builtIn = Seed(requestTypes: [salesforce, gitHub, vpn])

  private static let salesforce = builtIn(
    "08ab2db568c7c300079fefd0", name: "salesforce", description: "Access to Salesforce", approvals: 2,
    fields: [
      .init(
        id: "05c87fe9-11f6-4d40-a033-b155b39dcdbe", kind: .text, prompt: "What is the business justification?"),
      .init(
        id: "ec9da40d-9c1b-41c6-8016-edfd010b02d2", kind: .dateTime, prompt: "When do you need access until?",
        isRequired: false),
      .init(
        id: "1c5ef673-8dbb-4b9c-ac76-0b4180116e43", kind: .select, prompt: "What do you need access to?",
        isRequired: false, options: ["Sales Cloud", "Service Cloud"]),
    ])

  private static let gitHub = builtIn(
    "61eb2db568c7c300079fefd1", name: "github", description: "Membership in the GitHub organization", approvals: 1,
    fields: [
      .init(
        id: "7d3c1f0e-2a4b-4c6d-8e9f-0a1b2c3d4e5f", kind: .select, prompt: "Which team are you on?",
        options: ["platform", "payments", "data"]),
      .init(
        id: "8e4d2a1f-3b5c-4d7e-9fa0-1b2c3d4e5f60", kind: .text, prompt: "Why do you need it?", isRequired: false),
    ])

  private static let vpn = builtIn(
    "61eb2db568c7c300079fefd2", name: "vpn", description: "Remote access to the company network", approvals: 1,
    fields: [])

  private static func builtIn(
    _ id: String, name: String, description: String, approvals: Int, fields: [RequestTypeDefinition.Field]
  ) -> RequestType {
    RequestType(
      id: id,
      draft: RequestTypeDraft(
        name: name, description: description, status: .active,
        definition: .seeded(id: id, fields: fields, approvals: approvals)))
  }
}

extension RequestTypeDefinition {
  /// The defaults of a seed: an app with an id derived from the type's, approvals by the requester's manager.
  static func seeded(id: String, fields: [Field], approvals: Int) -> RequestTypeDefinition {
    RequestTypeDefinition(
      ownerID: "61eb0f06c462d20007f051ac", resourceKind: .apps, resourceID: "0oaLocal" + id.suffix(12), fields: fields,
      approvals: Array(repeating: Approval(approverType: "MANAGER"), count: approvals))
  }
}
