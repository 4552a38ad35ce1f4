import Model

/// Widths are cells of a terminal.
extension String {
  /// The text in at most `width` cells, its middle left out where it is longer: beginnings and ends of subjects and
  /// logins distinguish them. All of it where `width` is `nil`.
  func shortened(to width: Int?) -> String {
    guard let width, terminalCells > width else { return self }
    let end = max(0, (width - 1) / 2)
    return cut(to: width - end) + String(reversed().prefix(cells: end).reversed())
  }

  /// The beginning of a longer text in at most `width` cells, the last of them for an ellipsis.
  func cut(to width: Int) -> String { String(prefix(cells: max(0, width - 1))) + "…" }

  /// The text with spaces after it, up to `width` cells.
  func padded(to width: Int) -> String {
    self + String(repeating: " ", count: max(0, width - terminalCells))
  }

  /// The text in lines of at most `width` cells, broken at spaces; a longer word has a line of its own.
  func wrapped(to width: Int?) -> [String] {
    guard let width, terminalCells > width else { return [self] }
    var lines: [String] = []
    for word in split(separator: " ", omittingEmptySubsequences: false) {
      if let last = lines.last, last.terminalCells + 1 + word.terminalCells <= width {
        lines[lines.count - 1] = "\(last) \(word)"
      } else {
        lines.append(String(word))
      }
    }
    return lines
  }
}

extension Sequence<Character> {
  /// As many of the first characters as fit into so many cells.
  fileprivate func prefix(cells: Int) -> [Character] {
    var left = cells
    return prefix { character in
      left -= character.unicodeScalars.reduce(0) { $0 + $1.terminalCells }
      return left >= 0
    }
  }
}
