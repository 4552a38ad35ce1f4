import Foundation
package import RequestModel
import Synchronization

/// An org in simulated time: it keeps requests, counts windows, loses replies, and remembers what was done to it.
package final class SimulatedOrg: RequestService {
  /// How often each kind of misfortune strikes a write, 0 to 1.
  package struct Faults: Sendable {
    /// The org acts, and the reply never comes.
    package var lostAfter = 0.0
    /// The org answers 500 and has not acted.
    package var errorBefore = 0.0
    /// The connection is refused.
    package var refused = 0.0
    /// A 429 of the concurrency limit.
    package var crowded = 0.0

    package init(lostAfter: Double = 0, errorBefore: Double = 0, refused: Double = 0, crowded: Double = 0) {
      self.lostAfter = lostAfter
      self.errorBefore = errorBefore
      self.refused = refused
      self.crowded = crowded
    }
  }

  package struct Limit: Sendable {
    package var calls: Int
    package var seconds: Double
    package var isAligned: Bool

    package init(calls: Int, seconds: Double, isAligned: Bool = false) {
      self.calls = calls
      self.seconds = seconds
      self.isAligned = isAligned
    }
  }

  private struct State {
    var requests: [ExistingRequest] = []
    var messages: [RequestID: [String]] = [:]
    var windows: [CallFamily: SimulatedWindow] = [:]
    var calls: [CallFamily: Int] = [:]
    var random: SeededRandom
    var rejectedTypes: Set<RequestTypeID> = []
    var acceptsCredentials = true
  }

  private let state: Mutex<State>
  private let time: SimulatedTime
  private let faults: Faults
  private let limit: Limit?
  /// One way of a call, in seconds.
  private let latency: ClosedRange<Double>
  /// How far the org's clock is ahead of ours, in seconds.
  private let skew: Double
  /// How long a created request stays out of the list, in seconds.
  private let listLag: Double

  package init(
    time: SimulatedTime, seed: UInt64 = 1, limit: Limit? = nil, faults: Faults = Faults(),
    latency: ClosedRange<Double> = 0.02...0.2, skew: Double = 0, listLag: Double = 0
  ) {
    self.time = time
    self.limit = limit
    self.faults = faults
    self.latency = latency
    self.skew = skew
    self.listLag = listLag
    state = Mutex(State(random: SeededRandom(seed: seed)))
  }

  package var requests: [ExistingRequest] { state.withLock { $0.requests } }
  package var messages: [RequestID: [String]] { state.withLock { $0.messages } }
  package func calls(_ family: CallFamily) -> Int { state.withLock { $0.calls[family] ?? 0 } }
  package func throttled(_ family: CallFamily) -> Int { state.withLock { $0.windows[family]?.throttled ?? 0 } }
  /// How many calls each window allowed, but for the last one.
  package func fullWindows(_ family: CallFamily) -> [Int] { state.withLock { $0.windows[family]?.fullWindows ?? [] } }
  /// Keys that exist more than once.
  package var doubledKeys: [RequestKey] {
    Dictionary(grouping: requests, by: \.key).filter { $1.count > 1 }.map(\.key)
  }

  package func reject(_ type: RequestTypeID) { state.withLock { _ = $0.rejectedTypes.insert(type) } }
  package func refuseCredentials() { state.withLock { $0.acceptsCredentials = false } }
  package func add(_ request: ExistingRequest) { state.withLock { $0.requests.append(request) } }

  package func listRequests(_ query: RequestQuery) async throws(ServiceFailure) -> Reply<RequestPage> {
    try await call(.listRequests) { state, now in
      var visible = state.requests.filter {
        $0.created.timeIntervalSince1970 + listLag <= now.timeIntervalSince1970
          && $0.lastUpdated > (query.updatedAfter ?? .distantPast)
      }
      if query.order == .lastUpdatedAscending { visible.sort { ($0.lastUpdated, $0.id) < ($1.lastUpdated, $1.id) } }
      let first = query.next.flatMap { Int($0.pathAndQuery) } ?? 0
      let page = visible.dropFirst(first).prefix(query.limit)
      let next = first + page.count < visible.count ? PageLink(pathAndQuery: "\(first + page.count)") : nil
      return .success(RequestPage(requests: Array(page), next: next))
    }
  }

  package func retrieveRequest(_ id: RequestID) async throws(ServiceFailure) -> Reply<ExistingRequest> {
    try await call(.retrieveRequest) { state, _ in
      guard let request = state.requests.first(where: { $0.id == id }) else {
        return .failure(.rejected(ServiceError(status: 404, summary: "not found")))
      }
      return .success(request)
    }
  }

  package func createRequest(_ draft: RequestDraft) async throws(ServiceFailure) -> Reply<ExistingRequest> {
    try await write(.createRequest) { state, now in
      if state.rejectedTypes.contains(draft.requestTypeID) {
        let cause = ServiceError.Cause(summary: "must be ACTIVE", reason: "REQUEST_TYPE_STATE")
        return .failure(.rejected(ServiceError(status: 409, summary: "conflict", causes: [cause])))
      }
      let id = RequestID(String(format: "%024x", state.requests.count + 1))
      let request = ExistingRequest(
        id: id, requestTypeID: draft.requestTypeID, requester: draft.requester, subject: draft.subject, status: "OPEN",
        created: now, lastUpdated: now, fieldValues: draft.fieldValues)
      state.requests.append(request)
      return .success(request)
    }
  }

  package func sendMessage(_ message: String, to id: RequestID) async throws(ServiceFailure) -> Reply<Void> {
    try await write(.sendMessage) { state, _ in
      state.messages[id, default: []].append(message)
      return .success(())
    }
  }

  package func retrieveRequestType(_ id: RequestTypeID) async throws(ServiceFailure) -> Reply<RequestType> {
    try await call(.retrieveRequestType) { _, _ in
      .success(RequestType(id: id, name: "type", status: "ACTIVE", fields: []))
    }
  }

  package func currentUser() async throws(ServiceFailure) -> Reply<UserID> {
    try await call(.currentUser) { _, _ in .success(UserID(fromOrg: "00uSimulatedUser0001")) }
  }

  package func renewCredentials() async throws(ServiceFailure) -> Bool { false }

  private typealias Handler<Value> = @Sendable (inout State, Date) -> Result<Value, ServiceFailure>

  /// A write, with the misfortunes that only writes care about.
  private func write<Value: Sendable>(
    _ family: CallFamily, _ handle: Handler<Value>
  ) async throws(ServiceFailure) -> Reply<Value> {
    let strike = state.withLock { Double.random(in: 0..<1, using: &$0.random) }
    let error = ServiceError(status: 500, summary: "internal error")
    if strike < faults.refused { throw .unreachable("connection refused") }
    if strike < faults.refused + faults.errorBefore {
      return try await call(family) { _, _ in .failure(.lost("500", error)) }
    }
    if strike < faults.refused + faults.errorBefore + faults.crowded { throw .crowded(error) }
    let reply = try await call(family, handle)
    if strike < faults.refused + faults.errorBefore + faults.crowded + faults.lostAfter {
      throw .lost("connection closed", nil)
    }
    return reply
  }

  private func call<Value: Sendable>(
    _ family: CallFamily, _ handle: Handler<Value>
  ) async throws(ServiceFailure) -> Reply<Value> {
    await travel()
    let now = time.date(at: time.now) + skew
    let (result, reading) = state.withLock { state -> (Result<Value, ServiceFailure>, RateReading?) in
      state.calls[family, default: 0] += 1
      guard state.acceptsCredentials else {
        return (.failure(.unauthenticated(ServiceError(status: 401, summary: "authentication failed"))), nil)
      }
      guard let reading = count(family, in: &state, at: now) else { return (handle(&state, now), nil) }
      guard reading.isAllowed else {
        let error = ServiceError(status: 429, summary: "too many requests")
        return (.failure(.throttled(error, reading.reading)), reading.reading)
      }
      return (handle(&state, now), reading.reading)
    }
    await travel()
    switch result {
    case .success(let value):
      return Reply(value, rate: reading, date: Date(timeIntervalSince1970: now.timeIntervalSince1970.rounded(.down)))
    case .failure(let failure): throw failure
    }
  }

  private func count(
    _ family: CallFamily, in state: inout State, at now: Date
  ) -> (isAllowed: Bool, reading: RateReading)? {
    guard let limit else { return nil }
    let fresh = SimulatedWindow(limit: limit.calls, length: limit.seconds, isAligned: limit.isAligned)
    return state.windows[family, default: fresh].count(at: now.timeIntervalSince1970)
  }

  private func travel() async {
    let seconds = state.withLock { Double.random(in: latency, using: &$0.random) }
    await time.sleep(until: time.now + .seconds(seconds))
  }
}
