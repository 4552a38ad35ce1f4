package import Model

/// Grants permits to call, first come first served in each family, as fast as the org's windows allow:
/// the only place that waits for a rate limit.
package actor RateLimiter {
  /// The limiter was stopped: waiting calls get no permit.
  package struct Stopped: Error {}

  /// After so long the others' calls in flight are looked at again.
  private static let otherProcessPause = Duration.milliseconds(25)

  /// What keeps calls that wait for a permit from going for a second or more.
  package struct Hold: Hashable, Sendable {
    /// Until when, by the time source's clock.
    package var until: Duration
    /// Whether it is the user's own limit on all calls, not the org's.
    package var isOwnLimit: Bool

    package init(until: Duration, isOwnLimit: Bool = false) {
      self.until = until
      self.isOwnLimit = isOwnLimit
    }
  }

  private struct Waiter {
    let family: CallFamily
    let notBefore: Duration
    let continuation: CheckedContinuation<Permit?, Never>
  }

  /// How the org's rate limits may be used.
  package nonisolated let settings: RateSettings
  /// Raised by `stop()`: reads in flight are cut short.
  nonisolated let stopFlag = StopFlag()
  let time: TimeSource
  let budget: RateBudget?
  var windows: [CallFamily: RateWindow] = [:]
  /// What is leased of each, where the windows are shared with other machines.
  var leases: [CallFamily: LeasedWindow] = [:]
  var remoteClock: RemoteClock?
  /// Resumed once all is reported to other machines.
  var closing: CheckedContinuation<Void, Never>?
  private var gate: ConcurrencyGate
  private var breaker: CircuitBreaker
  /// Why the limiter stopped by itself, if it did.
  package var broken: BrokenCircuit? { breaker.isOpen ? BrokenCircuit(failures: breaker.failures) : nil }
  /// Failures in a row, while they go on.
  package var failureStreak: CircuitBreaker.FailureStreak? { breaker.failureStreak }
  /// Since when calls are in flight without any reply, by the time source's clock; `nil` where none is in flight.
  package var silentSince: Duration? { gate.silentSince }
  /// The families of which calls wait for a limit.
  package private(set) var holds: [CallFamily: Hold] = [:]
  private var log: CallLog?
  private var waiters: [Waiter] = []
  private var alarm: (at: Duration, alarm: Alarm)?
  private var counts = CallCounts()

  /// With a `budget` the windows are shared with other processes; parallelism and ceiling never are.
  package init(settings: RateSettings, time: TimeSource, budget: RateBudget? = nil) {
    self.settings = settings
    self.time = time
    self.budget = budget
    gate = ConcurrencyGate(parallelism: settings.parallelism)
    breaker = CircuitBreaker(parallelism: settings.parallelism)
    log = CallLog(settings.ceiling)
  }

  /// Waits until a call of this family may go, and not before a moment that the caller has to wait for in any case
  /// (a backoff, a list that has to settle). Each permit is given back with `release`.
  package func acquire(for family: CallFamily, notBefore: Duration = .zero) async throws(Stopped) -> Permit {
    let permit = await withCheckedContinuation { continuation in
      waiters.append(Waiter(family: family, notBefore: notBefore, continuation: continuation))
      grantPermits()
    }
    guard let permit else { throw Stopped() }
    return permit
  }

  /// Gives a permit back with the outcome of its call. Where that was one failure too many in a row, the limiter stops,
  /// and returns that.
  @discardableResult
  package func release(_ permit: Permit, outcome: CallOutcome) -> BrokenCircuit? {
    let now = time.now()
    gate.leave(outcome, sent: permit.granted, now: now)
    count(outcome, of: permit, now: now)
    if let pause = breaker.note(outcome, sent: permit.granted, now: now) {
      windows[permit.family]?.pause(until: now + pause)
      note(.paused(until: now + pause), in: permit.family)
    }
    if breaker.isOpen { stop() } else { grantPermits() }
    return broken
  }

  private func count(_ outcome: CallOutcome, of permit: Permit, now: Duration) {
    if outcome.isThrottled { counts.throttled += 1 }
    withWindow(of: permit.family, now: now) { $0.end(outcome, sent: permit.granted, now: now) }
    note(.ended(outcome, sent: permit.granted, at: now), in: permit.family)
  }

  /// Works on a family's window: where it has a limit, in one exchange with this machine's other processes.
  private func withWindow<Value>(
    of family: CallFamily, now: Duration, _ body: (inout RateWindow) -> Value
  ) -> Value {
    var window = windows[family] ?? RateWindow(settings: settings)
    defer { windows[family] = window }
    guard case .file(let budget) = budget, window.isShared else { return body(&window) }
    let clock = time.sample(at: now)
    let value = budget.exchange(family, at: clock.date) { shared in
      window.adopt(shared, as: budget.process, at: clock)
      defer { window.share(into: &shared, as: budget.process, at: clock) }
      return body(&window)
    }
    return value ?? body(&window)
  }

  /// Grants no more permits: waiting calls get none, and reads in flight are cut short.
  package func stop() {
    stopFlag.raise()
    alarm?.alarm.cancel()
    alarm = nil
    grantPermits()
  }

  /// What is known of each family's window.
  package func statuses() -> [CallFamily: RateLimitStatus] {
    let now = time.now()
    return windows.compactMapValues { $0.status(now: now) }
  }

  /// Calls made so far.
  package func callCounts() -> CallCounts { counts }

  func grantPermits() {
    var left: [Waiter] = []
    var held: Set<CallFamily> = []
    let now = time.now()
    keepLeases(now: now)
    holds = [:]
    var earliest: Duration?
    var waiting = waitingCounts(now: now)
    for waiter in waiters {
      if stopFlag.isRaised {
        waiter.continuation.resume(returning: nil)
      } else if waiter.notBefore > now {
        left.append(waiter)
        earliest = min(earliest ?? waiter.notBefore, waiter.notBefore)
      } else if held.contains(waiter.family) {
        left.append(waiter)
      } else if let wait = obstacle(to: waiter.family, now: now, waiting: waiting[waiter.family] ?? 1) {
        held.insert(waiter.family)
        left.append(waiter)
        if case .wait(let until) = wait {
          earliest = min(earliest ?? until, until)
          holds[waiter.family] = hold(of: waiter.family, until: until, now: now)
        }
      } else {
        waiting[waiter.family, default: 1] -= 1
        waiter.continuation.resume(returning: begin(waiter.family, now: now))
      }
    }
    waiters = left
    setAlarm(at: ([earliest] + leases.values.map(\.dueAt)).compactMap(\.self).min())
  }

  /// How many calls of each family could go now, but for the limits.
  func waitingCounts(now: Duration) -> [CallFamily: Int] {
    var counts: [CallFamily: Int] = [:]
    for waiter in waiters where waiter.notBefore <= now { counts[waiter.family, default: 0] += 1 }
    return counts
  }

  /// What keeps a call of this family from going now; where nothing does, its window has counted it.
  private func obstacle(to family: CallFamily, now: Duration, waiting: Int) -> RateWindow.Admission? {
    guard gate.isOpen else { return .whenAnswered }
    if let until = log?.wait(now: now) { return .wait(until: until) }
    if case .leased = budget { return obstacleByLease(to: family, now: now, waiting: waiting) }
    return withWindow(of: family, now: now) { window in
      switch window.admit(now: now, waiting: waiting) {
      case .now: nil
      // The answer to another process's call does not arrive here.
      case .whenAnswered where window.callsOfOtherProcesses > 0: .wait(until: now + Self.otherProcessPause)
      case let admission: admission
      }
    }
  }

  /// Some of a window's last calls are kept for later moments, but most wait for its end.
  private func hold(of family: CallFamily, until: Duration, now: Duration) -> Hold? {
    guard until - now >= .seconds(1) else { return nil }
    if log?.wait(now: now) != nil { return Hold(until: until, isOwnLimit: true) }
    return Hold(until: max(until, now + .seconds(windows[family]?.status(now: now)?.endsIn ?? 0)))
  }

  private func begin(_ family: CallFamily, now: Duration) -> Permit {
    gate.enter(now: now)
    log?.add(now: now)
    counts.calls += 1
    return Permit(family: family, granted: now)
  }

  private func setAlarm(at moment: Duration?) {
    guard let moment, !stopFlag.isRaised else { return }
    if let alarm, alarm.at <= moment { return }
    alarm?.alarm.cancel()
    alarm = (moment, time.alarm(moment) { [weak self] in await self?.ring() })
  }

  private func ring() {
    if let alarm, alarm.at <= time.now() { self.alarm = nil }
    grantPermits()
  }
}
