import Foundation
import LocalServer
import Testing

@Suite("new request types")
struct NewRequestTypeTests {
  private static let list = "/governance/api/v1/request-types"
  private static let group = "00g1emaKYZTWRYYRRTSK"
  private static let app = "0oafxqCAJWWGELFTYASJ"

  /// A body of which every part may be another.
  static func body(
    resource: String = #""resourceSettings": {"type": "GROUPS", "targetResources": [{"resourceId": "\#(group)"}]}"#,
    request: String = #""requestSettings": {"type": "EVERYONE"}"#,
    approvals: String = #""approvalSettings": {"type": "SERIAL", "approvals": [{"approverType": "MANAGER"}]}"#,
    others: String = #""ownerId": "61eb0f06c462d20007f051ac""#
  ) -> String {
    let parts = [#""name": "salesforce-01""#, resource, request, approvals, others]
    return "{" + parts.filter { !$0.isEmpty }.joined(separator: ", ") + "}"
  }

  @Test(
    "omitted keys of a new request type have the defaults of the contract's examples, and fields of approvers are required"
  )
  func defaults() async throws {
    let approvals = """
      "approvalSettings": {"type": "SERIAL", "approvals": [
        {"approverType": "MANAGER", "approverFields": [{"prompt": "Why?", "type": "TEXT", "required": false}]},
        {"approverType": "MEMBER_OF", "approverMemberOf": ["\(Self.group)"]},
        {"approverType": "USER", "approverUserId": "00ub0oNGTSWTBKOLGLNR", "description": "Ours"},
        {"approverType": "RESOURCE_OWNER", "approverFields": "are ignored"}]}
      """
    try await withServer { server in
      let reply = try await server.call("POST", Self.list, body: Self.body(request: "", approvals: approvals))
      #expect(reply.status == 201, "\(reply.text)")
      let type = try reply.json()
      #expect(type["description"] as? String == "salesforce-01" && type["status"] as? String == "DRAFT")
      #expect(type["accessDuration"] is NSNull)
      let settings = try #require(type["requestSettings"] as? [String: Any])
      #expect(settings["type"] as? String == "EVERYONE" && (settings["requesterFields"] as? [Any])?.isEmpty == true)
      let steps = try #require((type["approvalSettings"] as? [String: Any])?["approvals"] as? [[String: Any]])
      #expect(
        steps.map { $0["description"] as? String } == [
          "Approval from the requester's manager", "Approval from a member of the specified OKTA group", "Ours",
          "Approval from the resource owner",
        ])
      let fields = steps.map { $0["approverFields"] as? [[String: Any]] }
      #expect(fields.map { $0?.count } == [1, 0, 0, 0] && fields[0]?[0]["required"] as? Bool == true)
    }
  }

  /// ResponseBodies that the contract's examples refuse, or that its schemas do: place, text, reason, and the place in the
  /// summary where it is another.
  static let refused: [(body: String, at: String, text: String, reason: String, reportedAt: String?)] = [
    (
      body(others: ""), "/ownerId", "must have required property 'ownerId'", "REQUIRED_PROPERTY_MISSING", ""
    ),
    (
      body(approvals: ""), "/", "must have required property 'approvalSettings'", "REQUIRED_PROPERTY_MISSING", ""
    ),
    (
      body(request: #""requestSettings": {"type": "MEMBER_OF"}"#), "/requestSettings/requesterMemberOf",
      "must have required property 'requesterMemberOf'", "REQUIRED_PROPERTY_MISSING", nil
    ),
    (
      body(
        request: #""requestSettings": {"type": "EVERYONE", "requesterFields": [{"prompt": "?", "type": "SELECT"}]}"#),
      "/requestSettings/requesterFields/0/options", "must have required property 'options'",
      "REQUIRED_PROPERTY_MISSING", nil
    ),
    (
      body(approvals: #""approvalSettings": {"type": "SERIAL", "approvals": []}"#), "/approvalSettings/approvals",
      "must NOT have fewer than 1 items", "INVALID_ARRAY_LENGTH_UNDER_MIN", nil
    ),
    (
      body(
        approvals: """
          "approvalSettings": {"type": "SERIAL", "approvals": [
            {"approverType": "MEMBER_OF", "approverMemberOf": ["\(group)", "\(group)"]}]}
          """),
      "/approvalSettings/approvals/0/approverMemberOf/0", "must NOT have more than 1 items",
      "INVALID_ARRAY_LENGTH_OVER_MAX", nil
    ),
    (
      body(
        approvals: """
          "approvalSettings": {"type": "SERIAL", "approvals": [
            {"approverType": "MANAGER", "approverFields": [{"prompt": "?", "type": "LIST"}]}]}
          """),
      "/approvalSettings/approvals/0/approverFields/0/type",
      "must be equal to one of the allowed values: SELECT, TEXT, DATE-TIME", "INVALID_ENUM_VALUE", nil
    ),
    (
      body(
        resource: #""resourceSettings": {"type": "APPS", "targetResources": [{"resourceId": "\#(app)"}]}"#,
        approvals: #""approvalSettings": {"type": "SERIAL", "approvals": [{"approverType": "RESOURCE_OWNER"}]}"#),
      "/approvalSettings/approvals/0/approverType",
      "must be equal to one of the allowed values: MEMBER_OF, USER, MANAGER", "INVALID_ENUM_VALUE", nil
    ),
    (
      body(others: #""ownerId": "61eb0f06c462d20007f051ac", "accessDuration": "P40DT65H""#), "/accessDuration",
      "must be iso-duration", "STRING_FORMAT_INVALID", nil
    ),
    (
      body(others: #""ownerId": "61eb0f06c462d20007f051ac", "accessDuration": "PT1000001M""#), "/accessDuration",
      "must be iso-duration", "STRING_FORMAT_INVALID", nil
    ),
    (
      body(others: #""ownerId": "61eb0f06c462d20007f051ac", "description": null"#), "/description", "must be string",
      "INVALID_DATA_TYPE", nil
    ),
    (
      body(others: #""ownerId": "61eb0f06c462d20007f051ac", "status": "DISABLED""#), "/status",
      "must be equal to one of the allowed values: DRAFT, ACTIVE", "INVALID_ENUM_VALUE", nil
    ),
  ]

  @Test("a new request type that violates the contract is a 400 with its cause and location", arguments: refused)
  func refusal(_ bad: (body: String, at: String, text: String, reason: String, reportedAt: String?)) async throws {
    try await withServer { server in
      let place = bad.reportedAt ?? bad.at
      try expectError(
        try await server.call("POST", Self.list, body: bad.body), 400,
        errorBody(
          "E0000001", "Api validation failed: \(place)\(place.isEmpty ? "" : " ")\(bad.text)",
          causes: [cause(bad.at, bad.text, bad.reason)]))
      #expect(try await server.page(Self.list).ids.count == 3, "nothing was made")
    }
  }

  @Test("where a seed declares users and groups, a new request type cannot refer to others")
  func unknown() async throws {
    try await withTemporaryFolder { folder in
      let seed = folder.appendingPathComponent("seed.yaml")
      try """
      users: [{ id: 00ub0oNGTSWTBKOLGLNR }]
      groups: [{ id: \(Self.group), members: [00ub0oNGTSWTBKOLGLNR] }]
      """.write(to: seed, atomically: true, encoding: .utf8)
      let places = [
        ("/resourceSettings/targetResources/0/resourceId", "00g1emaKYZTWRYYRRTWX"),
        ("/requestSettings/requesterMemberOf/0", "00g1emaKYZTWRYYRRTWY"),
        ("/approvalSettings/approvals/0/approverUserId", "00ub0oNGTSWTBKOLGLNS"),
        ("/approvalSettings/approvals/1/approverMemberOf/0", "00g1emaKYZTWRYYRRTWZ"),
      ]
      @Sendable func body(_ ids: [String]) -> String {
        Self.body(
          resource: #""resourceSettings": {"type": "GROUPS", "targetResources": [{"resourceId": "\#(ids[0])"}]}"#,
          request: #""requestSettings": {"type": "MEMBER_OF", "requesterMemberOf": ["\#(ids[1])"]}"#,
          approvals: """
            "approvalSettings": {"type": "SERIAL", "approvals": [
              {"approverType": "USER", "approverUserId": "\(ids[2])"},
              {"approverType": "MEMBER_OF", "approverMemberOf": ["\(ids[3])"]}]}
            """)
      }
      try await withServer(LocalServerSettings(seed: seed.path)) { server in
        try expectError(
          try await server.call("POST", Self.list, body: body(places.map(\.1))), 400,
          errorBody(
            "E0000001",
            "Api validation failed: " + places.map { "\($0.0) \($0.1) not found" }.joined(separator: ", "),
            causes: places.map { cause($0.0, "\($0.1) not found", "IDENTIFIER_NOT_FOUND") }))
        let known = try await server.call(
          "POST", Self.list, body: body([Self.group, Self.group, "00ub0oNGTSWTBKOLGLNR", Self.group]))
        #expect(known.status == 201, "\(known.text)")
      }
    }
  }
}
