/// What ends a command: a status for the shell, and what to tell the person.
package struct CommandError: Error, Hashable, Sendable {
  package var status: ExitStatus
  /// What happened, lower case, without a final period; one line for each problem. Empty where all has been told already.
  package var message: String
  /// What to do about it.
  package var hint: String?

  package init(_ status: ExitStatus, _ message: String, hint: String? = nil) {
    self.status = status
    self.message = message
    self.hint = hint
  }

  /// Ends the command with a status where the output has told all.
  package static func told(_ status: ExitStatus) -> CommandError {
    CommandError(status, "")
  }
}
