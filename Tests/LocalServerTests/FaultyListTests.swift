import Foundation
import LocalServer
import OktaClient
import OktaWire
import Model
import Testing

@Suite("faults of lists and clocks")
struct FaultyListTests {
  private static let list = "/governance/api/v1/requests"

  @Test("a request with late-list can be retrieved by its id at once, and is in lists after the delay")
  func late() async throws {
    let clock = TestClock("2026-03-01T12:00:20.500Z")
    try await withServer(try LocalServerSettings(faults: "late-list=1:2.5s"), clock: clock) { server in
      #expect(try await server.create("{}").status == 400, "what is not made is not late")
      #expect(try await server.injected() == ["late-list": 0])
      let late = try await server.make(subject: "late")
      #expect(try await server.injected() == ["late-list": 1])
      clock.advance(1)
      let next = try await server.make(subject: "next")
      let changes = Self.list + "?filter=lastUpdated%20gt%20%222026-03-01T12:00:00.000Z%22"
      for path in [Self.list, "\(Self.list)?orderBy=lastUpdated%20desc", changes] {
        #expect(try await server.page(path).ids == [next])
      }
      #expect(try await server.page("\(Self.list)?after=\(late)").ids == [next])
      let made = try await server.call("GET", "\(Self.list)/\(late)").json()
      #expect(made["created"] as? String == "2026-03-01T12:00:20.500Z")
      #expect(made["lastUpdated"] as? String == "2026-03-01T12:00:20.500Z")
      clock.advance(1.499)
      #expect(try await server.page(Self.list).ids == [next])
      clock.advance(0.001)
      for path in [Self.list, changes] { #expect(try await server.page(path).ids == [late, next]) }
    }
  }

  @Test(
    "a foreign next link has another host in body and header, and the same path and query; the client follows it at home"
  )
  func foreignNext() async throws {
    try await withServer(try LocalServerSettings(faults: "foreign-next=1")) { server in
      for subject in ["a", "b", "c"] { try await server.make(subject: subject) }
      #expect(try await server.call("GET", Self.list).status == 200)
      #expect(try await server.injected() == ["foreign-next": 0], "a last page has no link that could be foreign")
      let replies = [
        try await server.call("GET", "\(Self.list)?limit=1"), try await server.call("GET", "\(Self.list)?limit=1"),
      ]
      #expect(try await server.injected() == ["foreign-next": 1])
      let links = try replies.map { reply in
        let links = try #require(try reply.json()["_links"] as? [String: [String: Any]])
        let own = try #require(links["self"]?["href"] as? String)
        #expect(own.hasPrefix(server.origin))
        let next = try #require(links["next"]?["href"] as? String)
        #expect(reply["Link"]?.contains("<\(next)>; rel=\"next\"") == true)
        return next
      }
      #expect(links[0] == links[1].replacing(server.origin, with: "https://another-host.invalid"))
    }
  }

  @Test("the client reads all pages in spite of next links with another host")
  func pages() async throws {
    try await withServer(try LocalServerSettings(faults: "foreign-next=100%")) { server in
      var made: [String] = []
      for number in 0..<5 { made.append(try await server.make(subject: "\(number)")) }
      let client = OrgClient(
        org: try OrgURL(server.origin), credentials: .fixed(try Credentials(.ssws, token: "local-dev-token")),
        options: .init(connections: 1, version: "test"))
      var ids: [String] = []
      var query = RequestQuery(limit: 2)
      repeat {
        let page = try await client.listRequests(query).value
        ids += page.requests.map(\.id.text)
        query.next = page.next
      } while query.next != nil
      await client.close()
      #expect(ids == made)
      #expect(try await server.injected() == ["foreign-next": 2])
    }
  }

  @Test("clock-skew changes the header Date, the end of the window and the timestamps")
  func skew() async throws {
    let settings = try LocalServerSettings(faults: "clock-skew=-90.25s", limit: 5)
    try await withServer(settings, clock: TestClock("2026-03-01T12:01:50.500Z")) {
      server in
      let reply = try await server.create(#"{"requestTypeId": "\#(vpn)", "subject": "s"}"#)
      #expect(reply["Date"] == "Sun, 01 Mar 2026 12:00:20 GMT")
      let end = try Date("2026-03-01T12:01:20Z", strategy: .iso8601)
      #expect(reply["X-Rate-Limit-Reset"] == "\(Int(end.timeIntervalSince1970))")
      let made = try reply.json()
      #expect(made["created"] as? String == "2026-03-01T12:00:20.250Z")
      #expect(made["lastUpdated"] as? String == "2026-03-01T12:00:20.250Z")
    }
  }
}
