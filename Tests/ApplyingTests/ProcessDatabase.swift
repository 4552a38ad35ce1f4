import Journaling
import Simulation

/// A state as one process uses it: its transactions take their time on the way there and back, and what a dead process asks
/// is not done.
struct ProcessDatabase: StateDatabase {
  let database: any StateDatabase
  let process: SimulatedProcess
  let time: SimulatedTime
  /// One way of a transaction, in seconds; `nil`: it never suspends.
  var latency: ClosedRange<Double>?
  let random: SharedRandom
  /// Called when something was written, or may have been.
  let onWrite: @Sendable () -> Void

  func run(_ transaction: [SQLStatement]) async throws(StateFailure) -> [[SQLRow]] {
    try await travel()
    let rows = try await perform(transaction)
    for (statement, isDone) in zip(transaction, rows.map { !$0.isEmpty }) where statement.movesEntry {
      process.note("\(isDone ? "writes" : "cannot write") \(statement.arguments)")
    }
    try await travel()
    return rows
  }

  private func perform(_ transaction: [SQLStatement]) async throws(StateFailure) -> [[SQLRow]] {
    // Also where the reply is lost: it may be done.
    defer { if !transaction.allSatisfy(\.isQuery) { onWrite() } }
    return try await database.run(transaction)
  }

  private func travel() async throws(StateFailure) {
    if let latency {
      let seconds = latency.lowerBound + random.unit() * (latency.upperBound - latency.lowerBound)
      await time.sleep(until: time.now + .seconds(seconds))
      await process.thaw()
    }
    guard process.isAlive else { throw .unusable(.other(path: "the state", reason: "its process is dead")) }
  }
}

extension SQLStatement {
  fileprivate var movesEntry: Bool { sql.hasPrefix("UPDATE entry") }
}
