import Foundation
import GRDB
import Synchronization

/// Everything that the server knows: request types, users, requests and messages in SQLite, and the rate windows beside
/// them. The one place of the server that is shared between calls.
final class Ledger: Sendable {
  /// Where a ledger is kept.
  enum Place: Hashable, Sendable {
    case memory
    case file(String)
  }

  private struct State {
    var ids: ObjectIDs
    var buckets: RateBuckets
  }

  let database: DatabaseQueue
  private let state: Mutex<State>

  /// Opens or makes the ledger at `place`.
  init(at place: Place, rateLimit: RateLimitSetting?, random: () -> UInt64) throws(LedgerFailure) {
    database = try Self.open(place)
    state = Mutex(State(ids: ObjectIDs(random: random), buckets: RateBuckets(setting: rateLimit)))
  }

  /// Counts one call in its bucket; `nil` where nothing is limited.
  func count(_ family: BucketFamily, of owner: BucketOwner, at now: Date) -> RateAnswer? {
    state.withLock { $0.buckets.count(family, of: owner, at: now) }
  }

  /// Calls of each bucket since the start.
  var callCounts: [BucketFamily: RateBuckets.Count] {
    state.withLock { $0.buckets.counts }
  }

  func close() throws {
    try database.close()
  }

  func nextID(at now: Date) -> String {
    state.withLock { $0.ids.next(at: now) }
  }

  /// Runs reads and writes as one transaction; what it throws undoes it.
  func transact<Value: Sendable>(_ body: @Sendable @escaping (LedgerTables) throws -> Value) async throws -> Value {
    try await database.write { db in try body(LedgerTables(db: db)) }
  }

  /// Runs reads only.
  func read<Value: Sendable>(_ body: @Sendable @escaping (LedgerTables) throws -> Value) async throws -> Value {
    try await database.read { db in try body(LedgerTables(db: db)) }
  }
}

/// The tables within one transaction; what is asked of each of them stands in an extension of its own.
struct LedgerTables {
  let db: Database

  /// Runs a statement that is prepared once and kept.
  func run(_ sql: String, _ arguments: StatementArguments) throws {
    try db.cachedStatement(sql: sql).execute(arguments: arguments)
  }
}
