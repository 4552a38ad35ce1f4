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

  @Test("tells of an API token whose it is, what it may do, and how each limit stands, and creates nothing")
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
      let text = try await WritProgram.run("auth", "check", environment: org.environment)
      #expect(text.status == 0)
      for part in [
        "credentials       API token (SSWS)", "(00uLocalDevToken0001)", "create requests   yes", "58 of 60 calls",
      ] {
        #expect(text.output.contains(part), "\(text.output)")
      }
    }
  }

  @Test("tells of a service app its id and scopes, and ends with status 8 where a right is missing")
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
      let text = try await WritProgram.run("auth", "check", environment: environment)
      #expect(text.status == 8)
      #expect(text.output.contains("insufficient_scope"))
    }
  }

  @Test("counts the look-up of users and groups for nothing that every manifest needs")
  func optionalRights() async throws {
    let folder = try ScratchFolder()
    try folder.file("seed.yaml", TestApp.seed(dpop: false))
    try await ServedOrg.with("--seed", folder.path("seed.yaml")) { org in
      let run = try await WritProgram.run("auth", "check", environment: TestApp.environment(of: org))
      #expect(run.status == 0, "\(run.error)")
      #expect(run.output.contains("find users        no  needed for logins and groups in manifests only; 403: "))
    }
  }

  @Test(
    "grants nothing that no answer of Okta's own proves, and ends with status 1",
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

  @Test("ends with status 8 where the org knows no such token")
  func unknownToken() async throws {
    try await ServedOrg.with { org in
      let environment = org.environment.merging(["OKTA_CLIENT_TOKEN": "unknown-token"]) { $1 }
      let run = try await WritProgram.run("auth", "check", environment: environment)
      #expect(run.status == 8)
      #expect(run.output.contains("list requests     no") && !(run.output + run.error).contains("unknown-token"))
    }
  }
}
