/// A problem in the input, with its place: collected and printed with all others, never thrown.
package struct Diagnostic: Hashable, Sendable {
  /// Whether it makes the input invalid.
  package enum Severity: String, Sendable, Codable {
    /// The input is not valid.
    case error
    /// The input is valid, but may not do what was intended.
    case warning
  }

  /// A second place that explains the first.
  package struct Note: Hashable, Sendable {
    /// One phrase, lower case, without a final period.
    package var message: String
    /// The place that it explains.
    package var place: SourcePlace

    package init(message: String, place: SourcePlace) {
      self.message = message
      self.place = place
    }
  }

  /// An error or a warning.
  package var severity: Severity
  /// The kind of problem.
  package var code: DiagnosticCode
  /// One sentence, lower case, without a final period.
  package var message: String
  /// The file, as the user named it.
  package var file: String
  /// The text that is the problem.
  package var range: SourceRange
  /// The likely fix, where there is one.
  package var hint: String?
  /// Other places that explain it.
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

  /// The same without other places: several entries may take what it is about.
  package var withoutNotes: Diagnostic {
    var finding = self
    finding.notes = []
    return finding
  }

  /// Where its range starts.
  package var place: SourcePlace { SourcePlace(file: file, mark: range.start) }
}

extension [Diagnostic] {
  /// By place, files in this order.
  package func sorted(byFile order: [String: Int]) -> [Diagnostic] {
    sorted { (order[$0.file, default: 0], $0.range.start) < (order[$1.file, default: 0], $1.range.start) }
  }
}
