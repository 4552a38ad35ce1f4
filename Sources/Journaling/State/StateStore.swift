import Foundation
import GRDB

/// One opening of a state: the journal, its records and the caches of what orgs said all stand on it.
///
/// Any process may read a state and write its caches; the journal is written by those that hold the state (`StateHold`).
package struct StateStore: Sendable {
  /// Where it is, without any secret: the path of its file, to which links on the way to it lead, or the URL of its
  /// database; `:memory:` in memory.
  package let path: String
  /// The SQLite database; `nil` on a server.
  let writer: (any DatabaseWriter)?
  /// What the journal and the caches stand on. Writes of several callers share a commit.
  private(set) var database: any StateDatabase
  /// Which history of its server it has; `nil` off a server.
  package let history: StateHistory?
  /// What is done when its server goes away; `nil` off a server.
  let reconnection: Reconnection?
  /// Which of its runs live; in memory none does, unless a test says so.
  package var liveness: RunLiveness
  /// How far the clock of the state's server is ahead of ours, in seconds; 0 for a file. Moments of entries are kept by the
  /// server's clock, since machines compare them whose clocks differ.
  var clockOffset = 0.0
  /// Where its runs have their locks.
  private var runFolder: String
  /// Held until the last copy of this value is gone.
  private let lock: StateLock?

  /// Opens or makes the state at `path`, and holds it as `hold` says, or throws `JournalError.lockedBy`.
  package init(path: String, hold: StateHold = .none) throws(JournalError) {
    let place = try StateFile.create(at: path)
    self.path = place.path
    lock = try hold.lock(on: place.path)
    liveness = RunLiveness(state: place.path)
    runFolder = RunLock.folder(of: place.path)
    let writer = try StateFile.writer(at: place)
    self.writer = writer
    (history, reconnection) = (nil, nil)
    // Who holds a state has to know that it is there.
    let watch = lock == nil ? nil : StateWatch(state: place.path)
    database = GroupCommit(SQLiteDatabase(writer, path: place.path, isInMemory: false), watch: watch)
  }

  /// A state on a database server, which it shares with processes on any machine.
  init(
    server: any StateServer, at location: String, history: StateHistory, reconnection: Reconnection,
    environment: [String: String] = [:]
  ) {
    let database = ReconnectingDatabase(server, reconnection, history: history, location: location)
    self.init(path: location, writer: nil, GroupCommit(database), history, reconnection)
    runFolder = RunLock.sharedFolder(environment)
    liveness = RunLiveness(sharedAt: runFolder)
  }

  /// A copy in memory of the state at `path`, for who may not write it; `nil` where there is none yet. What is written to
  /// its caches lasts as long as this value.
  package init?(readingFrom path: String) throws(JournalError) {
    let place = try StatePath(path)
    guard place.exists else { return nil }
    self = try Self.copy(of: try StateFile.reader(at: place), path: place.path)
  }

  /// What can be read of the journal at `path`, for who needs no caches; `nil` where there is no state yet. A state of an
  /// earlier version is copied into memory, and brought up to date there.
  package static func records(at path: String) throws(JournalError) -> JournalRecords? {
    let place = try StatePath(path)
    guard place.exists else { return nil }
    let reader = try StateFile.reader(at: place)
    if try JournalError.mapping(of: place.path, { try reader.read(JournalSchema.migrator.hasCompletedMigrations) }) {
      return Self(path: place.path, writer: reader, SQLiteDatabase(reader: reader, path: place.path)).records
    }
    return try copy(of: reader, path: place.path).records
  }

  /// A state in memory, which keeps all promises but to outlive the process: where none can be written, and for tests.
  /// `decorate` puts something between it and who uses it.
  package init(
    clockOffset: Double = 0, decorate: (any StateDatabase) -> any StateDatabase = { $0 }
  ) throws(JournalError) {
    let queue = try Self.memory(for: Self.inMemory) { try JournalSchema.migrator.migrate($0) }
    let database = SQLiteDatabase(queue, path: Self.inMemory, isInMemory: true)
    self.init(path: Self.inMemory, writer: queue, decorate(database))
    self.clockOffset = clockOffset
  }

  /// A copy in memory of what another state holds now: what a process that dies at this moment leaves behind.
  package init(copying other: StateStore) throws(JournalError) {
    let queue = try Self.memory(for: Self.inMemory) { queue in
      guard let writer = other.writer else { throw JournalError.other(path: other.path, reason: "it is on a server") }
      try writer.backup(to: queue)
    }
    self.init(inMemory: queue, path: Self.inMemory)
  }

  /// The same state with something between it and who uses it, as tests need it.
  package func decorated(by decorate: (any StateDatabase) -> any StateDatabase) -> StateStore {
    var state = self
    state.database = decorate(database)
    return state
  }

  private static func copy(of other: any DatabaseReader, path: String) throws(JournalError) -> Self {
    let queue = try memory(for: path) { queue in
      try other.backup(to: queue)
      try JournalSchema.migrator.migrate(queue)
    }
    return Self(inMemory: queue, path: path)
  }

  private init(inMemory queue: DatabaseQueue, path: String) {
    self.init(path: path, writer: queue, SQLiteDatabase(queue, path: path, isInMemory: true))
  }

  private init(
    path: String, writer: (any DatabaseWriter)?, _ database: any StateDatabase, _ history: StateHistory? = nil,
    _ reconnection: Reconnection? = nil
  ) {
    (self.path, self.writer, self.database) = (path, writer, database)
    (self.history, self.reconnection) = (history, reconnection)
    lock = nil
    runFolder = RunLock.folder(of: path)
    liveness = path == Self.inMemory ? RunLiveness { _ in false } : RunLiveness(state: path)
  }

  private static let inMemory = ":memory:"

  private static func memory(
    for path: String, _ prepare: (DatabaseQueue) throws -> Void
  ) throws(JournalError) -> DatabaseQueue {
    try JournalError.mapping(of: path) {
      let queue = try DatabaseQueue()
      try prepare(queue)
      return queue
    }
  }

  /// Does a transaction, and gives what `decode` makes of its rows, which are those of `StateDatabase.run`. It is done once
  /// more where no one knows whether it was done: it has to mean the same then.
  func run<Value>(
    _ transaction: [SQLStatement], _ decode: ([[SQLRow]]) throws -> Value
  ) async throws(JournalError) -> Value {
    do {
      for _ in 1..<Self.maximumTries {
        do {
          return try decode(try await database.run(transaction))
        } catch StateFailure.unknown {
          continue
        }
      }
      return try decode(try await database.run(transaction))
    } catch {
      throw JournalError(error, path: path)
    }
  }

  /// How often a transaction is done at most: many times, as each may be cut off that takes longer than connections last.
  static let maximumTries = 100

  /// Does a transaction of which nothing is read.
  func run(_ transaction: [SQLStatement]) async throws(JournalError) {
    try await run(transaction) { _ in }
  }

  /// Says that nothing is sent for so long, since it may have gone back in time.
  package func report(wait: Duration) { reconnection?.report(.historyChanged(location: path, wait: wait)) }

  /// Since when its server is away; `nil` while it is there.
  package var outage: StateOutage? { reconnection?.outage }

  /// Whether it is on a database server.
  package var isOnServer: Bool { writer == nil }

  /// Whether what is written to it goes with the process.
  package var isInMemory: Bool { path == Self.inMemory }

  /// What can be read of the journal.
  package var records: JournalRecords { JournalRecords(state: self) }

  /// Takes the lock of a run that is to begin: while it is held, other processes see that the run lives. `nil` in memory, and
  /// where a machine has no place for the lock of a run on a server: then others do not know.
  package func lock(_ run: RunID) throws(JournalError) -> RunLock? {
    if isInMemory { return nil }
    // The runs of all shared states have their locks in one folder: a file of another state may still show that its run is dead.
    RunLock.removeLeftovers(at: runFolder, olderThan: isOnServer ? 3600 : 0)
    if isOnServer { return try? RunLock(run: run, at: runFolder) }
    return try RunLock(run: run, at: runFolder)
  }
}

/// How a process holds a state.
package enum StateHold: Hashable, Sendable {
  /// Not at all: it reads, and writes caches.
  case none
  /// With others, of which each may write the journal: claims keep them apart.
  case shared
  /// By itself: no other process may write the journal meanwhile.
  case alone(LockOwner)

  fileprivate func lock(on path: String) throws(JournalError) -> StateLock? {
    switch self {
    case .none: nil
    case .shared: try StateLock(state: path, owner: nil)
    case .alone(let owner): try StateLock(state: path, owner: owner)
    }
  }
}
