/// What a person can do about what a plan leaves undone, in the words of the program that shows it: the planner knows no
/// flags and no commands.
package struct PlanRemedies: Hashable, Sendable {
  /// How to record what became of an ambiguous action.
  package var resolve: String
  /// How to send a message that may have been sent.
  package var resend: String
  /// How to send withheld messages.
  package var sendWithheld: String
  /// How to create a second request for an entry with an edited subject.
  package var acceptNewSubject: String
  /// How to list what is only counted.
  package var listAll: String

  /// Each is a clause that stands in a sentence, such as `use --some-flag`.
  package init(
    resolve: String = "record its outcome", resend: String = "allow to send it again",
    sendWithheld: String = "they can be sent all the same", acceptNewSubject: String = "allow a second request",
    listAll: String = "not listed"
  ) {
    self.resolve = resolve
    self.resend = resend
    self.sendWithheld = sendWithheld
    self.acceptNewSubject = acceptNewSubject
    self.listAll = listAll
  }
}
