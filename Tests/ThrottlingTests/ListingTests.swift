import Foundation
import Model
import Simulation
import Synchronization
import Testing
import Throttling

@Suite("Listing existing requests")
struct RequestListingTests {
  /// An org whose list answers from a script; it has nothing else.
  final class ScriptedList: ListOnlyService {
    typealias Answer = @Sendable (RequestQuery, _ call: Int) -> Result<RequestPage, ServiceFailure>

    private let calls = Mutex(0)
    private let answer: Answer

    init(_ answer: @escaping Answer) {
      self.answer = answer
    }

    var count: Int { calls.withLock { $0 } }

    func listRequests(_ query: RequestQuery) async throws(ServiceFailure) -> Reply<RequestPage> {
      let call = calls.withLock { calls in
        calls += 1
        return calls
      }
      return Reply(try answer(query, call).get())
    }
  }

  private static func request(_ number: Int, status: String = "OPEN") -> ExistingRequest {
    let moment = Date(timeIntervalSince1970: Double(number))
    return ExistingRequest(
      id: RequestID("id\(number)"), requestTypeID: RequestTypeID(fromOrg: "t"), requester: nil,
      subject: "subject \(number)", status: status, created: moment, lastUpdated: moment)
  }

  private static func link(_ number: Int) -> PageLink { PageLink(pathAndQuery: "/requests?after=\(number)") }

  private func list(
    _ org: ScriptedList, keep: @escaping @Sendable (ExistingRequest) -> Bool = { _ in true }
  ) async -> Result<[ExistingRequest], ReadFailure> {
    let time = SimulatedTime()
    return await time.run {
      let limiter = RateLimiter(settings: RateSettings(), time: time.timeSource)
      let reader = ThrottledReader(
        service: org, limiter: limiter, policy: RetryPolicy(), time: time.timeSource, random: { 0.5 })
      do throws(ReadFailure) {
        return .success(try await reader.listRequests(RequestQuery(), keep: keep))
      } catch {
        return .failure(error)
      }
    }
  }

  @Test("listing requests asks for 200 a page in the order of creation, and follows every next link")
  func followsPages() async throws {
    let org = ScriptedList { query, call in
      guard query.limit == 200, query.order == .createdAscending, query.next == (call == 1 ? nil : Self.link(call - 1))
      else { return .failure(.rejected(ServiceError(status: 400, summary: "unexpected query"))) }
      return .success(
        RequestPage(
          requests: [Self.request(call * 2), Self.request(call * 2 + 1)], next: call < 5 ? Self.link(call) : nil))
    }
    #expect(try await list(org).get().map(\.id.text) == (2...11).map { "id\($0)" })
    #expect(org.count == 5)
  }

  @Test("a request that shifts onto the next page counts once, as it came last")
  func shiftedRequests() async throws {
    let org = ScriptedList { _, call in
      call == 1
        ? .success(RequestPage(requests: [Self.request(1), Self.request(2)], next: Self.link(1)))
        : .success(RequestPage(requests: [Self.request(2, status: "RESOLVED"), Self.request(3)], next: nil))
    }
    let found = try await list(org).get()
    #expect(found.map(\.id.text) == ["id1", "id2", "id3"])
    #expect(found[1].status == "RESOLVED")
  }

  @Test("a vanished cursor restarts the list, and the listing fails where that does not help")
  func vanishedCursor() async throws {
    let cause = ServiceError.Cause(summary: "id1 not found", reason: "IDENTIFIER_NOT_FOUND", location: "/after")
    let vanished = ServiceFailure.rejected(
      ServiceError(status: 400, summary: "Invalid paging request.", causes: [cause]))
    let once = ScriptedList { query, call in
      if call == 2 { return .failure(vanished) }
      let first = query.next == nil
      return .success(RequestPage(requests: [Self.request(first ? 1 : 2)], next: first ? Self.link(1) : nil))
    }
    let found = try await list(once).get()
    #expect(found.map(\.id.text) == ["id1", "id2"])
    let always = ScriptedList { query, _ in
      query.next == nil
        ? .success(RequestPage(requests: [Self.request(1)], next: Self.link(1))) : .failure(vanished)
    }
    #expect(await list(always) == .failure(.service(vanished)))
    #expect(always.count == 8)
  }

  @Test("a list that links back to itself is an error, not an endless run")
  func loops() async {
    let org = ScriptedList { _, call in
      .success(RequestPage(requests: [Self.request(call)], next: Self.link(call % 2)))
    }
    guard case .failure(.service(.lost(let reason, _))) = await list(org) else {
      Issue.record("it ended without an error")
      return
    }
    #expect(reason.contains("links back"))
    #expect(org.count <= 4)
  }

  /// The whole list, pages of which bring nothing, while each links to another; `idle` pages come after the first.
  @Test("pages that bring nothing and link on are an error after three in a row, not the list's end", arguments: 0...4)
  func idlePages(idle: Int) async {
    for isRepeated in [false, true] {
      let org = ScriptedList { _, call in
        let isIdle = (2..<2 + idle).contains(call)
        let requests = isIdle ? (isRepeated ? [Self.request(1)] : []) : [Self.request(call)]
        return .success(RequestPage(requests: requests, next: call == 2 + idle ? nil : Self.link(call)))
      }
      switch await list(org) {
      case .success(let found): #expect(idle < 3 && found.count == 2)
      case .failure(.service(.lost(let reason, _))):
        #expect(idle >= 3 && reason.contains("3 pages in a row bring nothing new"), "\(reason)")
        #expect(org.count == 4)
      case .failure(let failure): Issue.record("\(failure)")
      }
    }
  }

  @Test("a listing keeps only the wanted requests, and reads a lost page again")
  func keepsLittle() async throws {
    let org = ScriptedList { _, call in
      if call % 3 != 0 { return .failure(.lost("connection closed", nil)) }
      let page = call / 3
      return .success(
        RequestPage(requests: [Self.request(page), Self.request(100 + page)], next: page < 4 ? Self.link(page) : nil))
    }
    let kept = try await list(org, keep: { $0.subject.count == 9 }).get()
    #expect(kept.map(\.id.text) == ["id1", "id2", "id3", "id4"])
  }

  /// An org whose list never answers a call; only a cancellation ends one.
  private struct SilentList: ListOnlyService {
    func listRequests(_ query: RequestQuery) async throws(ServiceFailure) -> Reply<RequestPage> {
      let (silence, _) = AsyncStream<Never>.makeStream()
      for await _ in silence {}
      throw .lost("no reply", nil)
    }
  }

  @Test("a read without a reply ends when the limiter stops, and a read after that is not sent")
  func stopEndsReads() async {
    let time = SimulatedTime()
    await time.run {
      let limiter = RateLimiter(settings: RateSettings(), time: time.timeSource)
      let reader = ThrottledReader(
        service: SilentList(), limiter: limiter, policy: RetryPolicy(), time: time.timeSource, random: { 0.5 })
      let alarm = time.timeSource.alarm(.seconds(5)) { await limiter.stop() }
      defer { alarm.cancel() }
      for calls in [1, 1] {
        await #expect(throws: ReadFailure.stopped) { try await reader.listPage(RequestQuery()) }
        #expect(time.now == .seconds(5))
        #expect(await limiter.callCounts().calls == calls)
      }
    }
  }
}
