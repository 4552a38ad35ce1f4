import Foundation
import LocalServer
import Testing

@Suite("cancels")
struct CancelTests {
  private static let list = "/governance/api/v1/requests"
  private static let body = #"{"status": "CANCELED"}"#
  private static let isCanceled = errorBody("E0000002", "Request update failed: request status is already CANCELED.")
  private static let isDecided = errorBody(
    "E0000002", "Request update failed: one or more tasks are already resolved.")

  @Test("a request that no one has decided on is canceled once, takes no decisions any more, and is among the changes")
  func cancels() async throws {
    let clock = TestClock()
    try await withServer(clock: clock) { server in
      let id = try await server.make(subject: "s")
      clock.advance(5)
      let reply = try await server.call("PATCH", "\(Self.list)/\(id.uppercased())", body: Self.body)
      #expect(reply.status == 200)
      let request = try reply.json()
      #expect(request["id"] as? String == id && request["requestStatus"] as? String == "CANCELED")
      #expect(request["lastUpdated"] as? String == "2026-03-01T12:00:25.500Z" && request["resolved"] is NSNull)
      try expectError(try await server.call("PATCH", "\(Self.list)/\(id)", body: Self.body), 400, Self.isCanceled)
      #expect(try await server.page("\(Self.list)?filter=requestStatus%20eq%20%22CANCELED%22").ids == [id])
      let changes = "\(Self.list)?filter=lastUpdated%20gt%20%222026-03-01T12:00:21Z%22"
      #expect(try await server.page(changes).ids == [id])
      for path in ["decision", "lock"] {
        let decision = try await server.call(
          "POST", "/local/v1/requests/\(id)/\(path)", body: #"{"decision": "APPROVED"}"#)
        #expect(decision.status == 409, "\(path)")
      }
    }
  }

  @Test("a request is not canceled once one of its approvals is decided, though others are pending")
  func decided() async throws {
    let seed = """
      requestTypes:
        - { id: \(salesforce), name: salesforce, approvals: 2 }
        - { id: \(vpn), name: vpn, approveAfter: 5s }
      """
    let clock = TestClock()
    try await withSeed(seed, clock: clock) { server in
      let halfApproved = try await server.make(subject: "half", type: salesforce)
      let approval = try await server.call(
        "POST", "/local/v1/requests/\(halfApproved)/decision", body: #"{"decision": "APPROVED"}"#)
      #expect(try approval.json().description.contains("OPEN"))
      let (approved, canceled) = (
        try await server.make(subject: "approved"), try await server.make(subject: "canceled")
      )
      #expect(try await server.call("PATCH", "\(Self.list)/\(canceled)", body: Self.body).status == 200)
      clock.advance(10)
      for id in [halfApproved, approved] {
        try expectError(try await server.call("PATCH", "\(Self.list)/\(id)", body: Self.body), 400, Self.isDecided)
      }
      let after = try await server.call("GET", "\(Self.list)/\(canceled)").json()
      #expect(after["requestStatus"] as? String == "CANCELED", "it is not approved later")
    }
  }

  @Test(
    "no other status is taken, a request that is not there is a 404, and only administrators may cancel"
  )
  func refusals() async throws {
    let seed = """
      requestTypes:
        - { id: \(vpn), name: vpn }
      users:
        - { id: 00uLocalDevToken0002, login: member@example.com, admin: false }
      """
    try await withSeed(seed, LocalServerSettings(tokens: ["admin", "member"])) { server in
      let made = try await server.call(
        "POST", Self.list, body: #"{"requestTypeId": "\#(vpn)", "subject": "s"}"#, authorization: "SSWS admin")
      let id = try #require(try made.json()["id"] as? String)
      func patch(_ id: String, _ body: String, by user: String = "admin") async throws -> HTTPReply {
        try await server.call("PATCH", "\(Self.list)/\(id)", body: body, authorization: "SSWS \(user)")
      }
      for body in [#"{"status": "RESOLVED"}"#, #"{"status": 1}"#, "{}", "[]"] {
        let reply = try await patch(id, body)
        #expect(reply.status == 400 && reply.text.contains("E0000001"), "\(body)")
      }
      #expect(try await patch("61eb06a3c462d20007f0235c", Self.body).text.contains("E0000007"))
      let refused = try await patch(id, Self.body, by: "member")
      #expect(refused.status == 403)
      #expect(try await patch(id, Self.body).status == 200)
    }
  }

  @Test(
    "an org without the operation answers as for a missing request, or that the path does not support the method",
    arguments: [(CancelSupport.notFound, 404, "E0000007"), (.methodNotAllowed, 405, "E0000022")])
  func notOffered(support: CancelSupport, status: Int, code: String) async throws {
    try await withServer(LocalServerSettings(cancelSupport: support)) { server in
      let id = try await server.make(subject: "s")
      let reply = try await server.call("PATCH", "\(Self.list)/\(id)", body: Self.body)
      #expect(reply.status == status && reply.text.contains(code))
      #expect(reply["Allow"] == (status == 405 ? "GET, HEAD" : nil))
      #expect(try await server.call("GET", "\(Self.list)/\(id)").text.contains("\"OPEN\""))
    }
  }

  @Test("a cancel whose reply is lost is done, and one whose connection closes before is not")
  func faults() async throws {
    for (fault, status) in [("reply-lost", "CANCELED"), ("500-after", "CANCELED"), ("closed-before", "OPEN")] {
      let clock = TestClock()
      try await withTemporaryFolder { folder in
        let data = folder.appendingPathComponent("data.db").path
        let id = try await withServer(LocalServerSettings(data: data), clock: clock) { try await $0.make(subject: "s") }
        var settings = try LocalServerSettings(faults: "\(fault)=1")
        settings.data = data
        try await withServer(settings, clock: clock) { server in
          _ = try? await server.call("PATCH", "\(Self.list)/\(id)", body: Self.body)
          let request = try await server.call("GET", "\(Self.list)/\(id)").json()
          #expect(request["requestStatus"] as? String == status, "\(fault)")
        }
      }
    }
  }
}
