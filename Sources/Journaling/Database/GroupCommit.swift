import Synchronization

/// Transactions that arrive while one commit is in flight share the next one: each caller waits until its own is durable, and
/// the database is asked once for all of them.
package final class GroupCommit: StateDatabase {
  private struct Write: Sendable {
    let transaction: [SQLStatement]
    let continuation: CheckedContinuation<Result<[[SQLRow]], StateFailure>, Never>
  }

  private struct Backlog {
    var writes: [Write] = []
    var isDraining = false
  }

  private let database: any StateDatabase
  private let watch: StateWatch?
  private let backlog = Mutex(Backlog())

  package convenience init(_ database: any StateDatabase) { self.init(database, watch: nil) }

  /// `watch` looks after each commit whether the state is still in its place; what was written elsewhere counts for nothing.
  init(_ database: any StateDatabase, watch: StateWatch?) {
    self.database = database
    self.watch = watch
  }

  /// Reads are not grouped. A transaction that is refused is refused alone: nothing of it was written, and all others were
  /// done.
  package func run(_ transaction: [SQLStatement]) async throws(StateFailure) -> [[SQLRow]] {
    if transaction.allSatisfy(\.isQuery) { return try await database.run(transaction) }
    let result = await withCheckedContinuation { continuation in
      let isFirst = backlog.withLock { backlog in
        backlog.writes.append(Write(transaction: transaction, continuation: continuation))
        defer { backlog.isDraining = true }
        return !backlog.isDraining
      }
      if isFirst { Task { await drain() } }
    }
    return try result.get()
  }

  private func drain() async {
    while true {
      let writes = backlog.withLock { backlog in
        defer { backlog.writes = [] }
        backlog.isDraining = !backlog.writes.isEmpty
        return backlog.writes
      }
      guard !writes.isEmpty else { return }
      await commit(writes)
    }
  }

  private func checkPlace() throws(StateFailure) {
    do throws(JournalError) {
      try watch?.check()
    } catch {
      throw .unusable(error)
    }
  }

  private func commit(_ writes: [Write]) async {
    do throws(StateFailure) {
      var rows = try await database.run(writes.flatMap(\.transaction))[...]
      try checkPlace()
      for write in writes {
        let count = write.transaction.reduce(0) { $0 + $1.arguments.count }
        write.continuation.resume(returning: .success(Array(rows.prefix(count))))
        rows = rows.dropFirst(count)
      }
    } catch .refused where writes.count > 1 {
      // One of them is at fault: each alone, so that the others do not suffer. A disk that failed is not asked again.
      for write in writes { await commit([write]) }
    } catch {
      for write in writes { write.continuation.resume(returning: .failure(error)) }
    }
  }
}
