import Foundation
import LocalServer
import Testing

@Suite("permissions of users and teams")
struct PermissionTests {
  @Test("a user who is not an administrator may only list request types, and a create reports that with its cause")
  func noAdministrator() async throws {
    let seed = """
      requestTypes: [{ id: \(vpn), name: vpn }]
      users: [{ id: 00uLocalDevToken0002, admin: false }, { id: 00ub0oNGTSWTBKOLGLNR }]
      """
    try await withSeed(seed, LocalServerSettings(tokens: ["local-dev-token", "second"])) { server in
      let path = "/governance/api/v1/requests"
      let body = #"{"requestTypeId": "\#(vpn)", "subject": "VPN", "requesterUserIds": ["00ub0oNGTSWTBKOLGLNR"]}"#
      try expectError(
        try await server.call("POST", path, body: body, authorization: "SSWS second"), 403,
        errorBody(
          "E0000006", "You do not have permission to perform the requested action.",
          causes: [
            """
            {"domain": "governance", "reason": "INSUFFICIENT_PERMISSIONS",
             "errorSummary": "Authenticated user must be a Super Admin or Access Request Admin."}
            """
          ]))
      let id = try await server.make(subject: "VPN")
      let types = "/governance/api/v1/request-types"
      for (method, path, body) in [
        ("GET", path, nil), ("GET", "\(path)/\(id)", nil), ("POST", "\(path)/\(id)/messages", #"{"message": "m"}"#),
        ("POST", types, NewRequestTypeTests.body()), ("GET", "\(types)/\(vpn)", nil),
        ("DELETE", "\(types)/\(vpn)", nil),
        ("POST", "\(types)/\(vpn)/publish", nil), ("POST", "\(types)/\(vpn)/un-publish", nil),
      ] {
        try expectError(
          try await server.call(method, path, body: body, authorization: "SSWS second"), 403,
          errorBody("E0000004", "You do not have permission to perform the requested action."))
      }
      let listed = try await server.call("GET", types, authorization: "SSWS second")
      #expect(listed.status == 200 && listed.text.contains(#""status":"ACTIVE""#), "nothing was done: \(listed.text)")
      #expect(try await server.page(types).ids == [vpn])
      #expect(try await server.page(path).ids == [id])
      // An approver need not be an administrator.
      let decision = try await server.call(
        "POST", "/local/v1/requests/\(id)/decision", body: #"{"decision": "APPROVED"}"#, authorization: "SSWS second")
      #expect(decision.status == 200, "\(decision.text)")
    }
  }

  @Test("where a seed declares teams, no other team can own a new request type")
  func teams() async throws {
    let team = "61eb0f06c462d20007f051ac"
    try await withSeed("teams: [\(team.uppercased())]") { server in
      let path = "/governance/api/v1/request-types"
      let other = NewRequestTypeTests.body(others: #""ownerId": "61eb0f06c462d20007f051ad""#)
      try expectError(
        try await server.call("POST", path, body: other), 400,
        errorBody(
          "E0000001", "Api validation failed: ownerId must be a Team in your organization.",
          causes: [
            """
            {"domain": "governance", "reason": "IDENTIFIER_NOT_FOUND", "locationType": "body", "location": "ownerId",
             "errorSummary": "ownerId must be a Team in your organization."}
            """
          ]))
      let own = NewRequestTypeTests.body(others: #""ownerId": "\#(team)""#)
      #expect(try await server.call("POST", path, body: own).status == 201)
    }
  }
}
