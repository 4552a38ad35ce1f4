package import Model

/// Diagnostics as a person reads them: a line that editors and terminals turn into a link, the source, what to do.
package struct DiagnosticText: Hashable, Sendable {
  private static let margin = "    "

  /// Whether the text has colors.
  package var styling: Styling
  /// The cells of a line on the terminal; `nil` where source lines need not fit.
  package var width: Int?

  package init(styling: Styling, width: Int? = nil) {
    self.styling = styling
    self.width = width
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
    let excerpt = excerpt.fitted(to: width.map { max(16, $0 - Self.margin.count) })
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

extension SourceExcerpt {
  /// What fits into so many cells around the caret, with an ellipsis where the line goes on.
  fileprivate func fitted(to width: Int?) -> SourceExcerpt {
    let cells = max(line.terminalCells, caretColumn + 1)
    guard let width, cells > width else { return self }
    // A third of the room is for what stands before the caret.
    let start = max(0, min(caretColumn - width / 3, cells - width))
    let head = start > 0 ? "…" : ""
    let tail = start + width < line.terminalCells ? "…" : ""
    let window = start + head.terminalCells..<start + width - tail.terminalCells
    var (shown, column) = ("", 0)
    var first: Int?
    for character in line {
      let end = column + String(character).terminalCells
      if column >= window.lowerBound, end <= window.upperBound {
        first = first ?? column
        shown.append(character)
      }
      column = end
    }
    let caret = caretColumn - (first ?? start) + head.terminalCells
    return SourceExcerpt(
      line: head + shown + tail, caretColumn: caret, caretLength: max(1, min(caretLength, width - caret)))
  }
}
