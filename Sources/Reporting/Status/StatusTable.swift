import Model

/// A table of counts for people: labels on the left, numbers on the right of their columns.
struct StatusTable {
  var head: [String]
  /// Each as long as the head.
  var rows: [[String]]

  /// On a terminal that is too narrow for its columns, each row is a list of its counts instead.
  func lines(width: Int?, styling: Styling) -> [String] {
    let columns = head.indices.map { column in ([head] + rows).map { $0[column].terminalCells }.max() ?? 0 }
    let numbers = columns.dropFirst().reduce(0) { $0 + $1 + 2 }
    let label = min(columns[0], width.map { max(12, $0 - numbers) } ?? .max)
    if let width, label + numbers > width { return rows.flatMap { list($0, width: width) } }
    func line(_ cells: [String]) -> String {
      let numbers = zip(cells, columns).dropFirst().map { cell, column in
        "  " + String(repeating: " ", count: max(0, column - cell.terminalCells)) + cell
      }
      return cells[0].shortened(to: label).padded(to: label) + numbers.joined()
    }
    return [styling.paint(line(head), .dim)] + rows.map(line)
  }

  private func list(_ cells: [String], width: Int) -> [String] {
    let counts = zip(head, cells).dropFirst(2).filter { $0.1 != "0" }.map { "\($0.1) \($0.0)" }
    return [cells[0].shortened(to: width)]
      + counts.joined(separator: ", ").wrapped(to: max(20, width - 4)).map { "    \($0)" }
  }
}
