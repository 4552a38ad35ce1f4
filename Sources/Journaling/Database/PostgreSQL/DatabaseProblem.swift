/// Why a database server cannot keep a state, or does not now.
package enum DatabaseProblem: Hashable, Sendable {
  /// libpq is missing or too old.
  case noClientLibrary(String)
  /// No connection was made.
  case unreachable(String)
  /// The server refused the user or the password.
  case signInRefused(String)
  /// The connection was lost, and nothing was written.
  case lost(String)
  /// A server of this major version.
  case tooOld(version: Int)
  /// A database with another encoding than UTF-8.
  case encoding(String)
  /// The server does not wait until a commit is on its disk.
  case unsynchronized
  /// The server is in recovery: it is a standby, or is being restored.
  case standby
  /// The server writes nothing now.
  case readOnly(String)
  /// The role has not the rights.
  case forbidden(String)
  /// The schema, or one of its tables, is missing.
  case noTables(String)
  /// The tables are of an earlier version, and the role may not change them.
  case oldTables(Int64, String)
  /// Another transaction is in the way, for longer than is worth waiting for.
  case busy(String)

  /// It was not reachable for as long as was worth waiting.
  case away(String, for: Duration)
  /// The connection was lost before a change was confirmed: it may be recorded or not.
  case unconfirmed(String)
  /// A change is recorded, and perhaps on no standby.
  case notReplicated(String)
  /// The server is not the one that the state was on: a copy of it.
  case anotherServer
  /// What this process has recorded is missing: a failover lost it, or a backup was restored.
  case wentBack
  /// The org has a request of this plan that no entry has: a failover or a restored backup lost the record of it.
  case unrecorded(request: String)

  /// The oldest server that works.
  static let minimumVersion = 13

  /// What happened to the state at `location`, in one line.
  func text(at location: String) -> String {
    switch self {
    case .noClientLibrary(let reason):
      "the state \(location) needs libpq 14 or later, PostgreSQL's client library: \(reason)"
    case .unreachable(let reason): "cannot connect to the state \(location): \(reason)"
    case .signInRefused(let reason): "cannot sign in to the state \(location): \(reason)"
    case .lost(let reason): "the connection to the state \(location) was lost: \(reason)"
    case .tooOld(let version):
      "the state \(location) is on PostgreSQL \(version), expected \(Self.minimumVersion) or later"
    case .encoding(let name): "the state \(location) is in a database of encoding \(name), expected UTF8"
    case .unsynchronized:
      "the state \(location) is on a server with fsync = off, which may lose what it has confirmed"
    case .standby: "the state \(location) is on a standby or a server in recovery, which cannot be written"
    case .readOnly(let reason), .forbidden(let reason): "the state \(location) cannot be used: \(reason)"
    case .oldTables(let version, let reason):
      "the tables of the state \(location) have version \(version), expected \(PostgresSchema.version), and cannot be "
        + "changed: \(reason)"
    case .noTables(let reason): "\(location) does not hold a state of writ: \(reason)"
    case .busy(let reason): "the state \(location) is busy: \(reason)"
    case .away(let reason, let time):
      "the state \(location) was not reachable for \(time.components.seconds) s: \(reason)"
    case .unconfirmed(let reason):
      "the connection to the state \(location) was lost before a change was confirmed, which may be recorded or not: "
        + reason
    case .notReplicated(let reason):
      "the state \(location) got no confirmation from its standbys, so that a failover may lose what it recorded last: "
        + reason
    case .anotherServer:
      "the state \(location) is on another server than before: it is a copy, and the other one may be in use"
    case .wentBack:
      "the state \(location) has gone back in time: what this run recorded is missing (a failover, or a restored backup)"
    case .unrecorded(let request):
      "the state \(location) has gone back in time: the org has request \(request), which the state does not know"
    }
  }

  /// What to do about it.
  var hint: String {
    switch self {
    case .noClientLibrary: "install it: apt-get install libpq5, dnf install libpq, or brew install libpq"
    case .unreachable: "check the address, and that the server runs and accepts connections from here"
    case .signInRefused:
      "give the password in PGPASSWORD, in the file that PGPASSFILE names, or in a service (PGSERVICE)"
    case .lost: "run the same command again: it continues"
    case .tooOld: "update the server, or name another one"
    case .encoding: "name a database that was created with ENCODING 'UTF8'"
    case .unsynchronized: "set fsync = on, or name another server"
    case .standby: "name the primary, or several hosts and target_session_attrs=read-write"
    case .readOnly: "name the primary, or set default_transaction_read_only = off"
    case .forbidden: "grant the role the rights on the schema and its tables"
    case .oldTables: "open the state once as the role that owns its tables, which brings them up to date"
    case .noTables: "name the schema that holds the state (?schema=NAME)"
    case .away: "run the same command again when it is back: it continues"
    case .unconfirmed: "run the same command again: it continues"
    case .notReplicated:
      "see that the standbys are connected, then run the same command again: it looks up what may have been sent"
    case .anotherServer: "name the server that the state is on"
    case .wentBack, .unrecorded:
      "run the same command again: it looks at what the org has, but messages may be repeated"
    case .busy: "look for transactions that hold the state's tables, then run the same command again: it continues"
    }
  }
}
