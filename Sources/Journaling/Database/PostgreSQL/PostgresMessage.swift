/// What a server says with an error or a notice: the fields of
/// https://www.postgresql.org/docs/current/protocol-error-fields.html that no language changes, and its words.
struct PostgresMessage: Error, Hashable {
  /// How grave it is.
  enum Severity: String {
    case error = "ERROR"
    /// The session ends.
    case fatal = "FATAL"
    /// All sessions end.
    case panic = "PANIC"
    case warning = "WARNING"
  }

  /// `nil` for the rest: debug, log, info, notice.
  var severity: Severity?
  /// The code (https://www.postgresql.org/docs/current/errcodes-appendix.html); libpq's own errors have none.
  var sqlState: String?
  /// In the server's language.
  var text: String

  /// Whether the session is over: then nothing that was said before it is certain to have reached this side.
  var endsSession: Bool {
    severity == .fatal || severity == .panic || sqlState == nil || sqlState?.hasPrefix("08") == true
  }

  /// Whether the same transaction may succeed at a second try: it was in another one's way (serialization failure,
  /// deadlock).
  var isWorthAnotherTry: Bool { ["40001", "40P01"].contains(sqlState) || isLockTimeout }

  /// Another transaction held a row or table for longer than `lock_timeout`.
  var isLockTimeout: Bool { sqlState == "55P03" }

  /// What it means for a transaction of which nothing was written, at the state at `location`.
  func failure(at location: String) -> StateFailure {
    switch sqlState ?? "" {
    // A constraint, or a trigger's RAISE.
    case let code where code.hasPrefix("23") || code == "P0001": .refused(text)
    case "53100": .unusable(.diskFull(path: location))
    case "XX001", "XX002": .unusable(.corrupt(path: location, reason: text))
    case "25006": .unusable(.database(.readOnly(text), location: location))
    case "42501": .unusable(.database(.forbidden(text), location: location))
    case "3F000", "42P01": .unusable(.database(.noTables(text), location: location))
    // Canceled: by statement_timeout, or by a person.
    case "57014": .unusable(.database(.busy(text), location: location))
    case _ where isWorthAnotherTry: .unusable(.database(.busy(text), location: location))
    default: .unusable(.other(path: location, reason: text))
    }
  }
}
