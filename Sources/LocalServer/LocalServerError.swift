package import RequestModel

/// Why the local server does not start, or ends by itself.
package enum LocalServerError: Error, Hashable, Sendable {
  case portInUse(host: String, port: Int)
  /// The system's own reason stands behind the address.
  case addressNotAvailable(host: String, port: Int, reason: String)
  /// A token that no `Authorization` header can hold.
  case badToken(position: Int)
  case dataNotWritable(path: String, reason: String)
  /// Not a SQLite database, or a damaged one.
  case dataCorrupt(path: String)
  /// A SQLite database that this server did not make.
  case dataNotOurs(path: String)
  /// A state, in which runs are recorded (`--state`).
  case dataIsState(path: String)
  case dataTooNew(path: String)
  case dataInUse(path: String)
  case seedNotReadable(String)
  /// What is wrong with the seed, every finding with its place.
  case badSeed([Diagnostic])
  case failed(String)

  /// One line for a person: what is wrong, and what helps. The findings of a seed are not part of it.
  package var text: String {
    switch self {
    case .portInUse(let host, let port):
      "port \(port) of \(host) is in use: stop what listens there, or take another with --port (0 picks a free one)"
    case .addressNotAvailable(let host, let port, let reason):
      "cannot listen on \(host) port \(port): \(reason)"
    case .badToken(let position):
      "token \(position) is empty or holds a blank or a control character: no Authorization header can carry it"
    case .dataNotWritable(let path, let reason):
      "\(path): cannot be opened for writing: \(reason)"
    case .dataCorrupt(let path):
      "\(path): is no SQLite database, or a damaged one: name another file, or move this one away"
    case .dataNotOurs(let path):
      "\(path): is a SQLite database that writ serve did not make: name another file"
    case .dataIsState(let path):
      "\(path): is a state, in which writ records its runs, not data of a local server: name another file with --data"
    case .dataTooNew(let path):
      "\(path): was made by a later version of writ: use that one, or name another file"
    case .dataInUse(let path):
      "\(path): is open in another process: stop that one, or name another file"
    case .seedNotReadable(let text): text
    case .badSeed(let findings):
      "the seed has \(findings.count) finding\(findings.count == 1 ? "" : "s")"
    case .failed(let reason): "the local server ended: \(reason)"
    }
  }

  init(_ failure: LedgerFailure) {
    switch failure {
    case .notWritable(let path, let reason): self = .dataNotWritable(path: path, reason: reason)
    case .corrupt(let path): self = .dataCorrupt(path: path)
    case .foreign(let path): self = .dataNotOurs(path: path)
    case .state(let path): self = .dataIsState(path: path)
    case .newer(let path, _): self = .dataTooNew(path: path)
    case .inUse(let path): self = .dataInUse(path: path)
    }
  }
}
