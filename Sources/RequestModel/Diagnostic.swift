/// A problem in the input, with its place: collected and shown with all others, never thrown.
package struct Diagnostic: Hashable, Sendable {
  package enum Severity: String, Sendable, Codable {
    case error, warning
  }

  /// A second place that explains the first.
  package struct Note: Hashable, Sendable {
    package var message: String
    package var place: SourcePlace

    package init(message: String, place: SourcePlace) {
      self.message = message
      self.place = place
    }
  }

  package var severity: Severity
  package var code: DiagnosticCode
  /// One sentence, lower case, without a final period.
  package var message: String
  package var file: String
  package var range: SourceRange
  /// The likely fix, where there is one.
  package var hint: String?
  package var notes: [Note]

  package init(
    severity: Severity = .error, code: DiagnosticCode, message: String, file: String, range: SourceRange,
    hint: String? = nil, notes: [Note] = []
  ) {
    self.severity = severity
    self.code = code
    self.message = message
    self.file = file
    self.range = range
    self.hint = hint
    self.notes = notes
  }

  package var place: SourcePlace { SourcePlace(file: file, mark: range.start) }
}
