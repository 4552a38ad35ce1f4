import GRDB

/// One opening of a state: the journal, its records and the caches of what orgs said all stand on it.
///
/// Any process may read a state and write its caches; the journal is written by the one that holds the state.
package struct StateStore: Sendable {
  /// The path of the state's file, to which links on the way to it lead; `:memory:` in memory.
  package let path: String
  let writer: any DatabaseWriter
  /// What the records are read from: the same database, unless the file may only be read.
  private let reader: any DatabaseReader
  /// What the journal and the caches stand on. Writes of several callers share a commit.
  let database: any StateDatabase
  /// Who holds the state, until the last copy of this value is gone; `nil` where no process has to.
  let owner: LockOwner?
  private let lock: StateLock?

  /// Opens or makes the state at `path`. With an `owner` it is held, or `JournalError.lockedBy` thrown.
  package init(path: String, owner: LockOwner? = nil) throws(JournalError) {
    let place = try StateFile.create(at: path)
    self.path = place.path
    self.owner = owner
    if let owner { lock = try StateLock(state: place.path, owner: owner) } else { lock = nil }
    writer = try StateFile.writer(at: place)
    reader = writer
    database = GroupCommit(SQLiteDatabase(writer, path: place.path, isInMemory: false))
  }

  /// Opens the state at `path` for reading; `nil` where there is none yet. Its caches are empty, and last as long as this
  /// value.
  package init?(readingFrom path: String) throws(JournalError) {
    guard let records = try Self.records(at: path) else { return nil }
    self.init(
      path: records.path, reader: records.reader,
      writer: try Self.memory { queue in try JournalSchema.migrator.migrate(queue) })
  }

  /// What can be read of the journal at `path`, for who needs no caches; `nil` where there is no state yet.
  package static func records(at path: String) throws(JournalError) -> JournalRecords? {
    let place = try StatePath(path)
    guard place.exists else { return nil }
    return JournalRecords(path: place.path, reader: try StateFile.reader(at: place))
  }

  /// A state in memory, which keeps all promises but to outlive the process: where none can be written, and for tests.
  package init() throws(JournalError) {
    let queue = try Self.memory { queue in try JournalSchema.migrator.migrate(queue) }
    self.init(path: Self.inMemory, reader: queue, writer: queue)
  }

  /// A copy in memory of what another state holds now: what a process that dies at this moment leaves behind.
  package init(copying other: StateStore) throws(JournalError) {
    let queue = try Self.memory { queue in try other.writer.backup(to: queue) }
    self.init(path: Self.inMemory, reader: queue, writer: queue)
  }

  private init(path: String, reader: any DatabaseReader, writer: any DatabaseWriter) {
    (self.path, self.reader, self.writer) = (path, reader, writer)
    (owner, lock) = (nil, nil)
    database = SQLiteDatabase(writer, path: path, isInMemory: true)
  }

  private static let inMemory = ":memory:"

  private static func memory(_ prepare: (DatabaseQueue) throws -> Void) throws(JournalError) -> DatabaseQueue {
    try JournalError.mapping(of: inMemory) {
      let queue = try DatabaseQueue()
      try prepare(queue)
      return queue
    }
  }

  /// Does a transaction, and gives what `decode` makes of its rows, which are those of `StateDatabase.run`.
  func run<Value>(
    _ transaction: [SQLStatement], _ decode: ([[SQLRow]]) throws -> Value
  ) async throws(JournalError) -> Value {
    do {
      return try decode(try await database.run(transaction))
    } catch let failure as StateFailure {
      throw JournalError(failure, path: path)
    } catch {
      throw JournalError(error, path: path)
    }
  }

  /// Does a transaction of which nothing is read.
  func run(_ transaction: [SQLStatement]) async throws(JournalError) {
    try await run(transaction) { _ in }
  }

  /// Whether what is written to it goes with the process.
  package var isInMemory: Bool { path == Self.inMemory }

  /// What can be read of the journal.
  package var records: JournalRecords { JournalRecords(path: path, reader: reader) }

  /// The file next to the state at `path` in which processes share an org's rate limits.
  package static func budgetPath(of path: String) -> String { StatePath.resolved(path) + ".rate" }
}
