import Foundation
import Model
import Simulation
import Synchronization

/// An org of which only the list matters: it pages as Okta documents it, by a cursor that is a request's id, taken at the
/// place where that request stands now.
final class ListedOrg: ListOnlyService {
  struct State {
    var requests: [RequestID: ExistingRequest] = [:]
    /// From when on a request is shown.
    var visibleFrom: [RequestID: Date] = [:]
    var queries: [RequestQuery] = []
    /// Happens before each page.
    var beforePage: (@Sendable (inout State, _ now: Date) -> Void)?
    /// How far its clock is ahead of ours, in seconds.
    var skew = 0.0
    /// Fails the next page.
    var failure: ServiceFailure?
    /// Each page is empty and links to a new one.
    var isEndless = false
    /// What each reply says of a rate limit.
    var rate: RateLimitHeaders?

    mutating func put(_ number: Int, subject: String? = nil, created: Date, lastUpdated: Date? = nil, lag: Double = 0) {
      let id = RequestID(String(format: "%024x", number))
      requests[id] = ExistingRequest(
        id: id, requestTypeID: RequestTypeID(fromOrg: "t"), requester: UserID(fromOrg: "u"),
        subject: subject ?? "subject \(number)", status: "OPEN", created: created, lastUpdated: lastUpdated ?? created)
      visibleFrom[id] = created + lag
    }
  }

  private let state = Mutex(State())
  private let time: SimulatedTime
  let pageSize: Int

  init(time: SimulatedTime, pageSize: Int = 200) {
    self.time = time
    self.pageSize = pageSize
  }

  /// By its own clock.
  var now: Date { time.date(at: time.now) + state.withLock { $0.skew } }
  var queries: [RequestQuery] { state.withLock { $0.queries } }
  var requests: [RequestID: ExistingRequest] { state.withLock { $0.requests } }

  func change<Value>(_ change: (inout State) -> Value) -> Value { state.withLock { change(&$0) } }

  /// Refuses the page that is asked for as number `page`.
  func cutOff(atPage page: Int) {
    change { state in
      state.beforePage = { state, _ in
        if state.queries.count == page { state.failure = .forbidden(ServiceError(status: 403, summary: "no")) }
      }
    }
  }

  func listRequests(_ query: RequestQuery) async throws(ServiceFailure) -> Reply<RequestPage> {
    await time.sleep(until: time.now + .milliseconds(100))
    let now = now
    let result = state.withLock { state -> Result<RequestPage, ServiceFailure> in
      state.queries.append(query)
      state.beforePage?(&state, now)
      if let failure = state.failure {
        state.failure = nil
        return .failure(failure)
      }
      if state.isEndless {
        let next = PageLink(pathAndQuery: "endless \(state.queries.count)")
        return .success(RequestPage(requests: [], next: next))
      }
      return page(query, of: state, at: now)
    }
    let date = Date(timeIntervalSince1970: now.timeIntervalSince1970.rounded(.down))
    return Reply(try result.get(), rate: state.withLock { $0.rate }, date: date)
  }

  private func page(_ query: RequestQuery, of state: State, at now: Date) -> Result<RequestPage, ServiceFailure> {
    let order: (ExistingRequest) -> (Date, RequestID) = { request in
      (query.order == .lastUpdatedAscending ? request.lastUpdated : request.created, request.id)
    }
    var shown = state.requests.values
      .filter { state.visibleFrom[$0.id] ?? now <= now }
      // A filter's moment has milliseconds.
      .filter { $0.lastUpdated > query.updatedAfter.map(Self.cut) ?? .distantPast }
      .sorted { order($0) < order($1) }
    if let after = query.next.map({ RequestID($0.pathAndQuery) }) {
      guard let cursor = state.requests[after] else {
        let cause = ServiceError.Cause(summary: "not found", location: "/after")
        return .failure(.rejected(ServiceError(status: 400, summary: "bad cursor", causes: [cause])))
      }
      shown = shown.filter { order($0) > order(cursor) }
    }
    let page = Array(shown.prefix(pageSize))
    let next = page.count < shown.count ? page.last.map { PageLink(pathAndQuery: $0.id.text) } : nil
    return .success(RequestPage(requests: page, next: next))
  }

  private static func cut(_ date: Date) -> Date {
    Date(timeIntervalSince1970: (date.timeIntervalSince1970 * 1000 + 0.001).rounded(.down) / 1000)
  }
}
