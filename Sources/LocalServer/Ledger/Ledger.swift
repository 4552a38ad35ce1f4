import Foundation
import GRDB
import Synchronization

/// Everything that the server knows: request types, users, requests and messages in SQLite, and the rate windows and the
/// dice for faults beside them. The one place of the server that is shared between calls.
final class Ledger: Sendable {
  /// Where a ledger is kept.
  enum Place: Hashable, Sendable {
    case memory
    case file(String)
  }

  private struct State {
    var ids: ObjectIDs
    var buckets: RateBuckets
    var dice: FaultDice
    /// Requests that lists do not show before a moment.
    var unseen: [String: Date] = [:]
    /// Requests that lists show without their requesters.
    var hiddenRequesters: Set<String> = []
  }

  let database: DatabaseQueue
  private let state: Mutex<State>

  /// Opens or makes the ledger at `place`.
  init(
    at place: Place, rateLimit: RateLimitSetting?, dice: FaultDice, random: () -> UInt64
  ) throws(LedgerFailure) {
    database = try Self.open(place, random: random)
    state = Mutex(State(ids: ObjectIDs(random: random), buckets: RateBuckets(setting: rateLimit), dice: dice))
  }

  /// Throws the dice for one call and counts it in its bucket, in one step: both go in the order of the calls. Nobody
  /// counts a call whose connection closes before, and no fault strikes one that has no caller or is not admitted.
  func admit(_ operation: Operation, of caller: Caller?, at now: Date) -> Admission {
    guard let family = operation.family else { return Admission() }
    return state.withLock { state in
      let fault = caller == nil ? nil : state.dice.roll(for: operation)
      if fault == .closedBefore { return Admission(fault: fault) }
      let rate = state.buckets.count(family, of: caller.map { .user($0.user) } ?? .nobody, at: now)
      if let fault, rate?.isAdmitted == false {
        state.dice.takeBack(fault)
        return Admission(rate: rate)
      }
      return Admission(rate: rate, fault: fault)
    }
  }

  /// Takes a fault back that had nothing to strike.
  func takeBack(_ fault: FaultKind) {
    state.withLock { $0.dice.takeBack(fault) }
  }

  /// How often each fault of the plan struck.
  var faultCounts: [FaultKind: Int] {
    state.withLock { $0.dice.counts }
  }

  /// Keeps a request out of lists until a moment, or until the server ends.
  func hide(_ id: String, until moment: Date) {
    state.withLock { $0.unseen[id] = moment }
  }

  /// Keeps the requester of a request out of lists until the server ends.
  func hideRequester(of id: String) {
    state.withLock { _ = $0.hiddenRequesters.insert(id) }
  }

  /// Those of the requests whose requesters lists do not show.
  func hiddenRequesters(among ids: [String]) -> Set<String> {
    state.withLock { $0.hiddenRequesters.intersection(ids) }
  }

  /// The requests that lists do not show now.
  func unseen(at now: Date) -> [String] {
    state.withLock { state in
      state.unseen = state.unseen.filter { now < $0.value }
      return Array(state.unseen.keys)
    }
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

/// How one call may go on.
struct Admission: Hashable, Sendable {
  /// `nil` where nothing is limited.
  var rate: RateAnswer?
  var fault: FaultKind?
}

/// The tables within one transaction; what is asked of each of them stands in an extension of its own.
struct LedgerTables {
  let db: Database

  /// Runs a statement that is prepared once and kept.
  func run(_ sql: String, _ arguments: StatementArguments) throws {
    try db.cachedStatement(sql: sql).execute(arguments: arguments)
  }
}
