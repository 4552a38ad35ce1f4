import Foundation
import LocalServer
import Model
import Testing

@Suite("seeds")
struct SeedTests {
  private static let example = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appending(path: "examples/seed.yaml").path

  /// The findings of a seed text as `line:column code`. `➤` marks a place where one is expected.
  private func findings(_ text: String) async throws -> (found: [String], expected: [String]) {
    var expected: [String] = []
    var clean = ""
    for (number, line) in zip(1..., text.split(separator: "\n", omittingEmptySubsequences: false)) {
      var column = 1
      for character in line {
        if character == "➤" {
          expected.append("\(number):\(column)")
        } else {
          clean.append(character)
          column += 1
        }
      }
      clean += "\n"
    }
    let found = try await withTemporaryFolder { folder in
      let file = folder.appendingPathComponent("seed.yaml")
      try clean.write(to: file, atomically: true, encoding: .utf8)
      do throws(LocalServerError) {
        try await LocalServer(.init(port: 0, seed: file.path), now: { Date() }, random: { 7 })
          .run { _ in Issue.record("the server started") }
      } catch {
        guard case .badSeed(let findings) = error else { throw error }
        #expect(findings.allSatisfy { $0.file == file.path })
        return findings.map { "\($0.range.start.line):\($0.range.start.column)" }
      }
      return []
    }
    return (found, expected)
  }

  @Test("all errors of a seed are reported at once with their locations")
  func places() async throws {
    let (found, expected) = try await findings(
      """
      requestTypes:
        - id: 61eb2db568c7c300079fefd2
          name: vpn
          ➤fiels: []
          fields:
            - { id: ➤not-a-uuid, type: TEXT }
            - { id: 05c87fe9-11f6-4d40-a033-b155b39dcdbe, type: ➤NUMBER }
            - ➤{ id: 1c5ef673-8dbb-4b9c-ac76-0b4180116e43, type: SELECT }
            - { id: 8e4d2a1f-3b5c-4d7e-9fa0-1b2c3d4e5f60, type: TEXT, required: ➤yes }
          approvals: ➤6
          approveAfter: ➤5
          actionStatus: ➤SUCCESS
          lockAfter: 1h
          accessDuration: ➤1 day
        - ➤name: no id
        - id: ➤61EB2DB568C7C300079FEFD2
          name: again
          decision: ➤DENIED
          approvals:
            - { approver: ➤00x, fields: [{ id: ➤z, type: TEXT }] }
            - { ➤approvers: MANAGER }
            - { fields: [{ id: 05c87fe9-11f6-4d40-a033-b155b39dcdbe, type: TEXT, required: ➤false }] }
      users:
        - { id: 00ub0oNGTSWTBKOLGLNR }
        - { id: ➤00g1emaKYZTWRYYRRTSK }
      groups:
        - { id: 00g1emaKYZTWRYYRRTSK, members: [00ub0oNGTSWTBKOLGLNR, ➤00uijntSwJjSHtDY70g3, 00uLocalDevToken0002] }
      teams: ➤none
      requests:
        - requestTypeId: ➤61eb2db568c7c300079fefd9
          subject: ➤""
          requester: 00ub0oNGTSWTBKOLGLNR
        - requestTypeId: 61eb2db568c7c300079fefd2
          subject: s
          requester: ➤00uijntSwJjSHtDY70g3
          fields:
            ➤05c87fe9-11f6-4d40-a033-b155b39dcdb0: v
            8e4d2a1f-3b5c-4d7e-9fa0-1b2c3d4e5f60: ➤[v]
          created: 2026-01-02T00:00:00Z
          lastUpdated: ➤2026-01-01T00:00:00Z
      """)
    #expect(found == expected)
    let syntax = try await findings("requests: [➤")
    #expect(!syntax.found.isEmpty)
  }

  @Test("a server without a seed has only the active request types of examples/seed.yaml")
  func builtIn() async throws {
    let clock = TestClock()
    @Sendable func types(_ server: ServerUnderTest) async throws -> [String] {
      var types: [String] = []
      for id in try await server.page("/governance/api/v1/request-types?filter=status%20eq%20%22ACTIVE%22").ids {
        let type = try await server.call("GET", "/governance/api/v1/request-types/\(id)")
        types.append(try canonical(type.text.replacing(server.origin, with: "")))
      }
      return types
    }
    let seeded = try await withServer(LocalServerSettings(seed: Self.example), clock: clock) { server in
      #expect(try await server.page("/governance/api/v1/request-types").ids.count == 5)
      let requests = try await server.call("GET", "/governance/api/v1/requests?orderBy=created%20desc").json()
      let listed = try #require(requests["data"] as? [[String: Any]])
      #expect(listed.map { $0["requestStatus"] as? String } == ["RESOLVED", "PENDING", "OPEN"])
      #expect(listed[0]["resolved"] as? String == "2026-01-16T16:45:00Z")
      return try await types(server)
    }
    let builtIn = try await withServer(clock: clock) { server in
      #expect(try await server.page("/governance/api/v1/requests").ids.isEmpty)
      #expect(try await server.page("/governance/api/v1/request-types").ids == [salesforce, gitHub, vpn])
      return try await types(server)
    }
    #expect(seeded == builtIn)
    #expect(seeded.count == 3)
  }

  @Test("a seed applied twice to one data file duplicates nothing, and updates changed request types")
  func twice() async throws {
    try await withTemporaryFolder { folder in
      let seed = folder.appendingPathComponent("seed.yaml")
      let text = """
        requestTypes: [{ id: \(vpn), name: vpn }]
        requests:
          - { requestTypeId: \(vpn), subject: same, requester: 00ub0oNGTSWTBKOLGLNR }
          - { requestTypeId: \(vpn), subject: same, requester: 00ub0oNGTSWTBKOLGLNR }
          - { id: 61eb06a3c462d20007f0235c, requestTypeId: \(vpn), subject: other, requester: 00ub0oNGTSWTBKOLGLNR }
        """
      try text.write(to: seed, atomically: true, encoding: .utf8)
      let settings = LocalServerSettings(data: folder.appendingPathComponent("data.db").path, seed: seed.path)
      let first = try await withServer(settings) { try await $0.page("/governance/api/v1/requests").ids }
      try text.replacing("name: vpn", with: "name: changed").write(to: seed, atomically: true, encoding: .utf8)
      try await withServer(settings) { server in
        #expect(try await server.page("/governance/api/v1/requests").ids == first)
        let type = try await server.call("GET", "/governance/api/v1/request-types/\(vpn)").json()
        #expect(type["name"] as? String == "changed")
      }
      #expect(first.count == 3)
    }
  }

  @Test("declared users are the only ones, and only members of a group may request its type")
  func usersAndGroups() async throws {
    try await withTemporaryFolder { folder in
      let seed = folder.appendingPathComponent("seed.yaml")
      try """
      requestTypes:
        - { id: \(vpn), name: vpn }
        - { id: \(gitHub), name: github, requesterMemberOf: 00g1emaKYZTWRYYRRTSK }
      users:
        - { id: 00ub0oNGTSWTBKOLGLNR, login: amelia@example.com }
        - { id: 00uijntSwJjSHtDY70g3, status: SUSPENDED }
      groups:
        - { id: 00g1emaKYZTWRYYRRTSK, members: [00ub0oNGTSWTBKOLGLNR, 00uLocalDevToken0001] }
      """.write(to: seed, atomically: true, encoding: .utf8)
      let settings = LocalServerSettings(seed: seed.path, tokens: ["local-dev-token", "outsider"])
      try await withServer(settings) { server in
        let unknown = "00u22uiKQa0xXkbdGLNR"
        try expectError(
          try await server.create(
            #"{"requestTypeId": "\#(vpn)", "subject": "s", "requesterUserIds": ["\#(unknown)"]}"#),
          400,
          errorBody(
            "E0000001", "Api validation failed: /requesterUserIds/0 \(unknown) not found",
            causes: [cause("/requesterUserIds/0", "\(unknown) not found", "IDENTIFIER_NOT_FOUND")]))
        let text =
          "Authenticated user and contents of /body/requesterUserIds must be members of the group specified in the "
          + "request type's /requestSettings/requesterMemberOf array."
        let forbidden = errorBody(
          "E0000006", "You do not have permission to perform the requested action.",
          causes: [cause("/requesterUserIds", text, "REQUEST_TYPE_SETTINGS")])
        let body = { (user: String) in
          #"{"requestTypeId": "\#(gitHub)", "subject": "s", "requesterUserIds": ["\#(user)"]}"#
        }
        try expectError(try await server.create(body("00uijntSwJjSHtDY70g3")), 403, forbidden)
        try expectError(
          try await server.call(
            "POST", "/governance/api/v1/requests", body: body("00ub0oNGTSWTBKOLGLNR"),
            authorization: "SSWS outsider"),
          403, forbidden)
        try await server.make(subject: "member", type: gitHub)
        for key in ["amelia%40example.com", "00ub0oNGTSWTBKOLGLNR"] {
          let user = try await server.call("GET", "/api/v1/users/\(key)")
          #expect(
            try canonical(user.text)
              == canonical(
                """
                {"id": "00ub0oNGTSWTBKOLGLNR", "status": "ACTIVE",
                 "profile": {"login": "amelia@example.com", "email": "amelia@example.com"}}
                """))
        }
        #expect(try await server.call("GET", "/api/v1/users/\(unknown)").status == 404)
        #expect(try await server.call("GET", "/api/v1/users/00uLocalDevToken0002").status == 200)
      }
    }
  }
}
