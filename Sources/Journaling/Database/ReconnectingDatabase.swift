/// A database whose connection is made again when it is lost.
///
/// A transaction of which nothing was written is done again; one that may have been written is not: its caller sees
/// `StateFailure.unknown` once the server is back, and can look. All who need it wait for one and the same reconnection.
package actor ReconnectingDatabase: StateDatabase {
  /// The pauses between two tries, each twice the one before it.
  private static let (firstPause, longestPause) = (Duration.milliseconds(100), Duration.seconds(5))
  /// What lasts less is not worth a note.
  private static let noteAfter = Duration.seconds(1)
  /// For how long it is tried after a stop.
  private static let grace = Duration.seconds(2)

  private let server: any StateServer
  private let reconnection: Reconnection
  private let history: StateHistory
  private let location: String
  /// How many connections were made: who failed on an earlier one needs no further one.
  private var connections = 0
  private var isReconnecting = false
  private var waiters: [CheckedContinuation<JournalError?, Never>] = []
  /// Why it is no longer tried.
  private var end: JournalError?

  /// `server` is connected; `location` is the state's, for messages.
  package init(_ server: any StateServer, _ reconnection: Reconnection, history: StateHistory, location: String) {
    (self.server, self.reconnection, self.history, self.location) = (server, reconnection, history, location)
  }

  /// Waits for the server where that is away.
  package func run(_ transaction: [SQLStatement]) async throws(StateFailure) -> [[SQLRow]] {
    var firstLoss: ContinuousClock.Instant?
    while true {
      // The server's thread may be in the middle of a try.
      try await expectBack()
      let connection = connections
      do throws(StateFailure) {
        return try await server.run(transaction)
      } catch .unusable(.database(let problem, let location)) where problem.mayPass {
        // One that is lost each time it is done must come to an end as well.
        let since = firstLoss ?? .now
        firstLoss = since
        guard since.duration(to: .now) <= reconnection.timeout else {
          throw .unusable(.database(problem, location: location))
        }
        try await reconnect(after: connection, problem.reason)
        if case .readOnly = problem { return try await server.run(transaction) }
      } catch .unknown(let reason) {
        try await reconnect(after: connection, reason)
        throw .unknown(reason)
      } catch .unsafe(let reason) {
        throw .unsafe("\(reason)\(await standbys())")
      }
    }
  }

  /// The servers that were to confirm it.
  private func standbys() async -> String {
    let names = try? await server.run([.query("SELECT current_setting('synchronous_standby_names')")])[0][0].text(0)
    return names.map { " (synchronous_standby_names = \($0))" } ?? ""
  }

  private func reconnect(after connection: Int, _ reason: String) async throws(StateFailure) {
    guard connection == connections else { return }
    if !isReconnecting, end == nil {
      isReconnecting = true
      let outage = StateOutage(since: .now, reason: reason)
      reconnection.set(outage)
      Task { await keepTrying(outage) }
      // A try may be on its way for longer than there is time.
      Task {
        try await Task.sleep(for: reconnection.timeout)
        giveUp(outage)
      }
      reconnection.onStop {
        Task {
          // A call in flight may end at this moment, and a session may have ended with no more meaning than that.
          try await Task.sleep(for: Self.grace)
          await self.giveUp(outage)
        }
      }
    }
    try await expectBack()
  }

  private func expectBack() async throws(StateFailure) {
    if let end { throw .unusable(end) }
    guard isReconnecting else { return }
    if let end = await withCheckedContinuation({ waiters.append($0) }) { throw .unusable(end) }
  }

  private func keepTrying(_ outage: StateOutage) async {
    var outage = outage
    var pause = Self.firstPause
    var isNoted = false
    let start = outage.since
    while isReconnecting {
      do throws(JournalError) {
        try await history.take(try await server.connect(), on: server, location: location)
        guard isReconnecting else { return }
        connections += 1
        if isNoted { reconnection.report(.back(location: location, after: start.duration(to: .now))) }
        return finish(nil)
      } catch .database(let problem, _) where problem.mayPass {
        outage.reason = problem.reason
      } catch {
        return finish(error)
      }
      guard isReconnecting else { return }
      reconnection.set(outage)
      let away = start.duration(to: .now)
      if !isNoted, away >= Self.noteAfter {
        isNoted = true
        let left = max(.zero, reconnection.timeout - away)
        reconnection.report(.away(location: location, since: away, reason: outage.reason, left: left))
      }
      // Several processes that lost one server should not be back at the same moment.
      try? await Task.sleep(for: pause * Double.random(in: 0.5...1))
      pause = min(pause * 2, Self.longestPause)
    }
  }

  /// Ends the wait for an outage, unless that is over. Later calls fail at once.
  private func giveUp(_ outage: StateOutage) {
    guard isReconnecting, let current = reconnection.outage, current.since == outage.since else { return }
    finish(.database(.away(current.reason, for: current.since.duration(to: .now)), location: location))
  }

  private func finish(_ end: JournalError?) {
    isReconnecting = false
    self.end = end
    reconnection.set(nil)
    for waiter in waiters { waiter.resume(returning: end) }
    waiters = []
  }
}
