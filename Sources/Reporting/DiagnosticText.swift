package import RequestModel

/// The source line that a diagnostic points into.
package struct DiagnosticExcerpt: Hashable, Sendable {
  /// The line, fit to be shown, long ones cut.
  package var line: String
  /// Cells of a terminal before the caret.
  package var caretOffset: Int
  /// Cells under the offending value; at least 1.
  package var caretLength: Int

  package init(line: String, caretOffset: Int, caretLength: Int) {
    self.line = line
    self.caretOffset = caretOffset
    self.caretLength = caretLength
  }
}

/// Diagnostics as a person reads them: a line that editors and terminals turn into a link, the source, what to do.
package struct DiagnosticText: Hashable, Sendable {
  private static let margin = "    "

  package var styling: Styling

  package init(styling: Styling) {
    self.styling = styling
  }

  /// The lines of one diagnostic, each ended.
  package func text(_ diagnostic: Diagnostic, excerpt: DiagnosticExcerpt?) -> String {
    let notes = diagnostic.notes.map { note in
      "  \(styling.paint("note:", .cyan)) \(note.place.text.terminalSafe): \(note.message.terminalSafe)"
    }
    let hint = diagnostic.hint.map { ["  \(styling.paint("hint:", .cyan)) \($0.terminalSafe)"] } ?? []
    let lines = [head(diagnostic)] + (excerpt.map { source($0, diagnostic.severity) } ?? []) + hint + notes
    return lines.joined(separator: "\n") + "\n"
  }

  private func head(_ diagnostic: Diagnostic) -> String {
    let place = styling.paint("\(diagnostic.place.text.terminalSafe):", .bold)
    let kind = "\(diagnostic.severity.rawValue)[\(diagnostic.code)]:"
    return "\(place) \(styling.paint(kind, color(diagnostic.severity), .bold)) \(diagnostic.message.terminalSafe)"
  }

  private func source(_ excerpt: DiagnosticExcerpt, _ severity: Diagnostic.Severity) -> [String] {
    let caret = "^" + String(repeating: "~", count: max(0, excerpt.caretLength - 1))
    return [
      Self.margin + excerpt.line.terminalSafe,
      Self.margin + String(repeating: " ", count: max(0, excerpt.caretOffset)) + styling.paint(caret, color(severity)),
    ]
  }

  private func color(_ severity: Diagnostic.Severity) -> Styling.Color {
    switch severity {
    case .error: .red
    case .warning: .yellow
    }
  }
}
