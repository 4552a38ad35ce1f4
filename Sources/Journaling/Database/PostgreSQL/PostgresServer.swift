/// What is known of a server after a connection was made: whether it is fit, and which one it is.
package struct PostgresServer: Hashable, Sendable {
  /// The number of the cluster, which all of its copies share; `nil` where the role may not read it.
  package let systemIdentifier: Int64?
  /// The number of its history, which changes with every failover and restore; `nil` where the role may not read it.
  package let timeline: Int?

  /// What a server has to be asked before it is given anything.
  static let demands = SQLStatement.query(
    """
    SELECT current_setting('server_version_num')::int8, current_setting('server_encoding'), current_setting('fsync'),
      pg_is_in_recovery()
    """)

  /// Why a server that answered `demands` with `row` cannot keep a state; `nil` where it can.
  static func problem(_ row: SQLRow) throws(SQLRow.DecodingError) -> DatabaseProblem? {
    let version = Int(try row.integer(0)) / 1_00_00
    let (encoding, isSynchronized) = (try row.text(1), try row.text(2) == "on")
    if version < DatabaseProblem.minimumVersion { return .tooOld(version: version) }
    if encoding != "UTF8" { return .encoding(encoding) }
    if !isSynchronized { return .unsynchronized }
    return try row.truth(3) ? .standby : nil
  }

  /// Asks for the cluster's number. Some managed services refuse it.
  static let systemIdentifier = SQLStatement.query("SELECT system_identifier FROM pg_control_system()")

  /// Asks for the name of the log's file, which begins with the timeline: unlike the control file's it is true at once.
  static let logFile = SQLStatement.query("SELECT pg_walfile_name(pg_current_wal_lsn())")

  /// The timeline in a file's name of the write-ahead log: its first eight hexadecimal digits.
  static func timeline(logFile: String) -> Int? {
    logFile.count == 24 ? Int(logFile.prefix(8), radix: 16) : nil
  }
}
