import Foundation
import Model

/// A table as a document declares it: rows in a file, or written in the manifest.
final class TableDeclaration {
  /// Where its rows are.
  enum Rows {
    case file(ManifestSource, CSVDialect)
    case written(YAMLNode)
  }

  let name: String
  /// The key that names it.
  let range: SourceRange
  let rows: Rows
  /// The columns' names as written; those that no cell names are empty.
  let columns: [String]
  private let numbers: [String: Int]
  /// The number of the column by which plans are counted.
  private(set) var groupColumn: Int?
  /// Which rows some entry takes, a bit for each, and how many rows there are.
  private var taken: [UInt64] = []
  private var rowCount = 0
  private(set) var isUsed = false

  /// `columns` are the header's cells.
  init(name: String, range: SourceRange, rows: Rows, columns: [String]) {
    self.name = name
    self.range = range
    self.rows = rows
    self.columns = columns
    numbers = Dictionary(
      columns.enumerated().filter { !$0.element.isEmpty }.map { (Self.folded($0.element), $0.offset) },
      uniquingKeysWith: { first, _ in first })
  }

  /// The file's name; `nil` where the rows are written in the manifest.
  var file: String? {
    if case .file(let source, _) = rows { source.name } else { nil }
  }

  /// What findings call it: its file, or else its name.
  var title: String { file ?? name }

  /// The number of a column by its name, in letters of either case.
  func number(of column: String) -> Int? { numbers[Self.folded(column)] }

  /// Remembers the column by which plans are counted, if the table has it.
  func group(by files: TableFiles) {
    groupColumn = files.groupColumn.flatMap { number(of: $0) }
    if groupColumn != nil { files.noteGroupColumn() }
  }

  /// Columns are compared without regard to case, and any white space in them counts as one space: headers have line breaks.
  static func folded(_ column: String) -> String {
    column.precomposedStringWithCanonicalMapping.lowercased().split(whereSeparator: \.isWhitespace).joined(
      separator: " ")
  }

  // MARK: Rows in entries

  func noteUse() { isUsed = true }

  /// An entry takes a row, or passes over it.
  func note(row number: Int, isTaken: Bool) {
    rowCount = max(rowCount, number + 1)
    while taken.count <= number / 64 { taken.append(0) }
    if isTaken { taken[number / 64] |= 1 << UInt64(number % 64) }
  }

  /// How many rows there are, how many of them no entry takes, and the number of the first of those.
  var untaken: (rows: Int, count: Int, first: Int?) {
    let count = taken.reduce(rowCount) { $0 - $1.nonzeroBitCount }
    let first = taken.enumerated().first { $0.element != .max }.map {
      $0.offset * 64 + (~$0.element).trailingZeroBitCount
    }
    return (rowCount, count, count > 0 ? first : nil)
  }
}
