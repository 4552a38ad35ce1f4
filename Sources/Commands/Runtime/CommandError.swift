import Reporting
package import Model

/// What ends a command: a status for the shell, and what to say to the person.
package struct CommandError: Error, Hashable, Sendable {
  /// The status that the program exits with.
  package var status: ExitStatus
  /// What happened, lower case, without a final period; one line for each problem. Empty where everything has been printed already.
  package var message: String
  /// What to do about it.
  package var hint: String?

  /// The findings that the message sums up.
  package var diagnostics: [Diagnostic] = []

  package init(_ status: ExitStatus, _ message: String, hint: String? = nil, diagnostics: [Diagnostic] = []) {
    self.diagnostics = diagnostics
    self.status = status
    self.message = message
    self.hint = hint
  }

  /// Ends the command with a status where its output has said everything.
  package static func exit(_ status: ExitStatus) -> CommandError {
    CommandError(status, "")
  }
}

extension CommandError {
  /// The error of `--format json`, on one line.
  var json: OrderedJSON {
    ErrorJSON.object(status: Int(status.rawValue), message: message, hint: hint, diagnostics: diagnostics)
  }
}
