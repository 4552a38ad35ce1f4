import Foundation
import GRDB
import OktaWire
import Model
import Synchronization

/// All data of the server: request types, users, requests and messages in SQLite; rate-limit windows and injected faults
/// in memory. It is the only part of the server that calls share.
final class Ledger: Sendable {
  private struct State {
    var ids: ObjectIDs
    var buckets: RateBuckets
    var faults: FaultInjector
    /// Requests that lists do not show, and until when.
    var hiddenUntil: [String: Date] = [:]
    /// Requests that lists show without their requesters.
    var hiddenRequesters: Set<String> = []
  }

  let database: DatabaseQueue
  private let state: Mutex<State>

  /// Opens or creates the ledger of a file, or one in memory where `path` is `nil`.
  init(
    at path: String?, buckets: RateBuckets, faults: FaultInjector,
    random: () -> UInt64
  ) throws(LocalServerError) {
    database = try Self.open(path, random: random)
    state = Mutex(State(ids: ObjectIDs(random: random), buckets: buckets, faults: faults))
  }

  /// Selects the fault of a call and counts the call in its bucket, in one step, so that both follow the order of the
  /// calls. A call whose connection closes before is not counted, and one without a caller or a permit gets no fault.
  func admit(_ operation: ServerOperation, of caller: Caller?, at now: Date) -> Admission {
    guard let bucket = operation.bucket else { return Admission() }
    return state.withLock { state in
      let fault = caller == nil ? nil : state.faults.next(for: operation)
      if fault == .closedBefore { return Admission(fault: fault) }
      let rate = state.buckets.count(bucket, of: caller.map { .user($0.user) } ?? .anonymous, at: now)
      if let fault, rate?.isAdmitted == false {
        state.faults.revert(fault)
        return Admission(rate: rate)
      }
      return Admission(rate: rate, fault: fault)
    }
  }

  /// Uncounts a fault that had nothing to change.
  func revert(_ fault: FaultKind) {
    state.withLock { $0.faults.revert(fault) }
  }

  /// How often each fault of the plan was injected.
  var faultCounts: [FaultKind: Int] {
    state.withLock { $0.faults.counts }
  }

  /// Keeps a request out of lists until a moment, or until the server ends.
  func delayListing(of id: String, until moment: Date) {
    state.withLock { $0.hiddenUntil[id] = moment }
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
  func hiddenRequests(at now: Date) -> [String] {
    state.withLock { state in
      state.hiddenUntil = state.hiddenUntil.filter { now < $0.value }
      return Array(state.hiddenUntil.keys)
    }
  }

  /// Calls of each bucket since the start.
  var callCounts: [BucketFamily: RateBuckets.Count] {
    state.withLock { $0.buckets.counts }
  }

  /// The windows of each bucket that have ended.
  var endedWindows: [BucketFamily: [RateBuckets.EndedWindow]] {
    state.withLock { $0.buckets.endedWindows }
  }

  func close() throws {
    try database.close()
  }

  func nextID(at now: Date) -> String {
    state.withLock { $0.ids.next(at: now) }
  }
}

/// Whether one call is limited, and what goes wrong with it.
struct Admission: Hashable, Sendable {
  /// `nil` where nothing is limited.
  var rate: RateLimitDecision?
  var fault: FaultKind?
}

/// The tables within one transaction; extensions hold the statements of each.
struct LedgerTables {
  let db: Database

  /// Whether a query that selects one value selects 1.
  func isTrue(_ sql: String, _ arguments: StatementArguments = []) throws -> Bool {
    try Bool.fetchOne(try db.cachedStatement(sql: sql), arguments: arguments) ?? false
  }

  /// Runs a statement that is prepared once and cached.
  func run(_ sql: String, _ arguments: StatementArguments) throws {
    try db.cachedStatement(sql: sql).execute(arguments: arguments)
  }
}

/// Values that are kept as JSON in one column.
enum StoredJSON {
  static func text(_ value: some Encodable) throws -> String {
    String(decoding: try JSONEncoder().encode(value), as: UTF8.self)
  }

  static func value<Value: Decodable>(_ text: String) throws -> Value {
    try JSONDecoder().decode(Value.self, from: Data(text.utf8))
  }
}

/// Generates ids of 24 lower-case hexadecimal digits in the form of MongoDB's ObjectId, as in the contract's examples:
/// four bytes of seconds, five random bytes of this process, three bytes of a counter. Ids of one process sort in
/// the order of their creation until the counter wraps, after 8,388,608 of them at the earliest.
struct ObjectIDs: Sendable {
  private let process: UInt64
  private var counter: UInt64

  /// Takes 64 random bits twice: for the process part and for the counter's first value.
  init(random: () -> UInt64) {
    process = random() & 0xff_ffff_ffff
    counter = random() & 0x7f_ffff
  }

  mutating func next(at now: Date) -> String {
    counter = (counter + 1) & 0xff_ffff
    let seconds = UInt64(max(0, now.timeIntervalSince1970)) & 0xffff_ffff
    return seconds.digits(8, radix: 16) + process.digits(10, radix: 16) + counter.digits(6, radix: 16)
  }
}

// MARK: Transactions

/// Automatic transitions happen lazily: each call that reads or writes requests first applies those that are due, each
/// with its own time. Clients cannot distinguish that from a server that applies them in time.
extension Ledger {
  /// Reads and writes in one transaction, which is rolled back where the body throws.
  func transact<Value: Sendable>(_ body: @Sendable @escaping (LedgerTables) throws -> Value) async throws -> Value {
    try await database.write { db in try body(LedgerTables(db: db)) }
  }

  /// Reads only.
  func read<Value: Sendable>(_ body: @Sendable @escaping (LedgerTables) throws -> Value) async throws -> Value {
    try await database.read { db in try body(LedgerTables(db: db)) }
  }

  /// Reads requests in their state at a moment.
  func read<Value: Sendable>(
    at now: Date, _ body: @Sendable @escaping (LedgerTables) throws -> Value
  ) async throws -> Value {
    let moment = Timestamp(now)
    let value = try await read { tables in try tables.hasDueTransitions(at: moment) ? nil : body(tables) }
    if let value { return value }
    return try await transact(at: now, body)
  }

  /// Reads and writes requests in their state at a moment.
  func transact<Value: Sendable>(
    at now: Date, _ body: @Sendable @escaping (LedgerTables) throws -> Value
  ) async throws -> Value {
    let moment = Timestamp(now)
    return try await transact { tables in
      try tables.applyDueTransitions(at: moment)
      return try body(tables)
    }
  }
}

extension LedgerTables {
  fileprivate func hasDueTransitions(at now: Timestamp) throws -> Bool {
    try isTrue("SELECT EXISTS (SELECT 1 FROM requests WHERE due <= ?)", [now.milliseconds])
  }

  fileprivate func applyDueTransitions(at now: Timestamp) throws {
    let statement = try db.cachedStatement(sql: "SELECT id FROM requests WHERE due <= ? ORDER BY due, id")
    for id in try String.fetchAll(statement, arguments: [now.milliseconds]) {
      guard var request = try request(id) else { continue }
      while let transition = request.nextTransition, transition.moment <= now {
        try request.apply(transition, approver: approver(of:))
      }
      try update(request)
    }
  }
}
