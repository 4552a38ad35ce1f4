import Foundation
import LocalServer
import Testing

@Suite("faults of gateways and unusual orgs")
struct OddOrgTests {
  private static let list = "/governance/api/v1/requests"

  private func subject(of id: String, _ server: ServerUnderTest) async throws -> String? {
    try await server.call("GET", "\(Self.list)/\(id)").json()["subject"] as? String
  }

  @Test(
    "a gateway's page has its status and none of Okta's headers, and the call is processed where the fault says so",
    arguments: [
      ("403-before", 403, false), ("403-after", 403, true), ("409-before", 409, false), ("409-after", 409, true),
      ("login-page", 200, false),
    ])
  func gateway(_ fault: String, _ status: Int, _ isDone: Bool) async throws {
    try await withServer(try LocalServerSettings(faults: "\(fault)=1", limit: 9)) { server in
      let reply = try await server.create(#"{"requestTypeId": "\#(vpn)", "subject": "s"}"#)
      #expect(reply.status == status)
      #expect(reply["Content-Type"] == "text/html" && reply.text.hasPrefix("<html>"))
      #expect(reply["X-Okta-Request-Id"] == nil && reply["X-Rate-Limit-Limit"] == nil)
      #expect(try await server.page(Self.list).ids.count == (isDone ? 1 : 0))
      #expect(try await server.injected() == [fault: 1])
    }
  }

  @Test("foreign-reply shows the previous request in the reply to a create, and the new one exists all the same")
  func foreignReply() async throws {
    try await withServer(try LocalServerSettings(faults: "foreign-reply=1")) { server in
      let first = try await server.make(subject: "first")
      #expect(try await server.injected() == ["foreign-reply": 0], "there is no other request to show")
      let shown = try await server.make(subject: "second")
      #expect(shown == first)
      let ids = try await server.page(Self.list).ids
      #expect(ids.count == 2)
      #expect(try await subject(of: ids[1], server) == "second")
      #expect(try await server.injected() == ["foreign-reply": 1])
    }
  }

  @Test("a request with never-listed can be retrieved by its id, and no list ever shows it")
  func neverListed() async throws {
    let clock = TestClock()
    try await withServer(try LocalServerSettings(faults: "never-listed=1"), clock: clock) { server in
      let hidden = try await server.make(subject: "hidden")
      let next = try await server.make(subject: "next")
      clock.advance(366 * 86_400)
      for query in ["", "?orderBy=lastUpdated%20desc", "?filter=requestStatus%20eq%20%22OPEN%22"] {
        #expect(try await server.page(Self.list + query).ids == [next])
      }
      #expect(try await subject(of: hidden, server) == "hidden")
    }
  }

  @Test("hidden-requester removes the requester from lists but not from the retrieval")
  func hiddenRequester() async throws {
    try await withServer(try LocalServerSettings(faults: "hidden-requester=1")) { server in
      let hidden = try await server.make(subject: "hidden")
      try await server.make(subject: "next")
      for _ in 0..<2 {
        let reply = try await server.call("GET", Self.list)
        let listed = try #require(try reply.json()["data"] as? [[String: Any]])
        #expect(listed.map { $0["requesterUserIds"] != nil } == [false, true])
        #expect(listed[0]["id"] as? String == hidden && listed[0]["subject"] as? String == "hidden")
        #expect(reply["Link"]?.contains("rel=\"self\"") == true)
      }
      let retrieved = try await server.call("GET", "\(Self.list)/\(hidden)").json()
      #expect(retrieved["requesterUserIds"] as? [String] == ["00ub0oNGTSWTBKOLGLNR"])
    }
  }

  @Test(
    "an org that changes subjects shows the stored subject, also in the reply to the create",
    arguments: [
      ("trimmed-subject", "\u{a0} to the wiki \n", "to the wiki"),
      ("nfc-subject", "Zugang fu\u{308}r", "Zugang f\u{fc}r"),
      ("bmp-subject", "\u{1f680} launch \u{fc}\u{1f600}", " launch \u{fc}"),
    ])
  func subjects(_ fault: String, _ sent: String, _ stored: String) async throws {
    try await withServer(try LocalServerSettings(faults: "\(fault)=1")) { server in
      for unchanged in ["plain", "\u{fc}"] { try await server.make(subject: unchanged) }
      #expect(try await server.injected() == [fault: 0], "these subjects are stored as they are")
      let body = #"{"requestTypeId": "\#(vpn)", "subject": \#(quoted(sent))}"#
      for expected in [stored, sent] {
        let made = try await server.create(body).json()
        let shown = try #require(made["subject"] as? String)
        #expect(shown.utf8.elementsEqual(expected.utf8))
        let id = try #require(made["id"] as? String)
        let kept = try await subject(of: id, server)
        #expect(kept?.utf8.elementsEqual(shown.utf8) == true)
      }
      #expect(try await server.injected() == [fault: 1])
    }
  }

  @Test("faults that need a created request are not used up by a create that the org rejects")
  func refused() async throws {
    let faults = "foreign-reply=1,never-listed=1,hidden-requester=1,trimmed-subject=1"
    try await withServer(try LocalServerSettings(faults: faults)) { server in
      for _ in 0..<4 { #expect(try await server.create("{}").status == 400) }
      let injected = try #require(try await server.injected())
      #expect(injected.values.max() == 0)
    }
  }

  @Test("stamp-skew moves timestamps away from the header Date, and automatic transitions follow the timestamps")
  func stamps() async throws {
    let clock = TestClock("2026-03-01T12:00:20.500Z")
    let seed = "requestTypes:\n  - { id: \(vpn), name: vpn, approveAfter: 5s, actionAfter: 1s }\n"
    let settings = try LocalServerSettings(faults: "stamp-skew=-2m,clock-skew=10s", limit: 9)
    try await withSeed(seed, settings, clock: clock) { server in
      let id = try await server.make(subject: "s")
      let reply = try await server.call("GET", "\(Self.list)/\(id)")
      #expect(reply["Date"] == "Sun, 01 Mar 2026 12:00:30 GMT")
      let made = try reply.json()
      for stamp in ["created", "lastUpdated"] { #expect(made[stamp] as? String == "2026-03-01T11:58:30.500Z") }
      let end = try Date("2026-03-01T12:01:30Z", strategy: .iso8601)
      #expect(reply["X-Rate-Limit-Reset"] == "\(Int(end.timeIntervalSince1970))")
      clock.advance(5.999)
      #expect(try await server.call("GET", "\(Self.list)/\(id)").json()["requestStatus"] as? String == "PENDING")
      clock.advance(0.001)
      let resolved = try await server.call("GET", "\(Self.list)/\(id)").json()
      #expect(resolved["resolved"] as? String == "2026-03-01T11:58:36.500Z")
    }
  }
}
