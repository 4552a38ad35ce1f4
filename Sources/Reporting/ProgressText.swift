/// A line of progress for the width that a terminal has.
package enum ProgressText {
  /// As many of the parts as fit into `width` characters, the first one in any case; the next one is cut where there is
  /// room for something of it.
  package static func line(_ parts: [String], width: Int) -> String {
    var line = parts.first ?? ""
    guard line.count <= width else { return cut(line, to: width) }
    for part in parts.dropFirst() {
      let longer = "\(line), \(part)"
      guard longer.count <= width else {
        return width - line.count >= 14 ? cut(longer, to: width) : line
      }
      line = longer
    }
    return line
  }

  private static func cut(_ text: String, to width: Int) -> String { "\(text.prefix(max(0, width - 1)))…" }
}
