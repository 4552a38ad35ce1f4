import Model

/// Places in a table's file, among those in manifests: the uppermost bit of the line distinguishes them while an entry is
/// checked, so that every rule reports a cell without knowing of tables. No file has two billion lines.
extension SourceMark {
  private static let tableBit: UInt32 = 1 << 31

  /// Whether it is in the file of the row's table.
  var isInTable: Bool {
    @inline(__always) get { line & Self.tableBit != 0 }
  }

  /// The same place, marked as one in the table's file.
  var inTable: SourceMark { SourceMark(line: line | Self.tableBit, column: column) }

  /// The same place without that mark.
  var unmarked: SourceMark {
    @inline(__always) get { SourceMark(line: line & ~Self.tableBit, column: column) }
  }
}

extension SourceRange {
  var isInTable: Bool {
    @inline(__always) get { start.isInTable }
  }

  var inTable: SourceRange { SourceRange(start: start.inTable, end: end.inTable) }

  var unmarked: SourceRange {
    @inline(__always) get { SourceRange(start: start.unmarked, end: end.unmarked) }
  }
}

/// The row that an entry is repeated for at the moment.
struct RowPlace {
  /// The table's file, or the manifest where the rows are written in it.
  let file: String
  /// The row's first cell.
  let range: SourceRange
  /// The texts of the entry by the places of the cells that they took, for notes.
  let texts: [(cell: SourceRange, text: SourceRange)]
  /// Its cell in the column by which plans are counted; `nil` if the table does not have it.
  let group: String?
  /// A hash of all texts that the row has filled: equal rows make equal entries.
  let hash: UInt32
}
