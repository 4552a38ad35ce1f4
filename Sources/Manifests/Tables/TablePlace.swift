import Model

/// Places of a table's cells among those in manifests, so that every rule reports a cell without knowing of tables: while an
/// entry is checked, the uppermost bit of a line marks them. No file has two billion lines.
extension SourceMark {
  fileprivate static let tableBit: UInt32 = 1 << 31

  /// Whether it is in the row's table.
  var isInTable: Bool {
    @inline(__always) get { line & Self.tableBit != 0 }
  }

  /// Where it is, without that mark: for the beginning of a range.
  var unmarked: SourceMark {
    @inline(__always) get { SourceMark(line: line & ~Self.tableBit, column: column) }
  }
}

/// A marked range also says which text of the entry took the cell, since several may take the same: the line of its end has the
/// text's number in bits 16 to 30, and below how many lines the cell goes on.
extension SourceRange {
  private static let lines: UInt32 = 0xFFFF
  private static let noText = 0x7FFF

  var isInTable: Bool {
    @inline(__always) get { start.isInTable }
  }

  /// Marked as a cell that the entry's text of this number took, or as no text's.
  func inTable(text number: Int? = nil) -> SourceRange {
    let number = UInt32(min(number ?? Self.noText, Self.noText)) << 16
    return SourceRange(
      start: SourceMark(line: start.line | SourceMark.tableBit, column: start.column),
      end: SourceMark(
        line: SourceMark.tableBit | number | min(end.line &- start.line, Self.lines), column: end.column))
  }

  /// The number of the text that took the cell; `nil` for a place that is none of a cell.
  var text: Int? {
    let number = Int(end.line & ~SourceMark.tableBit) >> 16
    return isInTable && number != Self.noText ? number : nil
  }

  /// The same place without the mark.
  var unmarked: SourceRange {
    @inline(__always) get {
      guard isInTable else { return self }
      let start = start.unmarked
      return SourceRange(start: start, end: SourceMark(line: start.line + (end.line & Self.lines), column: end.column))
    }
  }
}
