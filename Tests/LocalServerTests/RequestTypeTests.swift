import Foundation
import LocalServer
import Testing

@Suite("request types")
struct RequestTypeTests {
  private static let list = "/governance/api/v1/request-types"

  @Test("a retrieved request type has its fields in the contract's form")
  func retrieve() async throws {
    try await withServer(clock: TestClock("2026-03-01T12:00:00.000Z")) { server in
      let reply = try await server.call("GET", "\(Self.list)/\(gitHub.uppercased())")
      let expected = """
        {"id": "\(gitHub)", "name": "github", "description": "Membership in the GitHub organization",
         "created": "2026-03-01T12:00:00Z", "createdBy": "00uLocalDevToken0001",
         "lastUpdated": "2026-03-01T12:00:00Z", "lastUpdatedBy": "00uLocalDevToken0001", "status": "ACTIVE",
         "ownerId": "61eb0f06c462d20007f051ac", "lastUpdateSource": "API", "accessDuration": null,
         "resourceSettings": {"type": "APPS", "targetResources": [{"resourceId": "0oaLocalc300079fefd1"}]},
         "requestSettings": {"type": "EVERYONE", "requesterFields": [
          {"id": "7d3c1f0e-2a4b-4c6d-8e9f-0a1b2c3d4e5f", "type": "SELECT", "prompt": "Which team are you on?",
           "required": true, "options": [{"value": "platform"}, {"value": "payments"}, {"value": "data"}]},
          {"id": "8e4d2a1f-3b5c-4d7e-9fa0-1b2c3d4e5f60", "type": "TEXT", "prompt": "Why do you need it?",
           "required": false}]},
         "approvalSettings": {"type": "SERIAL", "approvals": [
          {"approverType": "MANAGER", "description": "Approval from the requester's manager", "approverFields": []}]},
         "_links": {
          "requests": {"type": "application/json", "href":
            "\(server.origin)/governance/api/v1/requests?filter=requestTypeId%20eq%20%22\(gitHub)%22"},
          "self": {"href": "\(server.origin)\(Self.list)/\(gitHub)", "type": "application/json"}}}
        """
      #expect(try canonical(reply.text) == canonical(expected))
      let link = "/governance/api/v1/requests?filter=requestTypeId%20eq%20%22\(gitHub)%22"
      #expect(try await server.page(link).ids.isEmpty)
    }
  }

  @Test("the list of request types has pages, a filter by status and no settings")
  func list() async throws {
    try await withServer { server in
      #expect(try await server.allPages("\(Self.list)?limit=2") == [[salesforce, gitHub], [vpn]])
      _ = try await server.call("POST", "\(Self.list)/\(vpn)/un-publish")
      #expect(try await server.page("\(Self.list)?filter=status%20eq%20%22DRAFT%22").ids == [vpn])
      let item = try #require(
        (try await server.call("GET", Self.list).json()["data"] as? [[String: Any]])?.first)
      #expect(item["requestSettings"] == nil && item["name"] as? String == "salesforce")
      let reply = try await server.call("GET", "\(Self.list)?after=61eb2db568c7c300079fefff")
      try expectError(
        reply, 400,
        errorBody(
          "E0000029", "Invalid paging request.",
          causes: [cause("/after", "61eb2db568c7c300079fefff not found", "IDENTIFIER_NOT_FOUND", in: "query")]))
    }
  }

  @Test("a type that is not active rejects requests, and a disabled one can be neither published nor un-published")
  func states() async throws {
    try await withTemporaryFolder { folder in
      let seed = folder.appendingPathComponent("seed.yaml")
      let disabled = "61eb2db568c7c300079fefd4"
      try "requestTypes: [{ id: \(vpn), name: a, status: DRAFT }, { id: \(disabled), name: b, status: DISABLED }]"
        .write(to: seed, atomically: true, encoding: .utf8)
      try await withServer(LocalServerSettings(seed: seed.path)) { server in
        for (id, status) in [(vpn, "DRAFT"), (disabled, "DISABLED")] {
          let text = "Request type \(id) must be ACTIVE. Current status: \(status)"
          try expectError(
            try await server.create(#"{"requestTypeId": "\#(id)", "subject": "s"}"#), 409,
            errorBody(
              "E0000195", "Api validation failed due to conflict: \(text)",
              causes: [cause("/requestTypeId", text, "REQUEST_TYPE_STATE")]))
        }
        for action in ["publish", "un-publish"] {
          try expectError(
            try await server.call("POST", "\(Self.list)/\(disabled)/\(action)"), 409,
            errorBody(
              "E0000195",
              "Api validation failed due to conflict: Cannot publish or unpublish a DISABLED request type. Repair the "
                + "request type using the administrative user interface."))
        }
        #expect(try await server.call("POST", "\(Self.list)/\(vpn)/publish").json()["status"] as? String == "ACTIVE")
        try await server.make(subject: "published")
      }
    }
  }

  @Test("a group has its own name in the type and in the action, an app the name of the type")
  func resourceNames() async throws {
    let group = "00g1emaKYZTWRYYRRTSK"
    let seed = """
      groups: [{ id: \(group), name: Service desk }]
      requestTypes:
        - { id: \(vpn), name: vpn, resource: \(group), approvals: 0, actionAfter: 0s }
        - { id: \(gitHub), name: github, approvals: 0, actionAfter: 0s }
      requests:
        - { id: 61eb06a3c462d20007f02351, requestTypeId: \(vpn), subject: s, requester: 00ub0oNGTSWTBKOLGLNR,
            status: RESOLVED }
      """
    let clock = TestClock()
    try await withSeed(seed, clock: clock) { server in
      let made = try await server.call("POST", Self.list, body: NewRequestTypeTests.body())
      let ofGroup = #""targetResources":[{"resourceId":"\#(group)","resourceName":"Service desk"}]"#
      for reply in [made, try await server.call("GET", "\(Self.list)/\(vpn)")] {
        #expect(try canonical(reply.text).contains(ofGroup), "\(reply.text)")
      }
      #expect(try await !server.call("GET", "\(Self.list)/\(gitHub)").text.contains("resourceName"))
      let requests = [try await server.make(subject: "s"), try await server.make(subject: "s", type: gitHub)]
      clock.advance(60)
      for (id, name) in zip(requests + ["61eb06a3c462d20007f02351"], ["Service desk", "github", "Service desk"]) {
        let request = try await server.call("GET", "/governance/api/v1/requests/\(id)").json()
        let action = (request["actions"] as? [[String: Any]])?.first
        #expect(action?["resourceName"] as? String == name, "\(request)")
      }
    }
  }

  @Test("a new type starts as a draft, accepts requests once published, and its requests stay when it is deleted")
  func life() async throws {
    // A request without approvals changes automatically; here the clock does not move.
    try await withServer(clock: TestClock()) { server in
      let made = try await server.call(
        "POST", Self.list,
        body: """
          {"name": "tableau", "ownerId": "61eb0f06c462d20007f051ac", "accessDuration": "P40D",
           "resourceSettings": {"type": "GROUPS", "targetResources": [{"resourceId": "00g1emaKYZTWRYYRRTSK"}]},
           "requestSettings": {"type": "EVERYONE", "requesterFields": [{"prompt": "Why?", "type": "TEXT"}]},
           "approvalSettings": {"type": "NONE"}}
          """)
      #expect(made.status == 201, "\(made.text)")
      let type = try made.json()
      let id = try #require(type["id"] as? String)
      #expect(type["status"] as? String == "DRAFT")
      let settings = try #require(type["requestSettings"] as? [String: Any])
      let field = try #require((settings["requesterFields"] as? [[String: Any]])?.first)
      let fieldID = try #require(field["id"] as? String)
      #expect(fieldID.wholeMatch(of: /[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}/) != nil)
      #expect(try await server.call("POST", "\(Self.list)/\(id)/publish").status == 200)
      let request = try await server.create(
        #"{"requestTypeId": "\#(id)", "subject": "s", "requesterFieldValues": [{"id": "\#(fieldID)", "value": "v"}]}"#)
      let body = try request.json()
      #expect((body["approvals"] as? [Any])?.isEmpty == true)
      #expect((body["actions"] as? [[String: String]])?.first?["action"] == "ADD_USER_TO_GROUP")
      #expect(try await server.call("DELETE", "\(Self.list)/\(id)").status == 204)
      #expect(try await server.call("GET", "\(Self.list)/\(id)").status == 404)
      #expect(try await server.call("DELETE", "\(Self.list)/\(id)").status == 404)
      let requestID = try #require(body["id"] as? String)
      let again = try await server.call("GET", "/governance/api/v1/requests/\(requestID)")
      #expect(try canonical(again.text) == canonical(request.text))
    }
  }

  @Test("all errors of a new request type are reported at once")
  func badType() async throws {
    try await withServer { server in
      let long = String(repeating: "o", count: 281)
      let reply = try await server.call(
        "POST", Self.list,
        body: """
          {"name": "tableau", "requestSettings": {"type": "MEMBER_OF", "requesterFields": [
            {"prompt": "Which?", "type": "SELECT", "options": [{"value": "\(long)"}]},
            {"prompt": "?", "type": "LIST"}]},
           "approvalSettings": {"type": "SERIAL", "approvals": []}}
          """)
      let reported = [
        ("/ownerId", "must have required property 'ownerId'", "REQUIRED_PROPERTY_MISSING", ""),
        ("/resourceSettings", "must have required property 'resourceSettings'", "REQUIRED_PROPERTY_MISSING", ""),
        (
          "/requestSettings/requesterMemberOf", "must have required property 'requesterMemberOf'",
          "REQUIRED_PROPERTY_MISSING", "/requestSettings/requesterMemberOf "
        ),
        (
          "/requestSettings/requesterFields/0/options/0/value", "must NOT have more than 280 characters",
          "INVALID_STRING_LENGTH_OVER_MAX", "/requestSettings/requesterFields/0/options/0/value "
        ),
        (
          "/requestSettings/requesterFields/1/type",
          "must be equal to one of the allowed values: SELECT, TEXT, DATE-TIME", "INVALID_ENUM_VALUE",
          "/requestSettings/requesterFields/1/type "
        ),
        (
          "/approvalSettings/approvals", "must NOT have fewer than 1 items", "INVALID_ARRAY_LENGTH_UNDER_MIN",
          "/approvalSettings/approvals "
        ),
      ]
      try expectError(
        reply, 400,
        errorBody(
          "E0000001", "Api validation failed: " + reported.map { $0.3 + $0.1 }.joined(separator: ", "),
          causes: reported.map { cause($0.0, $0.1, $0.2) }))
    }
  }
}
