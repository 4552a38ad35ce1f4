/// A database that is reached over a connection, which may be lost.
package protocol StateServer: StateDatabase {
  /// Makes a connection, in place of the one there may be, and returns which server it leads to.
  func connect() async throws(JournalError) -> PostgresServer
}

extension PostgresDatabase: StateServer {}

extension DatabaseProblem {
  /// Whether a server that has been used may be back soon: the connection is gone, or it is being started, stopped,
  /// restored or replaced. A pooler in front of it may refuse to sign in meanwhile.
  var mayPass: Bool {
    switch self {
    case .unreachable, .signInRefused, .lost, .standby, .readOnly, .unconfirmed: true
    case .noClientLibrary, .tooOld, .encoding, .unsynchronized, .forbidden, .noTables, .oldTables, .busy, .away,
      .notReplicated, .anotherServer, .wentBack, .unrecorded:
      false
    }
  }

  /// Why it is away, without where it is: in one line, as libpq adds questions to what it says.
  var reason: String {
    words.split(whereSeparator: \.isNewline).first.map(String.init) ?? words
  }

  private var words: String {
    switch self {
    case .unreachable(let reason), .signInRefused(let reason), .lost(let reason), .readOnly(let reason),
      .unconfirmed(let reason):
      reason
    case .standby: "it is in recovery"
    default: text(at: "it")
    }
  }
}
