/// Places of a table's cells among those in manifests, so that rules report a cell without knowing of tables: the uppermost bit of
/// a line marks them. No file has two billion lines.
extension SourceMark {
  /// The mark.
  @usableFromInline package static let tableBit: UInt32 = 1 << 31

  /// Whether it is in the table of the row that an entry is made for.
  @inlinable package var isInTable: Bool { line & Self.tableBit != 0 }

  /// Where it is, without that mark: for the beginning of a range.
  @inlinable package var unmarked: SourceMark { SourceMark(line: line & ~Self.tableBit, column: column) }
}

/// A marked range also says which text of the entry took the cell, since several may take the same: the line of its end has the
/// text's number in bits 16 to 30, and below how many lines the cell goes on.
extension SourceRange {
  private static let lines: UInt32 = 0xFFFF
  private static let noText = 0x7FFF

  /// Whether it is in the table of the row that an entry is made for.
  @inlinable package var isInTable: Bool { start.isInTable }

  /// Marked as a cell that the entry's text of this number took, or as no text's.
  package func inTable(text number: Int? = nil) -> SourceRange {
    let number = UInt32(min(number ?? Self.noText, Self.noText)) << 16
    return SourceRange(
      start: SourceMark(line: start.line | SourceMark.tableBit, column: start.column),
      end: SourceMark(
        line: SourceMark.tableBit | number | min(end.line &- start.line, Self.lines), column: end.column))
  }

  /// The number of the text that took the cell; `nil` for a place that is not a cell's.
  package var text: Int? {
    let number = Int(end.line & ~SourceMark.tableBit) >> 16
    return isInTable && number != Self.noText ? number : nil
  }

  /// The same place without the mark.
  package var unmarked: SourceRange {
    guard isInTable else { return self }
    let start = start.unmarked
    return SourceRange(start: start, end: SourceMark(line: start.line + (end.line & Self.lines), column: end.column))
  }
}
