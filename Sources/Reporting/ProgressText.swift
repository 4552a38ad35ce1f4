import Model

/// A line of progress for the width that a terminal has.
package enum ProgressText {
  /// As many of the parts as fit into `width` cells, the first one in any case; the next one is cut where there is room for
  /// something of it.
  package static func line(_ parts: [String], width: Int) -> String {
    var line = parts.first ?? ""
    guard line.terminalCells <= width else { return line.cut(to: width) }
    for part in parts.dropFirst() {
      let longer = "\(line), \(part)"
      guard longer.terminalCells <= width else {
        return width - line.terminalCells >= 14 ? longer.cut(to: width) : line
      }
      line = longer
    }
    return line
  }
}
