import Foundation
import Testing

@Suite("request-types shows what can be requested")
struct RequestTypesTests {
  private static let seed = """
    requestTypes:
      - id: 08ab2db568c7c300079fefd0
        name: Salesforce
        description: Access to Salesforce
        fields:
          - { id: 05c87fe9-11f6-4d40-a033-b155b39dcdbe, type: TEXT, prompt: What is the business justification?, required: true }
          - { id: ec9da40d-9c1b-41c6-8016-edfd010b02d2, type: DATE-TIME, prompt: Until when? }
          - { id: 1c5ef673-8dbb-4b9c-ac76-0b4180116e43, type: SELECT, prompt: "Which cloud, and why not the other one of the two?", required: true,
              options: [Sales Cloud, "Service: Cloud", "no"] }
      - { id: 61eb2db568c7c300079fefd2, name: vpn, description: "Remote access to the company's network, also from abroad" }
      - { id: 61eb2db568c7c300079fefd3, name: warehouse, status: DRAFT }
      - { id: 61eb2db568c7c300079fefd4, name: VPN, status: DISABLED }
      - { id: 61eb2db568c7c300079fefd5, name: built-in-the-console, custom: true }
    """

  private static func with(
    _ name: String, seed: String = seed, body: (Transcript, ScratchFolder) async throws -> Void
  ) async throws {
    let folder = try ScratchFolder()
    try folder.file("seed.yaml", seed)
    try await ServedOrg.with("--seed", folder.path("seed.yaml")) { org in
      let transcript = Transcript(name, of: org, in: folder)
      try await body(transcript, folder)
      try transcript.check()
    }
  }

  @Test("request-types list and get show each type, its questions, their answers and ids")
  func shown() async throws {
    try await Self.with("request-types") { transcript, _ async throws in
      #expect(try await transcript.run("request-types", "list").status == 0)
      let list = try await transcript.run("request-types", "list", "--format", "json")
      #expect(list.output.hasPrefix("{\n  \"formatVersion\": 1,\n  \"requestTypes\": ["))
      #expect(try await transcript.run("request-types", "get", "salesforce", "vpn", "built-in-the-console").status == 0)
      let get = try await transcript.run(
        "request-types", "get", "08AB2DB568C7C300079FEFD0", "warehouse", "--format", "json")
      #expect(get.status == 0)
    }
  }

  @Test("an unknown request type, and a name that several have, are refused with what was probably meant")
  func unknown() async throws {
    try await Self.with("request-types-unknown") { transcript, _ async throws in
      #expect(try await transcript.run("request-types", "get", "Salesfroce").status == 64)
      #expect(try await transcript.run("request-types", "get", "Vpn").status == 64)
      #expect(try await transcript.run("request-types", "get", "no such", "--format", "json").status == 64)
      #expect(try await transcript.run("request-types", "scaffold", "61eb2db568c7c300079fefff").status == 1)
    }
  }

  @Test("a scaffold is a valid manifest, which an org takes once it is filled in, and refuses before")
  func scaffold() async throws {
    try await Self.with("request-types-scaffold") { transcript, folder in
      let scaffold = try await transcript.run(
        "request-types", "scaffold", "salesforce", "vpn", "warehouse", "built-in-the-console")
      #expect(scaffold.status == 0)
      try folder.file("start.yaml", scaffold.output)
      let validation = try await transcript.run("validate", "start.yaml")
      #expect(validation.status == 0 && !validation.error.contains("warning"))
      #expect(try await transcript.run("plan", "start.yaml", "-q").status == 3)
      let filled = scaffold.output.replacing("first.last@example.com", with: "00u00000000000000001")
        .replacing("# until-when", with: "until-when")
      try folder.file("filled.yaml", filled)
      #expect(try await transcript.run("plan", "filled.yaml", "-q").status == 0)
    }
  }

  @Test("an org without request types, and one that refuses to show them, say so")
  func refused() async throws {
    try await Self.with("request-types-none", seed: "requestTypes: []\n") { transcript, _ async throws in
      #expect(try await transcript.run("request-types", "list").status == 0)
      #expect(try await transcript.run("request-types", "list", "--format", "json").status == 0)
      #expect(try await transcript.run("request-types", "get", "vpn").status == 64)
    }
    let replies = [
      (
        "request-types-unassigned", 409,
        #"{"errorCode":"E0000195","errorSummary":"Authenticated user not assigned to Okta Access Requests","errorId":"oae"}"#
      ),
      (
        "request-types-unlicensed", 401,
        #"{"errorCode":"E0000015","errorSummary":"You do not have permission to access the feature","errorId":"oae"}"#
      ),
      (
        "request-types-missing", 404,
        #"{"errorCode":"E0000007","errorSummary":"Not found: Resource not found","errorId":"oae"}"#
      ),
    ]
    for (name, status, body) in replies {
      try await RawServer.with { _ in
        RawServer.reply(status, ["Content-Type: application/json"], body)
      } body: { server in
        let environment = ["OKTA_CLIENT_ORGURL": "http://127.0.0.1:\(server.port)", "OKTA_CLIENT_TOKEN": "t0ken"]
        let transcript = Transcript(name, environment: environment)
        let run = try await transcript.run("request-types", "list")
        #expect(run.status == (status == 404 ? 1 : 8))
        try transcript.check()
      }
    }
  }
}
