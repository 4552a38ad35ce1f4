import Foundation
import LocalServer
import Testing
import Model

@Suite("decisions by people")
struct DecisionTests {
  private static let local = "/local/v1/requests"

  private func decide(
    _ server: ServerUnderTest, _ id: String, _ body: String, authorization: String? = "SSWS local-dev-token"
  ) async throws -> HTTPReply {
    try await server.call("POST", "\(Self.local)/\(id)/decision", body: body, authorization: authorization)
  }

  @Test("the admin page is HTML that runs only its own script, needs no token, and has no rate limit and no faults")
  func page() async throws {
    let faults = try FaultPlan.parse("500-before=1000")
    try await withServer(LocalServerSettings(rateLimit: .window(calls: 1, seconds: 60), faults: faults)) { server in
      for _ in 0..<3 {
        let page = try await server.call("GET", "/", authorization: nil)
        #expect(page.status == 200)
        #expect(page["Content-Type"] == "text/html; charset=utf-8")
        #expect(page["X-Rate-Limit-Limit"] == nil)
        #expect(page["X-Content-Type-Options"] == "nosniff")
        let policy = try #require(page["Content-Security-Policy"])
        let nonce = try #require(policy.firstMatch(of: /script-src 'nonce-([0-9a-f]{32})';/)?.1)
        #expect(policy.hasPrefix("default-src 'none';") && policy.hasSuffix("frame-ancestors 'none'"))
        #expect(page.text.contains("<script nonce=\"\(nonce)\">") && !page.text.contains("{{"))
        #expect(page["Access-Control-Allow-Origin"] == nil)
      }
      for path in [Self.local, "\(Self.local)/61eb06a3c462d20007f0235c"] {
        #expect(try await server.call("GET", path, authorization: nil).status == 401)
      }
      #expect(try await server.call("GET", Self.local).status == 200)
      #expect(try await decide(server, "61eb06a3c462d20007f0235c", "{}", authorization: nil).status == 401)
    }
  }

  @Test(
    "a browser's call by a host name that others may own is rejected, with a token and without",
    arguments: [
      ("evil.example.com", 403), ("127.0.0.1.evil.example", 403), ("localhost", 200), ("127.0.0.1", 200),
      ("[::1]", 200), ("writ", 200), ("org.localhost", 200),
    ])
  func hosts(_ host: String, _ status: Int) async throws {
    try await withServer { server in
      for path in ["/", Self.local] {
        let reply = try await RawConnection.call("GET", path, host: "\(host):80", port: server.port)
        #expect(reply.head.hasPrefix("HTTP/1.1 \(status) "), "\(path): \(reply.head)")
      }
    }
  }

  @Test(
    "the list of the admin page has the newest first, in pages, by status and by a search, with the number of each status"
  )
  func browsing() async throws {
    try await withServer { server in
      var ids: [String] = []
      for number in 0..<5 { ids.insert(try await server.make(subject: "Laptop \(number) 100%"), at: 0) }
      #expect(try await decide(server, ids[1], #"{"decision": "DENIED"}"#).status == 200)
      func list(_ query: String) async throws -> (ids: [String], hasMore: Bool?, counts: [String: Int]?) {
        let body = try await server.call("GET", Self.local + query).json()
        let requests = body["requests"] as? [[String: Any]] ?? []
        return (requests.compactMap { $0["id"] as? String }, body["hasMore"] as? Bool, body["counts"] as? [String: Int])
      }
      let first = try await list("?limit=3")
      #expect(first.ids == Array(ids[0...2]) && first.hasMore == true)
      #expect(first.counts == ["OPEN": 4, "PENDING": 0, "RESOLVED": 1, "LOCKED": 0, "CANCELED": 0])
      let second = try await list("?limit=3&after=\(ids[2])")
      #expect(second.ids == Array(ids[3...4]) && second.hasMore == false)
      #expect(try await list("?status=RESOLVED").ids == [ids[1]])
      #expect(try await list("?search=laptop%203").ids == [ids[1]])
      #expect(try await list("?search=%25").ids == ids)
      #expect(try await list("?search=VP").ids == ids)
      #expect(try await list("?search=\(ids[4])").ids == [ids[4]])
      for wrong in ["?status=CLOSED", "?limit=0", "?limit=201", "?after=61eb06a3c462d20007f0235c"] {
        #expect(try await server.call("GET", Self.local + wrong).status == 400, "\(wrong)")
      }
    }
  }

  @Test("approvals are decided in their order by the token's user, and each only once")
  func decisions() async throws {
    let clock = TestClock()
    try await withServer(LocalServerSettings(tokens: ["first", "second"]), clock: clock) { server in
      let made = try await server.call(
        "POST", "/governance/api/v1/requests",
        body: """
          {"requestTypeId": "\(salesforce)", "subject": "s", "requesterFieldValues":
            [{"id": "05c87fe9-11f6-4d40-a033-b155b39dcdbe", "value": "work"}]}
          """, authorization: "SSWS first"
      ).json()
      let id = try #require(made["id"] as? String)
      let approvals = try #require(made["approvals"] as? [[String: Any]]).compactMap { $0["approvalId"] as? String }
      func approve(_ approval: String, _ token: String) async throws -> HTTPReply {
        try await decide(
          server, id, #"{"decision": "APPROVED", "approvalId": "\#(approval)"}"#, authorization: "SSWS \(token)")
      }
      #expect(try await approve(approvals[1], "first").status == 409)
      clock.advance(10)
      #expect(try await approve(approvals[0], "second").status == 200)
      #expect(try await approve(approvals[0], "second").status == 409)
      clock.advance(10)
      let approved = try await approve(approvals[1], "first").json()
      #expect((approved["summary"] as? [String: Any])?["requestStatus"] as? String == "PENDING")
      clock.advance(1)
      let request = try await server.call(
        "GET", "/governance/api/v1/requests/\(id)", authorization: "SSWS first"
      ).json()
      #expect(request["requestStatus"] as? String == "RESOLVED")
      #expect(request["resolved"] as? String == "2026-03-01T12:00:41.500Z")
      let shown = try #require(request["approvals"] as? [[String: Any]])
      #expect(shown.map { $0["approverId"] as? String } == ["00uLocalDevToken0002", "00uLocalDevToken0001"])
      #expect(shown.map { $0["decided"] as? String } == ["2026-03-01T12:00:30.500Z", "2026-03-01T12:00:40.500Z"])
      let again = try await decide(server, id, #"{"decision": "DENIED"}"#, authorization: "SSWS first")
      let text = "Api validation failed due to conflict: Request \(id) is RESOLVED and has no pending approval"
      try expectError(again, 409, errorBody("E0000195", text))
    }
  }

  @Test("a locked request cannot be decided and does not change automatically")
  func locks() async throws {
    try await withServer { server in
      let id = try await server.make(subject: "s")
      let locked = try await server.call("POST", "\(Self.local)/\(id)/lock", body: "{}")
      #expect(locked.status == 200)
      #expect(try await server.call("POST", "\(Self.local)/\(id)/lock", body: "{}").status == 409)
      #expect(try await decide(server, id, #"{"decision": "APPROVED"}"#).status == 409)
      let list = try await server.page("/governance/api/v1/requests?filter=requestStatus%20eq%20%22LOCKED%22")
      #expect(list.ids == [id])
      let body = try await server.call("GET", "/governance/api/v1/requests/\(id)").json()
      #expect(body["resolved"] is NSNull)
    }
  }

  @Test("an approver's answers follow the rules of the fields, and all are required to approve")
  func answers() async throws {
    try await withServer { server in
      let type = try await server.call(
        "POST", "/governance/api/v1/request-types",
        body: """
          {"name": "n", "ownerId": "61eb0f06c462d20007f051ac", "status": "ACTIVE",
           "resourceSettings": {"type": "APPS", "targetResources": [{"resourceId": "0oafxqCAJWWGELFTYASJ"}]},
           "approvalSettings": {"type": "SERIAL", "approvals": [{"approverType": "MANAGER", "approverFields": [
             {"type": "SELECT", "prompt": "Which?", "options": [{"value": "a"}, {"value": "b"}]},
             {"type": "TEXT", "prompt": "Why?"}]}]}}
          """
      ).json()
      let typeID = try #require(type["id"] as? String)
      let id = try await server.make(subject: "s", type: typeID)
      let local = try await server.call("GET", "\(Self.local)/\(id)").json()
      let approval = try #require((local["approvals"] as? [[String: Any]])?.first)
      let fields = try #require(approval["fields"] as? [[String: Any]]).compactMap { $0["id"] as? String }
      let approve = { (value: String) in
        """
        {"decision": "APPROVED", "fieldValues": [{"id": "\(fields[0].uppercased())", "value": ["\(value)"]},
         {"id": "\(fields[1])", "value": "because"}]}
        """
      }
      #expect(try await decide(server, id, #"{"decision": "APPROVED"}"#).status == 409)
      try expectError(
        try await decide(server, id, approve("c")), 400,
        errorBody(
          "E0000001", "Api validation failed: /fieldValues/0/value/0 must be equal to one of the allowed values: a, b",
          causes: [
            cause(
              "/fieldValues/0/value/0", "must be equal to one of the allowed values: a, b", "INVALID_ENUM_VALUE")
          ]))
      for wrong in [
        "[]", #"{"decision": "MAYBE"}"#, #"{"decision": "DENIED", "fieldValues": [{"id": "x", "value": 1}]}"#,
      ] {
        #expect(try await decide(server, id, wrong).status == 400, "\(wrong)")
      }
      #expect(try await decide(server, id, approve("b")).status == 200)
      let body = try await server.call("GET", "/governance/api/v1/requests/\(id)").json()
      let values = (body["approvals"] as? [[String: Any]])?.first?["fieldValues"] as? [[String: Any]]
      #expect(values?.first?["value"] as? [String] == ["b"])
      #expect(values?.last?["value"] as? String == "because")
    }
  }

  @Test("the list of the admin page is searched by login, and shows how approvals ended and which can be decided")
  func decidedAndPending() async throws {
    let seed = """
      requestTypes:
        - { id: \(vpn), name: vpn }
      users:
        - { id: 00ub0oNGTSWTBKOLGLNR, login: amelia@example.com }
        - { id: 00ub0oNGTSWTBKOLGLNS, login: ben@example.com }
      """
    try await withSeed(seed) { server in
      let denied = try await server.make(subject: "denied")
      let approved = try await server.make(subject: "approved")
      let pending = try await server.make(subject: "pending", requester: "00ub0oNGTSWTBKOLGLNS")
      #expect(try await decide(server, denied, #"{"decision": "DENIED"}"#).status == 200)
      #expect(try await decide(server, approved, #"{"decision": "APPROVED"}"#).status == 200)
      func list(_ search: String) async throws -> [[String: Any]] {
        let body = try await server.call("GET", "\(Self.local)?search=\(search)").json()
        return try #require(body["requests"] as? [[String: Any]])
      }
      #expect(try await list("AMELIA%40").map { $0["id"] as? String } == [approved, denied])
      #expect(try await list("amelia").map { $0["decision"] as? String } == ["APPROVED", "DENIED"])
      let ben = try #require(try await list("ben%40example.com").first)
      #expect(ben["id"] as? String == pending && ben["decision"] == nil)
      let approval = try #require(ben["pendingApproval"] as? [String: Any])
      #expect(approval["hasRequiredFields"] as? Bool == false)
      let id = try #require(approval["approvalId"] as? String)
      #expect(try await decide(server, pending, #"{"decision": "DENIED", "approvalId": "\#(id)"}"#).status == 200)
    }
  }
}
