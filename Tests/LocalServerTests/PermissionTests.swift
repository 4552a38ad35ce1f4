import Foundation
import LocalServer
import Testing

@Suite("what only some users and teams may")
struct PermissionTests {
  @Test("a user who is no administrator makes no request, and may go on reading")
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
      #expect(try await server.call("GET", path, authorization: "SSWS second").status == 200)
      #expect(try await server.create(body).status == 201)
    }
  }

  @Test("where a seed declares teams, no other owns a new request type")
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
