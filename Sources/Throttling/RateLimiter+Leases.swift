import Model

/// Windows that are shared with other machines: what is asked of them takes time, and the limiter goes on meanwhile.
extension RateLimiter {
  /// How often an exchange is tried that others were faster at.
  private static let maximumTries = 30
  /// So long a process that ends waits at most until it has reported what it leaves.
  private static let partingTime = Duration.seconds(2)

  /// What keeps a call of this family from going now; where nothing does, a leased one is taken for it.
  func obstacleByLease(to family: CallFamily, now: Duration, waiting: Int) -> RateWindow.Admission? {
    var window = windows[family] ?? RateWindow(settings: settings)
    var lease = leases[family] ?? LeasedWindow(window)
    defer { (windows[family], leases[family]) = (window, lease) }
    guard window.isShared else {
      let admission = window.admit(now: now, waiting: waiting)
      guard admission == .now else { return admission }
      lease.note(.sent(at: now), in: window, now: now)
      return nil
    }
    if now < window.pausedUntil { return .wait(until: window.pausedUntil) }
    if lease.make(now: now) { return nil }
    if !lease.isAsking && now >= lease.nextLook { ask(for: family, &lease, now: now) }
    if lease.isAlone {
      let admission = window.admit(now: now, waiting: waiting)
      guard admission == .now else { return admission }
      lease.note(.sent(at: now), in: window, now: now)
      return nil
    }
    return lease.isAsking ? .whenAnswered : .wait(until: lease.nextLook)
  }

  /// Notes what others have to know, where the windows are shared with them.
  func note(_ event: LeasedWindow.Event, in family: CallFamily) {
    guard case .leased = budget, let window = windows[family] else { return }
    leases[family]?.note(event, in: window, now: time.now())
  }

  /// Gives back leases that no call wants, reports what it is time to report, and goes on alone where others cannot be asked.
  func keepLeases(now: Duration) {
    for (family, var lease) in leases {
      giveBack(&lease, of: family, now: now, all: stopFlag.isRaised)
      if lease.isDue(now: now) {
        if lease.isAsking { goAlone(&lease, family, now: now) } else { ask(for: family, &lease, now: now) }
      }
      leases[family] = lease
    }
  }

  private func giveBack(_ lease: inout LeasedWindow, of family: CallFamily, now: Duration, all: Bool) {
    for _ in 0..<lease.giveBack(now: now, all: all) { windows[family]?.giveBack() }
  }

  private func goAlone(_ lease: inout LeasedWindow, _ family: CallFamily, now: Duration) {
    lease.goAlone(now: now)
    windows[family]?.callsOfOtherProcesses = 0
  }

  /// Begins an exchange in the background.
  private func ask(for family: CallFamily, _ lease: inout LeasedWindow, now: Duration) {
    guard case .leased(let store, let process) = budget else { return }
    lease.begin(now: now)
    _ = time.alarm(now) { await self.exchange(family, with: store, as: process) }
  }

  private func exchange(_ family: CallFamily, with store: any BudgetStore, as process: String) async {
    for _ in 0..<Self.maximumTries {
      let asked = time.now()
      let proposal = propose(family, as: process, now: asked)
      do {
        let record = try await store.exchange(proposal?.text, for: family, version: proposal?.version ?? 0)
        let now = time.now()
        remoteClock = RemoteClock(record.date, asked: asked, answered: now).better(than: remoteClock, at: now)
        if let proposal, record.isWritten || (proposal.text == nil && record.version == proposal.version) {
          let window = leases[family]?.accept(proposal, version: record.version, after: now - asked, now: now)
          if let window { windows[family] = window }
          return goOn()
        }
        leases[family]?.learn(record, now: now)
      } catch {
        break
      }
    }
    guard var lease = leases[family] else { return }
    lease.fail(now: time.now())
    goAlone(&lease, family, now: time.now())
    leases[family] = lease
    goOn()
  }

  /// `nil` before the place's clock is known.
  private func propose(_ family: CallFamily, as process: String, now: Duration) -> LeasedWindow.Proposal? {
    guard let clock = remoteClock?.sample(at: now) else { return nil }
    let waiting = stopFlag.isRaised ? 0 : min(waitingCounts(now: now)[family] ?? 0, settings.parallelism)
    return leases[family]?.proposal(waiting: waiting, as: process, at: clock)
  }

  private func goOn() {
    grantPermits()
    if closing != nil { reportRest() }
  }

  /// Stops, and reports to other machines what they have to know of this process's calls, for two seconds at most: what it
  /// does not report counts as in flight for them until two minutes are over.
  package func close() async {
    stop()
    guard leases.values.contains(where: { $0.isAsking || $0.hasNews }) else { return }
    await withCheckedContinuation { continuation in
      closing = continuation
      _ = time.alarm(time.now() + Self.partingTime) { await self.endClosing() }
      reportRest()
    }
  }

  /// Reports what is left, or ends the wait for it.
  private func reportRest() {
    let now = time.now()
    for (family, var lease) in leases {
      giveBack(&lease, of: family, now: now, all: true)
      if lease.hasNews && !lease.isAsking && !lease.isAlone { ask(for: family, &lease, now: now) }
      leases[family] = lease
    }
    if !leases.values.contains(where: \.isAsking) { endClosing() }
  }

  private func endClosing() {
    closing?.resume()
    closing = nil
  }
}
