import Foundation
import LocalServer
import OktaWire
import Model
import Testing

@Suite("known users")
struct KnownUserTests {
  private static let users = "/api/v1/users"
  private static let ids = ["00uZZZZZZZZZZZZZZZZZ", "00ub0oNGTSWTBKOLGLNR", "00uijntSwJjSHtDY70g3"]

  /// The ids of a list, each with its status and login.
  private func listed(_ server: ServerUnderTest, _ query: String) async throws -> [String] {
    let encoded = PercentEncoding.encode(query)
    let reply = try await server.call("GET", "\(Self.users)?filter=\(encoded)&limit=200")
    #expect(reply.status == 200, "\(reply.text)")
    return try reply.decode([UserBody].self).map { "\($0.id) \($0.status ?? "") \($0.profile?.login ?? "")" }
  }

  private func create(_ server: ServerUnderTest, for id: String) async throws -> HTTPReply {
    try await server.create(#"{"requestTypeId": "\#(vpn)", "subject": "s", "requesterUserIds": ["\#(id)"]}"#)
  }

  @Test(
    "without a list of users everybody is known: an id of the right form is an active user, one by one and in lists")
  func everybody() async throws {
    try await withSeed("requestTypes: [{ id: \(vpn), name: vpn }]\n") { server in
      let filter = (Self.ids + ["00utooshort", "x"]).map { "id eq \(ListFilter.literal($0))" }.joined(separator: " or ")
      let shown = Self.ids.map { "\($0) ACTIVE \($0.lowercased())@example.com" }
      #expect(try await listed(server, filter) == shown)
      #expect(try await listed(server, "(\(filter)) and not (id eq \"\(Self.ids[0])\")") == Array(shown[1...]))
      #expect(try await listed(server, "(\(filter)) and status eq \"SUSPENDED\"") == [])
      for (id, line) in zip(Self.ids, shown) {
        let user = try await server.call("GET", "\(Self.users)/\(id)").decode(UserBody.self)
        #expect("\(user.id) \(user.status ?? "") \(user.profile?.login ?? "")" == line)
        #expect(try await create(server, for: id).status == 201)
      }
      #expect(try await server.call("GET", "\(Self.users)/ada@example.com").status == 404)
    }
  }

  @Test(
    "with a list of users, even an empty one, only these and the users of tokens exist, also after a restart without the seed",
    arguments: ["[{ id: 00ub0oNGTSWTBKOLGLNR, login: ada@example.com, status: SUSPENDED }]", "[]"])
  func list(_ users: String) async throws {
    try await withTemporaryFolder { folder in
      let seed = folder.appendingPathComponent("seed.yaml")
      try "requestTypes: [{ id: \(vpn), name: vpn }]\nusers: \(users)\n"
        .write(to: seed, atomically: true, encoding: .utf8)
      let data = folder.appendingPathComponent("data.db").path
      for settings in [LocalServerSettings(data: data, seed: seed.path), LocalServerSettings(data: data)] {
        try await withServer(settings) { server in
          let token = "00uLocalDevToken0001"
          let filter = (Self.ids + [token]).map { "id eq \(ListFilter.literal($0))" }.joined(separator: " or ")
          let known = users == "[]" ? [] : ["00ub0oNGTSWTBKOLGLNR SUSPENDED ada@example.com"]
          #expect(try await listed(server, filter) == ["\(token) ACTIVE \(token.lowercased())@example.com"] + known)
          let stranger = Self.ids[2]
          #expect(try await server.call("GET", "\(Self.users)/\(stranger)").status == 404)
          try expectError(
            try await create(server, for: stranger), 400,
            errorBody(
              "E0000001", "Api validation failed: /requesterUserIds/0 \(stranger) not found",
              causes: [cause("/requesterUserIds/0", "\(stranger) not found", "IDENTIFIER_NOT_FOUND")]))
          #expect(try await create(server, for: token).status == 201)
        }
      }
    }
  }
}
