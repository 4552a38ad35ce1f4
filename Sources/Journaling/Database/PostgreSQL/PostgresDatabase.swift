import Foundation

/// A state in a PostgreSQL database, over one connection that has a thread of its own.
///
/// Transactions are done in the order in which they are asked for. A connection that was lost stays so until `connect` is
/// called: its caller has to see first whether it leads to the same server.
package actor PostgresDatabase: StateDatabase {
  /// How often a transaction is tried that others were in the way of, and how long it pauses before each further try.
  private static let (maximumTries, pauses) = (5, [0.01, 0.03, 0.1, 0.3])
  /// The same for one that has waited for `lock_timeout` already.
  private static let maximumLockTries = 2

  private let executor = ThreadExecutor(name: "writ.postgresql")
  private let url: PostgresURL
  private let environment: [String: String]
  private let longestSilence: Duration
  private var session: PostgresSession?
  /// Why there is no session.
  private var loss = "it was not made yet"

  /// The thread on which libpq may wait.
  package nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

  /// The database at `url`, to which no connection is made yet. `environment` is that of the process, which libpq reads as
  /// well. A server that is silent for `longestSilence` is taken for lost; it should be longer than the time limit of a
  /// statement, so that the server is the first to give up, and says so.
  package init(_ url: PostgresURL, environment: [String: String], longestSilence: Duration = .seconds(30)) {
    (self.url, self.environment, self.longestSilence) = (url, environment, longestSilence)
  }

  private var location: String { url.description }

  /// Makes a connection, in place of the one there may be, and returns which server it leads to. Throws where that cannot
  /// be reached or is not fit to keep a state.
  package func connect() throws(JournalError) -> PostgresServer {
    session = nil
    let libpq: LibPQ
    do throws(LibPQ.LoadingError) {
      libpq = try LibPQ.shared.get()
    } catch {
      throw JournalError.database(.noClientLibrary(error.reason), location: location)
    }
    let settings = PostgresSettings(url, environment: environment, libpq: libpq)
    let session = try PostgresSession(settings, libpq: libpq, location: location, longestSilence: longestSilence)
    self.session = session
    do {
      return try server()
    } catch {
      self.session = nil
      throw error
    }
  }

  private func server() throws(JournalError) -> PostgresServer {
    let problem: DatabaseProblem?
    do {
      problem = try PostgresServer.problem(try row(of: PostgresServer.demands))
    } catch StateFailure.unusable(let error) {
      throw error
    } catch {
      throw JournalError.other(path: location, reason: "\(error)")
    }
    if let problem { throw JournalError.database(problem, location: location) }
    return PostgresServer(
      systemIdentifier: try? row(of: PostgresServer.systemIdentifier).integer(0),
      timeline: (try? row(of: PostgresServer.logFile).text(0)).flatMap(PostgresServer.timeline))
  }

  private func row(of query: SQLStatement) throws(StateFailure) -> SQLRow {
    try run([query]).first?.first ?? SQLRow([])
  }

  /// Does a transaction in one round trip, or in some more where others were in its way.
  package func run(_ transaction: [SQLStatement]) throws(StateFailure) -> [[SQLRow]] {
    let script = try PostgresTransaction(transaction, schema: url.schema)
    var tries = 1
    while true {
      switch try attempt(script) {
      case .success(let rows): return rows
      case .failure(let error):
        let maximum = error.isLockTimeout ? Self.maximumLockTries : Self.maximumTries
        guard error.isWorthAnotherTry, tries < maximum else { throw error.failure(at: location) }
        // Of two that are in each other's way, not both should be back at once.
        Thread.sleep(forTimeInterval: Self.pauses[tries - 1] * Double.random(in: 0.5...1.5))
        tries += 1
      }
    }
  }

  /// Tries a transaction once, in one round trip. The failure is that of the server, which has written nothing.
  private func attempt(
    _ transaction: PostgresTransaction
  ) throws(StateFailure) -> Result<[[SQLRow]], PostgresMessage> {
    guard let session else { throw .unusable(.database(.lost(loss), location: location)) }
    var mayBeCommitted = false
    let executions: [Int]
    let (answers, commit): (PostgresSession.Answers, PostgresSession.Answers)
    do throws(PostgresSession.LostError) {
      executions = try transaction.send(on: session)
      // Once this has left, and nothing else, a lost connection still means that nothing was written.
      try session.sync()
      mayBeCommitted = !transaction.onlyReads
      // After an error it is a rollback.
      try transaction.sendCommit(on: session)
      try session.sync()
      answers = try session.receive()
      mayBeCommitted = mayBeCommitted && answers.error == nil
      commit = try session.receive()
    } catch {
      (self.session, loss) = (nil, error.reason)
      throw mayBeCommitted ? .unknown(error.reason) : .unusable(.database(.lost(error.reason), location: location))
    }
    if let error = answers.error ?? commit.error { return .failure(error) }
    if !transaction.onlyReads { try expectCommitted(commit) }
    return .success(executions.map { answers.rows[$0] })
  }

  /// A commit is what it says only without a warning: the server answers so as well where it was kept from waiting for its
  /// standbys (https://github.com/postgres/postgres/blob/REL_15_STABLE/src/backend/replication/syncrep.c, SyncRepWaitForLSN).
  private func expectCommitted(_ commit: PostgresSession.Answers) throws(StateFailure) {
    if let warning = commit.warnings.first { throw .unsafe(warning.text) }
    guard commit.tag == "COMMIT" else { throw .unknown("the server answered \(commit.tag) to a commit") }
  }
}
