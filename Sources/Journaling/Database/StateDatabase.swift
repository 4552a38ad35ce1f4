/// A place that keeps the tables of a state. The one port of the journal and of both caches, which stand above it.
///
/// A transaction is a value: statements that nothing has to be read in between for. So it can be done in one round trip
/// over a network, and several of them can share one commit.
package protocol StateDatabase: Sendable {
  /// Does all statements in their order as one transaction, which is durable when this returns. Gives the rows of each
  /// execution: one element for each row of arguments of each statement.
  func run(_ transaction: [SQLStatement]) async throws(StateFailure) -> [[SQLRow]]
}

/// A statement, and the arguments with which it is executed, once for each row of them.
///
/// One text for all databases: parameters are `$1`, `$2` … in the order of their first use, names are never quoted, columns
/// are read by position, and what a change did is read from its `RETURNING`.
package struct SQLStatement: Hashable, Sendable {
  /// The text.
  package let sql: String
  /// A row of arguments for each execution.
  package let arguments: [[SQLValue]]
  /// Whether it only reads.
  package let isQuery: Bool

  private init(_ sql: String, _ arguments: [[SQLValue]], isQuery: Bool) {
    (self.sql, self.arguments, self.isQuery) = (sql, arguments, isQuery)
  }

  /// A statement that only reads.
  package static func query(_ sql: String, _ arguments: SQLValue...) -> SQLStatement {
    SQLStatement(sql, [arguments], isQuery: true)
  }

  /// A statement that only reads, once for each row of arguments.
  package static func query(_ sql: String, rows: [[SQLValue]]) -> SQLStatement {
    SQLStatement(sql, rows, isQuery: true)
  }

  /// A statement that writes.
  package static func change(_ sql: String, _ arguments: SQLValue...) -> SQLStatement {
    SQLStatement(sql, [arguments], isQuery: false)
  }

  /// A statement that writes, once for each row of arguments.
  package static func change(_ sql: String, rows: [[SQLValue]]) -> SQLStatement {
    SQLStatement(sql, rows, isQuery: false)
  }
}

/// Why a transaction was not done, or is not known to be.
package enum StateFailure: Error, Hashable, Sendable {
  /// A constraint refused it: nothing of it was written.
  case refused(String)
  /// The connection was lost while it was in flight: it may have been done or not.
  case unknown(String)
  /// It is written here, and perhaps on no standby: a failover may lose it.
  case unsafe(String)
  /// The database cannot do it: nothing of it was written.
  case unusable(JournalError)
}
