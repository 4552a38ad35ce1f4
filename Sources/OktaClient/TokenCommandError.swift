/// Why a token command gave no token.
package enum TokenCommandError: Error, Hashable, Sendable {
  /// The shell could not be started, and why.
  case notStarted(String)
  /// It ended with another status than 0.
  case status(Int32)
  /// A signal ended it.
  case signal(Int32)
  /// It took longer than this.
  case outOfTime(Duration)
  /// It printed nothing but white space.
  case noOutput
  /// It printed more than a token can have.
  case tooMuchOutput
  /// Whoever asked for the token waits no longer.
  case canceled

  /// The rest of a sentence that begins with "the token command".
  package var text: String {
    switch self {
    case .notStarted(let reason): "could not be started: \(reason)"
    case .status(let status): "failed with exit status \(status); run it by hand to see why"
    case .signal(let signal): "was ended by signal \(signal); run it by hand to see why"
    case .outOfTime(let limit): "did not finish within \(limit.components.seconds) seconds; run it by hand to see why"
    case .tooMuchOutput: "printed more than 1 MiB; it must print the token alone to standard output"
    case .canceled: "was canceled"
    case .noOutput: "printed nothing; it must print the token to standard output"
    }
  }
}
