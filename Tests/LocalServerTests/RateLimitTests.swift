import Foundation
import LocalServer
import Testing
import Model

@Suite("rate limiting")
struct RateLimitTests {
  private static let list = "/governance/api/v1/requests"

  @Test("a window starts with its first call and is replaced by the next after its end")
  func window() async throws {
    let clock = TestClock("2026-03-01T12:00:20.500Z")
    let limited = LocalServerSettings(rateLimit: .window(calls: 2, seconds: 60))
    try await withServer(limited, clock: clock) { server in
      func expect(_ status: Int, remaining: Int, reset: String) async throws {
        let reply = try await server.call("GET", Self.list)
        #expect(reply.status == status)
        #expect(reply["X-Rate-Limit-Limit"] == "2")
        #expect(reply["X-Rate-Limit-Remaining"] == "\(remaining)")
        let end = try Date(reset, strategy: .iso8601)
        #expect(reply["X-Rate-Limit-Reset"] == "\(Int(end.timeIntervalSince1970))")
        #expect(reply["Retry-After"] == nil)
        if status == 429 {
          try expectError(
            reply, 429, errorBody("E0000047", "API call exceeded rate limit due to too many requests."))
        }
      }
      // The window truly ends at 12:01:20.500: the header has it rounded down.
      try await expect(200, remaining: 1, reset: "2026-03-01T12:01:20Z")
      clock.advance(30)
      try await expect(200, remaining: 0, reset: "2026-03-01T12:01:20Z")
      clock.advance(29.75)
      try await expect(429, remaining: 0, reset: "2026-03-01T12:01:20Z")
      clock.advance(0.25)
      try await expect(200, remaining: 1, reset: "2026-03-01T12:02:20Z")
      clock.advance(600.25)
      try await expect(200, remaining: 1, reset: "2026-03-01T12:12:20Z")
      let buckets = try #require(
        try await server.call("GET", "/local/v1/statistics").json()["buckets"] as? [String: [String: Int]])
      #expect(buckets["listRequests"] == ["calls": 5, "throttled": 1])
      #expect(buckets["createRequest"] == ["calls": 0, "throttled": 0])
    }
  }

  @Test(
    "aligned windows end at multiples of their length, later by an offset, and their ends are rounded as the server is set",
    arguments: [
      ("aligned", RateWindowStyle.Reset.down, "2026-03-01T12:00:30Z", 9.25),
      ("aligned:370ms", .down, "2026-03-01T12:00:30Z", 8.88), ("aligned:370ms", .up, "2026-03-01T12:00:31Z", 8.88),
      ("aligned:370ms", .nearest, "2026-03-01T12:00:30Z", 8.88),
      ("aligned:810ms", .nearest, "2026-03-01T12:00:31Z", 8.44),
    ])
  func alignedWindows(beginning: String, rounding: RateWindowStyle.Reset, reset: String, late: Double) async throws {
    let clock = TestClock("2026-03-01T12:00:20.900Z")
    let settings = LocalServerSettings(
      rateLimit: .window(calls: 2, seconds: 10),
      rateWindows: RateWindowStyle(beginning: try #require(.init(text: beginning)), reset: rounding))
    try await withServer(settings, clock: clock) { server in
      let reply = try await server.call("GET", Self.list)
      #expect(reply["X-Rate-Limit-Reset"] == "\(Int(try Date(reset, strategy: .iso8601).timeIntervalSince1970))")
      clock.advance(18.35)
      #expect(try await server.call("GET", Self.list)["X-Rate-Limit-Remaining"] == "1")
      clock.advance(10)
      #expect(try await server.call("GET", Self.list)["X-Rate-Limit-Remaining"] == "1")
      let windows =
        try await server.call("GET", "/local/v1/statistics").json()["windows"] as? [String: [[String: Double]]]
      let lists = try #require(windows?["listRequests"])
      #expect(lists.map { $0["calls"] } == [1, 1])
      #expect(lists[0]["late"] == nil && abs((lists[1]["late"] ?? 0) - late) < 0.001, "\(lists)")
    }
  }

  @Test("each family of calls and each token has its own bucket; invalid calls count, throttled ones have no effect")
  func buckets() async throws {
    let settings = LocalServerSettings(
      tokens: ["local-dev-token", "other"], rateLimit: .window(calls: 3, seconds: 60))
    try await withServer(settings, clock: TestClock()) { server in
      let id = try await server.make(subject: "first")
      #expect(try await server.create("not json")["X-Rate-Limit-Remaining"] == "1")
      #expect(try await server.create("{}")["X-Rate-Limit-Remaining"] == "0")
      #expect(try await server.create(#"{"requestTypeId": "\#(vpn)", "subject": "refused"}"#).status == 429)
      for (method, path, body) in [
        ("GET", Self.list, nil), ("GET", "\(Self.list)/\(id)", nil),
        ("POST", "\(Self.list)/\(id)/messages", #"{"message": "m"}"#),
        ("GET", "/governance/api/v1/request-types", nil), ("GET", "/governance/api/v1/request-types/\(vpn)", nil),
        ("POST", "/governance/api/v1/request-types/\(vpn)/publish", "{}"), ("GET", "/api/v1/users/me", nil),
      ] as [(String, String, String?)] {
        let reply = try await server.call(method, path, body: body)
        #expect(reply["X-Rate-Limit-Remaining"] == "2", "\(method) \(path)")
      }
      let other = try await server.call("GET", Self.list, authorization: "SSWS other")
      #expect(other["X-Rate-Limit-Remaining"] == "2")
      #expect(try await server.call("GET", "/local/v1/statistics").json()["requests"] as? Int == 1)
    }
  }

  @Test("of many concurrent calls exactly as many are processed as the window allows")
  func concurrencyLimit() async throws {
    let limited = LocalServerSettings(rateLimit: .window(calls: 25, seconds: 3600))
    try await withServer(limited) { server in
      let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
        for number in 0..<100 {
          group.addTask {
            try await server.create(#"{"requestTypeId": "\#(vpn)", "subject": "\#(number)"}"#).status
          }
        }
        return try await group.reduce(into: [Int: Int]()) { $0[$1, default: 0] += 1 }
      }
      #expect(statuses == [201: 25, 429: 75])
      #expect(try await server.call("GET", "/local/v1/statistics").json()["requests"] as? Int == 25)
    }
  }
}
