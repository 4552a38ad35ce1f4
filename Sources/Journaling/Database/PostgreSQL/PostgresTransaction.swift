/// A transaction as a server is given it.
///
/// All that it needs is said within it, and no statement has a name: so it does not matter whether a pooler gives every
/// transaction to another session of the server.
struct PostgresTransaction {
  private let statements: [SQLStatement]
  private let schema: String
  /// Whether nothing is written.
  let onlyReads: Bool

  /// Throws where a text cannot be stored: libpq would cut it at a NUL, and the server has none.
  init(_ statements: [SQLStatement], schema: String) throws(StateFailure) {
    for case .text(let text) in statements.lazy.flatMap(\.arguments).joined() where text.utf8.contains(0) {
      throw StateFailure.refused("PostgreSQL stores no text with U+0000")
    }
    (self.statements, self.schema) = (statements, schema)
    onlyReads = statements.allSatisfy(\.isQuery)
  }

  /// Who only reads sees one moment, as in SQLite. Who writes waits for others and sees what they did. Whether a role's
  /// transactions are read-only is its administrator's to say.
  private var begin: String {
    onlyReads ? "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY" : "BEGIN ISOLATION LEVEL READ COMMITTED"
  }

  /// What a role or a database may have set otherwise, for this transaction: where the tables are; that a commit is durable
  /// when it returns, and that a warning about that is sent; that numbers are sent to their last bit; for how long a lock
  /// and a statement may take; and for how long locks are held for a process that froze, or was cut off, before it sent
  /// its commit. A schema of temporary tables comes last, or they would hide the state's.
  private var settings: String {
    """
    SELECT set_config('search_path', '\(schema), pg_temp', true), set_config('synchronous_commit', 'on', true),
      set_config('client_min_messages', 'warning', true), set_config('extra_float_digits', '1', true),
      set_config('lock_timeout', '10s', true), set_config('statement_timeout', '20s', true),
      set_config('idle_in_transaction_session_timeout', '20s', true)
    """
  }

  /// Sends all but the commit. Returns which of the answers will be those of the statements' executions.
  func send(on session: PostgresSession) throws(PostgresSession.LostError) -> [Int] {
    var answers = 0
    var executions: [Int] = []
    for text in [begin, settings] {
      try Self.send(text, on: session)
      answers += 2
    }
    var prepared: (sql: String, types: [UInt32])?
    for statement in statements {
      let types = Self.types(of: statement)
      if prepared?.sql != statement.sql || prepared?.types != types {
        try session.prepare(statement.sql, types: types)
        prepared = (statement.sql, types)
        answers += 1
      }
      for arguments in statement.arguments {
        try session.execute(arguments.map(Self.text))
        executions.append(answers)
        answers += 1
      }
    }
    return executions
  }

  /// Sends the commit.
  func sendCommit(on session: PostgresSession) throws(PostgresSession.LostError) {
    try Self.send("COMMIT", on: session)
  }

  private static func send(_ sql: String, on session: PostgresSession) throws(PostgresSession.LostError) {
    try session.prepare(sql, types: [])
    try session.execute([])
  }

  /// The type of each parameter in all rows; where all are `NULL` the server finds it out.
  private static func types(of statement: SQLStatement) -> [UInt32] {
    var types: [UInt32] = []
    for arguments in statement.arguments {
      for (position, argument) in arguments.enumerated() {
        if position == types.count { types.append(LibPQ.TypeNumber.unknown) }
        types[position] = common(types[position], type(of: argument))
      }
    }
    return types
  }

  private static func common(_ one: UInt32, _ other: UInt32) -> UInt32 {
    if one == other || other == LibPQ.TypeNumber.unknown { return one }
    if one == LibPQ.TypeNumber.unknown { return other }
    return one == LibPQ.TypeNumber.text || other == LibPQ.TypeNumber.text
      ? LibPQ.TypeNumber.text : LibPQ.TypeNumber.float8
  }

  private static func type(of value: SQLValue) -> UInt32 {
    switch value {
    case .null: LibPQ.TypeNumber.unknown
    case .integer: LibPQ.TypeNumber.int8
    case .real: LibPQ.TypeNumber.float8
    case .text: LibPQ.TypeNumber.text
    }
  }

  private static func text(of value: SQLValue) -> String? {
    switch value {
    case .null: nil
    case .integer(let number): String(number)
    // The shortest text that gives the same number again, here and there.
    case .real(let number): String(number)
    case .text(let text): text
    }
  }
}
