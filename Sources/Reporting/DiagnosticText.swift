package import RequestModel

/// Diagnostics as a person reads them: a line that editors and terminals turn into a link, the source, what to do.
package struct DiagnosticText: Hashable, Sendable {
  private static let margin = "    "

  /// Whether the text has colors.
  package var styling: Styling

  package init(styling: Styling) {
    self.styling = styling
  }

  /// The lines of one diagnostic, each ended.
  package func text(_ diagnostic: Diagnostic, excerpt: SourceExcerpt?) -> String {
    let notes = diagnostic.notes.map { note in
      "  \(styling.paint("note:", .cyan)) \(note.place.text.terminalSafe): \(note.message.terminalSafe)"
    }
    let hint = diagnostic.hint.map { ["  \(styling.paint("hint:", .cyan)) \($0.terminalSafe)"] } ?? []
    let lines = [head(diagnostic)] + (excerpt.map { source($0, diagnostic.severity) } ?? []) + hint + notes
    return lines.joined(separator: "\n") + "\n"
  }

  private func head(_ diagnostic: Diagnostic) -> String {
    let place = styling.paint("\(diagnostic.place.text.terminalSafe):", .bold)
    let kind = "\(diagnostic.severity.rawValue)[\(diagnostic.code.rawValue)]:"
    return "\(place) \(styling.paint(kind, color(diagnostic.severity), .bold)) \(diagnostic.message.terminalSafe)"
  }

  private func source(_ excerpt: SourceExcerpt, _ severity: Diagnostic.Severity) -> [String] {
    let caret = "^" + String(repeating: "~", count: max(0, excerpt.caretLength - 1))
    return [
      Self.margin + excerpt.line.terminalSafe,
      Self.margin + String(repeating: " ", count: max(0, excerpt.caretColumn)) + styling.paint(caret, color(severity)),
    ]
  }

  private func color(_ severity: Diagnostic.Severity) -> Styling.Color {
    switch severity {
    case .error: .red
    case .warning: .yellow
    }
  }
}
