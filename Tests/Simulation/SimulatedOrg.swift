package import Foundation
package import Model
import Synchronization

/// An org in simulated time: it keeps requests, counts windows, loses replies, and remembers what was done to it.
package final class SimulatedOrg: Sendable {
  struct State {
    var ledger: SimulatedLedger
    var faults: Faults
    var windows: [CallFamily: SimulatedWindow] = [:]
    var calls: [CallFamily: Int] = [:]
    var random: SplitMix64
    var acceptsCredentials = true
    var givesNewCredentials = false
    var renewals = 0
  }

  /// A create that arrives, before the org acts on it.
  package struct Arrival: Sendable {
    package var key: RequestKey
    package var process: SimulatedProcess?
    /// When it arrives, by the clock of the processes.
    package var date: Date
    /// Since when the list shows a request with its key, on the simulation's clock.
    package var visibleSince: Duration?
  }

  /// After this a client gives up waiting, in seconds.
  static let timeLimit = 60.0

  let state: Mutex<State>
  let time: SimulatedTime
  package let traits: Traits
  /// Called for each create that arrives, before the org acts on it.
  private let onCreate: (@Sendable (Arrival) -> Void)?

  package init(
    time: SimulatedTime, seed: UInt64, traits: Traits, faults: Faults,
    onCreate: (@Sendable (Arrival) -> Void)? = nil
  ) {
    self.time = time
    self.traits = traits
    self.onCreate = onCreate
    let ledger = SimulatedLedger(
      random: SplitMix64(seed: seed &+ 1_000_003), traits: traits,
      start: time.date(at: .zero).timeIntervalSince1970)
    state = Mutex(State(ledger: ledger, faults: faults, random: SplitMix64(seed: seed)))
  }

  package convenience init(
    time: SimulatedTime, seed: UInt64 = 1, limit: Limit? = nil, faults: Faults = Faults(),
    latency: ClosedRange<Double> = 0.02...0.2, skew: Double = 0, listLag: Double = 0
  ) {
    var traits = Traits(limit: limit)
    (traits.latency, traits.skew, traits.listLag) = (latency, skew, listLag)
    self.init(time: time, seed: seed, traits: traits, faults: faults)
  }

  package func setFaults(_ faults: Faults) { state.withLock { $0.faults = faults } }
  /// No misfortune any more; what the org is by its traits, it stays.
  package func calmDown() {
    state.withLock { state in
      state.faults = Faults()
      state.ledger.isCalm = true
    }
  }
  package func reject(_ type: RequestTypeID) { state.withLock { _ = $0.ledger.rejectedTypes.insert(type) } }
  package func refuseCredentials() { state.withLock { $0.acceptsCredentials = false } }
  /// The token in use expires; a new one can be had.
  package func expireCredentials() {
    state.withLock { ($0.acceptsCredentials, $0.givesNewCredentials) = (false, true) }
  }
  package func add(_ user: OrgUser) { state.withLock { $0.ledger.directory.users.append(user) } }
  package func add(_ group: OrgGroup, members: [UserID]) {
    state.withLock { $0.ledger.directory.groups.append((group, members)) }
  }
  /// Groups cannot be searched by name any more.
  package func refuseSearch(with status: Int = 400) {
    state.withLock { $0.ledger.directory.searchRefusal = status }
  }
  /// Calls of these kinds, which ask for users or groups, fail so from now on.
  package func refuse(_ families: [CallFamily], with failure: ServiceFailure) {
    state.withLock { state in
      for family in families { state.ledger.directory.failures[family] = failure }
    }
  }
  package var renewals: Int { state.withLock { $0.renewals } }

  func renewed() -> Bool {
    state.withLock { state in
      guard state.givesNewCredentials else { return false }
      state.renewals += state.acceptsCredentials ? 0 : 1
      state.acceptsCredentials = true
      return true
    }
  }
  package func add(_ request: ExistingRequest) {
    state.withLock {
      $0.ledger.kept.append(.init(request: request, visibleFrom: -.infinity, maker: nil))
    }
  }

  /// The org's clock, in seconds.
  var now: Double { time.date(at: time.now).timeIntervalSince1970 + traits.skew }

  /// One call on its way there and back. `handle` is what the org does.
  func call<Value: Sendable>(
    _ family: CallFamily, _ what: @Sendable () -> String, by process: SimulatedProcess?,
    _ deadline: SendDeadline? = nil,
    hasCursor: Bool = false, creates key: RequestKey? = nil, _ handle: @escaping Handler<Value>
  ) async throws(ServiceFailure) -> Reply<Value> {
    let (misfortune, there, back) = drawWay(isRead: family.isRead)
    if misfortune == .frozen { await travel(drawFreeze()) }
    await process?.thaw()
    try deadline?.check()
    guard process?.isAlive != false else { throw .lost("the dead send nothing", nil) }
    process?.step("\(what()) leaves\(misfortune.map { ", \($0.rawValue)" } ?? "")")
    if misfortune == .refused {
      await travel(0.01)
      throw .unreachable("connection refused")
    }
    guard there <= Self.timeLimit else {
      Task(executorPreference: time) {
        await self.travel(there)
        _ = self.arrive(family, by: process, creates: key, misfortune, hasCursor, handle)
      }
      await travel(Self.timeLimit)
      await process?.thaw()
      process?.step("\(family.rawValue) is given up")
      throw .lost("time limit", nil)
    }
    await travel(there)
    process?.step("\(what()) arrives")
    let answer = arrive(family, by: process, creates: key, misfortune, hasCursor, handle)
    await travel(min(back, Self.timeLimit - there))
    await process?.thaw()
    guard let answer, process?.isAlive != false else { throw .lost("no caller waits for the reply any more", nil) }
    process?.step("\(what()) is answered: \(answer.result.text)")
    guard there + back <= Self.timeLimit else { throw .lost("time limit", nil) }
    return try answer.reply(after: misfortune)
  }

  typealias Handler<Value> = @Sendable (inout SimulatedLedger, Double) -> Result<Value, ServiceFailure>

  private func drawWay(isRead: Bool) -> (Misfortune?, there: Double, back: Double) {
    state.withLock { state in
      let misfortune = state.faults.draw(isRead: isRead, using: &state.random)
      var there = Double.random(in: traits.latency, using: &state.random)
      var back = Double.random(in: traits.latency, using: &state.random)
      if misfortune == .slowThere { there = Double.random(in: traits.slowness, using: &state.random) }
      if misfortune == .slowBack { back = Double.random(in: 2...90, using: &state.random) }
      return (misfortune, there, back)
    }
  }

  private func drawFreeze() -> Double { state.withLock { Double.random(in: 1...90, using: &$0.random) } }

  private func travel(_ seconds: Double) async {
    await time.sleep(until: time.now + .seconds(seconds))
  }

  /// What happens at the org; `nil` where the call never arrives, since its process is dead.
  private func arrive<Value: Sendable>(
    _ family: CallFamily, by process: SimulatedProcess?, creates key: RequestKey?, _ misfortune: Misfortune?,
    _ hasCursor: Bool, _ handle: Handler<Value>
  ) -> Answer<Value>? {
    if let died = process?.died, died < time.now {
      guard (time.now - died) <= .seconds(traits.outlives) else { return nil }
      process?.note("\(family.rawValue) arrives after the death of its sender")
    }
    let now = now
    state.withLock { bustle(&$0, at: now) }
    if let key, let onCreate {
      let since = state.withLock { $0.ledger.visibleSince(key) }
      onCreate(
        Arrival(
          key: key, process: process, date: time.date(at: time.now),
          visibleSince: since.map { self.time.now - .seconds(now - max($0, 0)) }))
    }
    return state.withLock { state in
      state.calls[family, default: 0] += 1
      let (result, headers) = act(family, misfortune, hasCursor, &state, now, handle)
      return Answer(result: result, headers: headers, date: Date(timeIntervalSince1970: now.rounded(.down)))
    }
  }

  private func act<Value: Sendable>(
    _ family: CallFamily, _ misfortune: Misfortune?, _ hasCursor: Bool, _ state: inout State, _ now: Double,
    _ handle: Handler<Value>
  ) -> (Result<Value, ServiceFailure>, RateLimitHeaders?) {
    guard state.acceptsCredentials else {
      return (.failure(.unauthenticated(ServiceError(status: 401, summary: "authentication failed"))), nil)
    }
    if let failure = failureBefore(misfortune, hasCursor, &state, now) { return (.failure(failure), nil) }
    guard let (isAllowed, headers) = count(family, in: &state, at: now) else {
      return (handle(&state.ledger, now), nil)
    }
    guard isAllowed else {
      return (.failure(.throttled(ServiceError(status: 429, summary: "too many requests"), headers)), headers)
    }
    return (handle(&state.ledger, now), headers)
  }

  /// A misfortune that keeps the org from acting.
  private func failureBefore(
    _ misfortune: Misfortune?, _ hasCursor: Bool, _ state: inout State, _ now: Double
  ) -> ServiceFailure? {
    switch misfortune {
    case .closedBefore: return .lost("connection closed", nil)
    case .errorBefore: return .lost("500", ServiceError(status: 500, summary: "internal error"))
    case .unavailable: return .lost("503", ServiceError(status: 503, summary: "unavailable"))
    case .endedBefore: return .lost("500", Answer<Void>.ownError)
    case .gatewayBefore: return .intercepted(Answer<Void>.gatewayError)
    case .concurrencyLimited: return .concurrencyLimited(ServiceError(status: 429, summary: "too many at once"))
    case .vanishedCursor: return hasCursor ? SimulatedLedger.vanishedCursor : nil
    case .throttled:
      let reset = (now + Double.random(in: 0...30, using: &state.random)).rounded(.down)
      let headers = RateLimitHeaders(
        limit: 10, remaining: 0, reset: Date(timeIntervalSince1970: reset),
        date: Date(timeIntervalSince1970: now.rounded(.down)))
      let hasHeaders = Bool.random(using: &state.random)
      return .throttled(ServiceError(status: 429, summary: "too many requests"), hasHeaders ? headers : nil)
    default: return nil
    }
  }

  private func count(
    _ family: CallFamily, in state: inout State, at now: Double
  ) -> (isAllowed: Bool, headers: RateLimitHeaders)? {
    guard let limit = traits.limit else { return nil }
    return state.windows[family, default: SimulatedWindow(limit)].count(at: now)
  }

  /// Another client: it makes requests of its own, one with a contested key at times, and changes some.
  private func bustle(_ state: inout State, at now: Double) {
    guard traits.bustle > 0, Double.random(in: 0..<1, using: &state.random) < traits.bustle else { return }
    let choice = Double.random(in: 0..<1, using: &state.random)
    if choice < 0.3, let key = traits.contested.randomElement(using: &state.random) {
      _ = state.ledger.create(key, fieldValues: [], maker: nil, at: now)
    } else if choice < 0.6, !state.ledger.kept.isEmpty {
      state.ledger.touch(Int.random(in: 0..<state.ledger.kept.count, using: &state.random), at: now)
    } else {
      let key = RequestKey(
        requestTypeID: RequestTypeID(fromOrg: "others"), requester: nil, subject: "\(state.ledger.kept.count)")
      _ = state.ledger.create(key, fieldValues: [], maker: nil, at: now)
    }
  }
}

/// What the org answers.
struct Answer<Value: Sendable>: Sendable {
  var result: Result<Value, ServiceFailure>
  var headers: RateLimitHeaders?
  var date: Date

  /// The org's own error body: it acts on the call no longer.
  static var ownError: ServiceError { ServiceError(status: 500, code: "E0000009", summary: "internal error") }
  static var gatewayError: ServiceError { ServiceError(status: 409, summary: "a gateway's page") }

  /// What of it comes back to the caller.
  func reply(after misfortune: Misfortune?) throws(ServiceFailure) -> Reply<Value> {
    let value = try result.get()
    switch misfortune {
    case .lostAfter: throw .lost("connection closed", nil)
    case .errorAfter: throw .lost("500", ServiceError(status: 500, summary: "internal error"))
    case .endedAfter: throw .lost("500", Self.ownError)
    case .gatewayAfter: throw .intercepted(Self.gatewayError)
    case .unreadable: throw .lost("its reply cannot be read", nil)
    default: return Reply(value, rate: headers, date: date)
    }
  }
}

extension Result where Failure == ServiceFailure {
  fileprivate var text: String {
    switch self {
    case .success: "done"
    case .failure(let failure): failure.text
    }
  }
}

extension CallFamily {
  fileprivate var isRead: Bool { ![.createRequest, .sendMessage, .cancelRequest].contains(self) }
}
