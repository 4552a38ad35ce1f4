import GRDB
import Synchronization

/// Writes that arrive while one commit is in flight share the next one: each caller waits until its own write is on the
/// disk, and the disk is asked once for all of them.
final class ClosureCommit: Sendable {
  typealias Change = @Sendable (Database) throws -> Void

  private struct Write: Sendable {
    let change: Change
    let continuation: CheckedContinuation<(any Error)?, Never>
  }

  private struct Backlog {
    var writes: [Write] = []
    var isDraining = false
  }

  private let writer: any DatabaseWriter
  private let backlog = Mutex(Backlog())

  init(writer: any DatabaseWriter) {
    self.writer = writer
  }

  /// Returns once the change is durable; throws where it was refused, and then nothing of it was written.
  func perform(_ change: @escaping Change) async throws {
    let failure = await withCheckedContinuation { continuation in
      let isFirst = backlog.withLock { backlog in
        backlog.writes.append(Write(change: change, continuation: continuation))
        defer { backlog.isDraining = true }
        return !backlog.isDraining
      }
      if isFirst { writer.asyncWriteWithoutTransaction { db in self.drain(db) } }
    }
    if let failure { throw failure }
  }

  private func drain(_ db: Database) {
    while true {
      let writes = backlog.withLock { backlog in
        defer { backlog.writes = [] }
        backlog.isDraining = !backlog.writes.isEmpty
        return backlog.writes
      }
      guard !writes.isEmpty else { return }
      commit(writes, db)
    }
  }

  private static func isRefusal(_ error: any Error) -> Bool {
    error is ClaimedRequestError || (error as? DatabaseError)?.resultCode == .SQLITE_CONSTRAINT
  }

  private func commit(_ writes: [Write], _ db: Database) {
    do {
      try db.inTransaction(.immediate) {
        for write in writes { try write.change(db) }
        return .commit
      }
      for write in writes { write.continuation.resume(returning: nil) }
    } catch let error where writes.count > 1 && Self.isRefusal(error) {
      // One of them is at fault: each alone, so that the others do not suffer. A disk that failed is not asked again.
      for write in writes { commit([write], db) }
    } catch {
      for write in writes { write.continuation.resume(returning: error) }
    }
  }
}
