/// The source line that a diagnostic points into, or the window of a long line around the place, ready to be printed in a
/// terminal: tabs are spaces, control and invisible characters are visible ones.
package struct SourceExcerpt: Hashable, Sendable {
  /// The line, without its end.
  package var line: String
  /// Terminal cells before the caret.
  package var caretColumn: Int
  /// Terminal cells under the offending value, as far as it is on this line and in the window; at least 1.
  package var caretLength: Int

  package init(line: String, caretColumn: Int, caretLength: Int) {
    self.line = line
    self.caretColumn = caretColumn
    self.caretLength = caretLength
  }
}
