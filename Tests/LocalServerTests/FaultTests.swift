import Foundation
import LocalServer
import OktaClient
import OktaWire
import Model
import Synchronization
import Testing

private let requests = "/governance/api/v1/requests"
private let draftBody = #"{"requestTypeId": "\#(vpn)", "subject": "s", "requesterUserIds": ["00ub0oNGTSWTBKOLGLNR"]}"#

extension ServerUnderTest {
  /// How many requests the ledger holds, and how often a fault injected.
  fileprivate func bool(_ fault: FaultKind) async throws -> [Int?] {
    let statistics = try await call("GET", "/local/v1/statistics").json()
    return [statistics["requests"] as? Int, (statistics["faults"] as? [String: Int])?[fault.rawValue]]
  }

  /// How the client's create fails; `nil` where it does not.
  fileprivate func failureOfCreate() async throws -> ServiceFailure? {
    let client = OrgClient(
      org: try OrgURL(origin), credentials: .fixed(try Credentials(.ssws, token: "local-dev-token")),
      options: .init(connections: 1, version: "test"))
    let declaration = RequestDeclaration(
      requestTypeID: RequestTypeID(fromOrg: vpn), requester: UserID(fromOrg: "00ub0oNGTSWTBKOLGLNR"), subject: "s",
      place: SourcePlace(file: "m.yaml", mark: .start))
    var failure: ServiceFailure?
    do throws(ServiceFailure) { _ = try await client.createRequest(declaration, by: nil) } catch { failure = error }
    await client.close()
    return failure
  }

  /// The statuses of so many lists, one after the other.
  fileprivate func statuses(_ count: Int) async throws -> [Int] {
    var statuses: [Int] = []
    for _ in 0..<count { statuses.append(try await call("GET", requests).status) }
    return statuses
  }
}

@Suite("faults on demand")
struct FaultTests {
  /// What the client must make of a create that a fault strikes, and whether the ledger has the request.
  struct Case: Sendable, CustomTestStringConvertible {
    var fault: FaultKind
    var isDone: Bool
    var isRight: @Sendable (ServiceFailure?) -> Bool

    var testDescription: String { fault.rawValue }
  }

  static let cases = [
    Case(fault: .replyLost, isDone: true) { $0.isLost(status: nil) },
    Case(fault: .closedBefore, isDone: false) { $0.isLost(status: nil) },
    Case(fault: .error500Before, isDone: false) { $0.isLost(status: 500, code: "E0000009") },
    Case(fault: .error500After, isDone: true) { $0.isLost(status: 500, code: "E0000009") },
    Case(fault: .error502After, isDone: true) { $0.isLost(status: 502) && $0?.error?.callID == nil },
    Case(fault: .error503Before, isDone: false) { $0.isLost(status: 503, code: "E0000010") },
    Case(fault: .truncated, isDone: true) { $0.isLost(status: nil) },
    Case(fault: .delay, isDone: true) { $0 == nil },
    Case(fault: .windowLimit, isDone: false) { failure in
      guard case .throttled(let error, let rate?)? = failure else { return false }
      return error.code == "E0000047" && rate.limit > 0 && rate.remaining == 0
    },
    Case(fault: .concurrencyLimit, isDone: false) { failure in
      guard case .concurrencyLimited(let error)? = failure else { return false }
      return error.code == "E0000047"
    },
    Case(fault: .lateList, isDone: true) { $0 == nil },
  ]

  @Test("a counted fault affects the first create as its name says, and not the second", arguments: cases)
  func create(_ expected: Case) async throws {
    try await withServer(try LocalServerSettings(faults: "\(expected.fault.rawValue)=1"), sleep: { _ in }) { server in
      let failure = try await server.failureOfCreate()
      #expect(expected.isRight(failure), "\(String(describing: failure))")
      #expect(try await server.bool(expected.fault) == [expected.isDone ? 1 : 0, 1])
      #expect(try await server.failureOfCreate() == nil)
      #expect(try await server.bool(expected.fault) == [expected.isDone ? 2 : 1, 1])
    }
  }

  @Test("a lost reply is a closed connection without any byte, whether the call was processed or not")
  func nothingOnTheWire() async throws {
    try await withServer(try LocalServerSettings(faults: "reply-lost=1,closed-before=1")) { server in
      for _ in 0..<2 {
        let received = try await RawConnection.call("POST", requests, body: draftBody, port: server.port)
        #expect(received.text == "" && !received.isReset)
      }
      #expect(try await server.bool(.replyLost) == [1, 1])
      #expect(try await server.bool(.closedBefore) == [1, 1])
    }
  }

  @Test("a truncated reply is shorter than its content-length, even where it would have no body")
  func truncated() async throws {
    try await withTemporaryFolder { folder in
      let data = folder.appendingPathComponent("data.db").path
      let id = try await withServer(LocalServerSettings(data: data)) { try await $0.make(subject: "sound") }
      var faulty = try LocalServerSettings(faults: "truncated=2")
      faulty.data = data
      try await withServer(faulty) { server in
        let create = try await RawConnection.call("POST", requests, body: draftBody, port: server.port)
        #expect(create.head.hasPrefix("HTTP/1.1 201 ") && !create.isReset)
        let promised = try #require(create.head.firstMatch(of: /(?i)content-length: (\d+)/)).output.1
        #expect(create.body.hasPrefix("{") && create.body.utf8.count == Int(promised)! / 2)
        let message = try await RawConnection.call(
          "POST", "\(requests)/\(id)/messages", body: #"{"message": "m"}"#, port: server.port)
        #expect(message.head.hasPrefix("HTTP/1.1 201 ") && message.body == "" && !message.isReset)
        #expect(message.head.lowercased().contains("\r\ncontent-length: 2"))
        let kept = try await server.call("GET", "/local/v1/messages?request=\(id)").json()["messages"]
        #expect((kept as? [Any])?.count == 1)
      }
    }
  }

  @Test("a proxy's 502 is HTML without Okta's headers; faults of the org itself have them all")
  func proxy() async throws {
    try await withServer(try LocalServerSettings(faults: "502-after=1,500-after=1,503-before=1", limit: 9)) { server in
      for (status, code) in [(500, "E0000009"), (502, nil), (503, "E0000010")] as [(Int, String?)] {
        let reply = try await server.create(draftBody)
        #expect(reply.status == status)
        #expect((reply["X-Okta-Request-Id"] == nil) == (code == nil))
        #expect((reply["X-Rate-Limit-Limit"] == nil) == (code == nil))
        if let code {
          #expect(try reply.json()["errorCode"] as? String == code)
        } else {
          #expect(reply["Content-Type"] == "text/html" && reply.text.contains("<h1>502 Bad Gateway</h1>"))
        }
      }
    }
  }

  @Test("a delayed reply is held back for the given time after the call is processed")
  func delay() async throws {
    let slept = Mutex<[Duration]>([])
    let clock = TestClock("2026-03-01T12:00:20.500Z")
    try await withServer(try LocalServerSettings(faults: "delay=1:1.5s"), clock: clock) { duration in
      slept.withLock { $0.append(duration) }
      clock.advance(2)
    } _: { server in
      let reply = try await server.create(draftBody)
      #expect(reply.status == 201)
      #expect(try reply.json()["created"] as? String == "2026-03-01T12:00:20.500Z")
      #expect(reply["Date"]?.hasSuffix("12:00:22 GMT") == true)
    }
    #expect(slept.withLock { $0 } == [.milliseconds(1500)])
  }

  @Test("a call with a fault before its processing counts in the window, except for a connection that is closed before")
  func windows() async throws {
    for (fault, remaining) in [
      ("500-before", "3"), ("503-before", "3"), ("429-window", "3"), ("429-concurrency", "3"), ("closed-before", "4"),
    ] {
      try await withServer(try LocalServerSettings(faults: "\(fault)=1", limit: 5), clock: TestClock()) { server in
        _ = try await server.failureOfCreate()
        let reply = try await server.create(draftBody)
        #expect(reply["X-Rate-Limit-Remaining"] == remaining, "\(fault)")
      }
    }
  }

  @Test("the 429 of a window has the window's reset, that of the concurrency limit a later one and a limit of 0")
  func limits() async throws {
    let settings = try LocalServerSettings(faults: "429-window=1,429-concurrency=1", limit: 5)
    try await withServer(settings, clock: TestClock()) { server in
      let end = Int(TestClock().now.timeIntervalSince1970)
      for (limit, reset) in [("5", end + 60), ("0", end + 114)] {
        let reply = try await server.create(draftBody)
        #expect(reply.status == 429)
        #expect(reply["X-Rate-Limit-Limit"] == limit && reply["X-Rate-Limit-Remaining"] == "0")
        #expect(reply["X-Rate-Limit-Reset"] == "\(reset)")
      }
      let statistics = try await server.call("GET", "/local/v1/statistics").json()
      #expect((statistics["buckets"] as? [String: [String: Int]])?["createRequest"] == ["calls": 2, "throttled": 0])
    }
  }

  @Test("no fault affects local operations, calls without a token, or throttled calls")
  func spared() async throws {
    try await withServer(try LocalServerSettings(faults: "500-before=100%", limit: 1)) { server in
      let stranger = try await server.call("GET", requests, authorization: nil)
      #expect(stranger.status == 401)
      #expect(try await server.statuses(2) == [500, 429])
      #expect(try await server.call("GET", "/local/v1/messages").status == 404)
      #expect(try await server.bool(.error500Before) == [0, 1])
    }
  }

  @Test("the same fault seed affects the same calls, another seed others, as often as the probability says")
  func seeds() async throws {
    let faults = "500-before=25%,503-before=10%,429-concurrency=10%"
    func statuses(seed: UInt64) async throws -> [Int] {
      try await withServer(try LocalServerSettings(faults: faults, seed: seed)) { server in
        let statuses = try await server.statuses(300)
        #expect(try await server.bool(.error500Before)[1] == statuses.count { $0 == 500 })
        return statuses
      }
    }
    let first = try await statuses(seed: 7)
    #expect(try await statuses(seed: 7) == first)
    #expect(try await statuses(seed: 8) != first)
    // Four standard deviations around 75 and 30.
    #expect((45...105).contains(first.count { $0 == 500 }))
    for status in [503, 429] { #expect((9...51).contains(first.count { $0 == status })) }
  }

  @Test("faults with a sum over 100% share all calls")
  func surplus() async throws {
    try await withServer(try LocalServerSettings(faults: "500-before=100%,503-before=50%")) { server in
      let statuses = try await server.statuses(150)
      #expect(!statuses.contains(200))
      #expect((77...123).contains(statuses.count { $0 == 500 }))
    }
  }
}

extension ServiceFailure? {
  /// Whether it is unknown if the call was processed, with this status and code where there was a reply.
  fileprivate func isLost(status: Int?, code: String? = nil) -> Bool {
    guard case .lost(_, let error)? = self else { return false }
    return error?.status == status && error?.code == code
  }
}
