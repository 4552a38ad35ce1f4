import Foundation
import Testing

@Suite("writ auth check")
struct AuthCheckTests {
  private struct Report: Decodable {
    struct Right: Decodable {
      var name: String
      var state: String
    }

    struct Limit: Decodable {
      var call: String
      var limit: Int
      var remaining: Int
    }

    var formatVersion: Int
    var ok: Bool
    var scheme: String
    var clientId: String?
    var userId: String?
    var login: String?
    var scopes: [String]?
    var rights: [Right]
    var limits: [Limit]

    var states: [String: String] { Dictionary(uniqueKeysWithValues: rights.map { ($0.name, $0.state) }) }
  }

  private static func report(_ run: WritProgram.Run) throws -> Report {
    try JSONDecoder().decode(Report.self, from: Data(run.output.utf8))
  }

  @Test("auth check shows the user, permissions and rate limits of an API token, and creates nothing")
  func apiToken() async throws {
    try await ServedOrg.with("--rate-limit", "60/60s") { org in
      let run = try await WritProgram.run("auth", "check", "--format", "json", environment: org.environment)
      #expect(run.status == 0, "\(run.error)")
      let report = try Self.report(run)
      #expect(report.ok && report.scheme == "SSWS" && report.scopes == nil && report.clientId == nil)
      #expect(report.userId == "00uLocalDevToken0001" && report.login != nil)
      #expect(report.states.values.allSatisfy { $0 == "granted" })
      #expect(
        report.states.keys.sorted() == ["createRequest", "findGroups", "findUsers", "listRequests", "readRequest"])
      #expect(
        report.limits.map(\.call) == [
          "currentUser", "listRequests", "retrieveRequest", "createRequest", "listUsers", "listGroups",
        ])
      #expect(report.limits.allSatisfy { $0.limit == 60 && $0.remaining == 59 })
      #expect(try await org.statistics().requests == 0)
      let transcript = Transcript("auth-check-api-token", of: org)
      #expect(try await transcript.run("auth", "check").status == 0)
      try transcript.check()
    }
  }

  @Test("auth check shows the id and scopes of a service app, and ends with status 8 where a permission is missing")
  func serviceApp() async throws {
    let folder = try ScratchFolder()
    let scope = "okta.governance.accessRequests.read"
    try folder.file("seed.yaml", TestApp.seed(dpop: true, scopes: [scope]))
    try await ServedOrg.with("--seed", folder.path("seed.yaml")) { org in
      let environment = TestApp.environment(of: org).merging(["OKTA_CLIENT_SCOPES": scope]) { $1 }
      let run = try await WritProgram.run("auth", "check", "--format", "json", environment: environment)
      #expect(run.status == 8)
      let report = try Self.report(run)
      #expect(!report.ok && report.scheme == "DPoP" && report.clientId == TestApp.clientID && report.scopes == [scope])
      #expect(
        report.states == [
          "listRequests": "granted", "readRequest": "granted", "createRequest": "refused", "findUsers": "refused",
          "findGroups": "refused",
        ])
      #expect(report.limits.isEmpty)
      let transcript = Transcript("auth-check-missing-scope", environment: environment)
      let text = try await transcript.run("auth", "check")
      #expect(text.status == 8 && text.output.contains("insufficient_scope"))
      try transcript.check()
    }
  }

  @Test("auth check succeeds where only the permission to find users and groups is missing")
  func optionalRights() async throws {
    let folder = try ScratchFolder()
    try folder.file("seed.yaml", TestApp.seed(dpop: false))
    try await ServedOrg.with("--seed", folder.path("seed.yaml")) { org in
      let transcript = Transcript("auth-check-service-app", environment: TestApp.environment(of: org))
      #expect(try await transcript.run("auth", "check").status == 0)
      try transcript.check()
    }
  }

  @Test(
    "auth check reports no permission that only another server's reply suggests, and ends with status 1",
    arguments: [
      (200, "<html>hello</html>"), (200, "{}"), (302, ""), (400, "no"), (404, "<html>Not Found</html>"), (409, "{}"),
      (429, ""), (503, ""),
    ])
  func strangeServer(status: Int, body: String) async throws {
    try await RawServer.with { _ in
      RawServer.reply(status, [], body)
    } body: { server in
      let environment = ["OKTA_CLIENT_ORGURL": "http://127.0.0.1:\(server.port)", "OKTA_CLIENT_TOKEN": "t"]
      let run = try await WritProgram.run("auth", "check", "--format", "json", environment: environment)
      #expect(run.status == 1, "\(run.error)")
      let report = try Self.report(run)
      #expect(!report.ok && report.rights.count == 5 && report.states.values.allSatisfy { $0 == "unknown" })
    }
  }

  @Test("auth check ends with status 8 where the org does not accept the token")
  func unknownToken() async throws {
    try await ServedOrg.with { org in
      let environment = org.environment.merging(["OKTA_CLIENT_TOKEN": "unknown-token"]) { $1 }
      let transcript = Transcript("auth-check-unknown-token", environment: environment)
      let run = try await transcript.run("auth", "check")
      #expect(run.status == 8 && !(run.output + run.error).contains("unknown-token"))
      try transcript.check()
    }
  }
}
