package import Model

/// Why the local server does not start, or fails.
package enum LocalServerError: Error, Hashable, Sendable {
  /// Another process listens on the port.
  case portInUse(host: String, port: Int)
  /// The system does not let it listen on the address, with the system's reason.
  case addressNotAvailable(host: String, port: Int, reason: String)
  /// A token that is not valid in an `Authorization` header; positions count from 1.
  case badToken(position: Int)
  /// The data file cannot be opened for writing, with the system's reason.
  case dataNotWritable(path: String, reason: String)
  /// Not a SQLite database, or a corrupted one.
  case dataCorrupt(path: String)
  /// A SQLite database of another program.
  case dataNotOurs(path: String)
  /// A state, in which runs are recorded (`--state`).
  case dataIsState(path: String)
  /// A data file of a later version of the program.
  case dataTooNew(path: String)
  /// Another process has the data file open.
  case dataInUse(path: String)
  /// The seed file cannot be read, with the reason.
  case seedNotReadable(String)
  /// The errors of the seed, each with its location.
  case badSeed([Diagnostic])
  /// Any other error, which ends the server.
  case failed(String)

  /// What happened, in one line; without the errors of a seed.
  package var text: String {
    switch self {
    case .portInUse(let host, let port):
      "port \(port) of \(host) is in use"
    case .addressNotAvailable(let host, let port, let reason):
      "cannot listen on \(host) port \(port): \(reason)"
    case .badToken(let position):
      "invalid token \(position): a token needs at least one character, and ASCII characters without spaces only"
    case .dataNotWritable(let path, let reason):
      "cannot open \(path) for writing: \(reason)"
    case .dataCorrupt(let path):
      "\(path) is not a SQLite database, or is corrupted"
    case .dataNotOurs(let path):
      "\(path) is a SQLite database of another program"
    case .dataIsState(let path):
      "\(path) is a state, in which writ records its runs, not data of a local server"
    case .dataTooNew(let path):
      "\(path) was created by a later version of writ"
    case .dataInUse(let path):
      "\(path) is in use by another process"
    case .seedNotReadable(let text): text
    case .badSeed(let findings):
      "the seed has \(findings.count) error\(findings.count == 1 ? "" : "s")"
    case .failed(let reason): "the local server failed: \(reason)"
    }
  }
}
