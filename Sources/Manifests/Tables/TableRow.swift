import Model

/// The cells of one row, as bytes in one arena that the next row reuses.
final class TableRow {
  /// Where a cell's text is in the arena, and where it is written.
  private struct Cell {
    var start: Int
    var count: Int
    var range: SourceRange
  }

  private(set) var bytes: UnsafeMutablePointer<UInt8>
  private(set) var byteCount = 0
  private var capacity = 1_024
  private var cells: [Cell] = []

  init() { bytes = .allocate(capacity: capacity) }

  deinit { bytes.deallocate() }

  /// How many cells it has.
  var count: Int { cells.count }

  /// A cell's text, trimmed: valid until the next row.
  func text(_ column: Int) -> YAMLText {
    YAMLText(UnsafeBufferPointer(start: bytes + cells[column].start, count: cells[column].count))
  }

  /// Where a cell is written; the row's beginning for a column that the row does not have.
  func range(_ column: Int) -> SourceRange {
    cells.indices.contains(column) ? cells[column].range : (cells.first?.range ?? SourceRange(at: .start))
  }

  /// Whether no cell has a text.
  var isBlank: Bool { cells.allSatisfy { $0.count == 0 } }

  // MARK: Filling

  func removeAll() {
    byteCount = 0
    cells.removeAll(keepingCapacity: true)
  }

  @inline(__always)
  func append(_ byte: UInt8) {
    if byteCount == capacity { grow(holding: byteCount + 1) }
    bytes[byteCount] = byte
    byteCount &+= 1
  }

  func append(_ more: UnsafeBufferPointer<UInt8>) {
    guard let start = more.baseAddress else { return }
    if byteCount + more.count > capacity { grow(holding: byteCount + more.count) }
    (bytes + byteCount).update(from: start, count: more.count)
    byteCount += more.count
  }

  /// Ends the cell whose text began at `start` of the arena.
  func endCell(from start: Int, at range: SourceRange) {
    let text = UnsafeBufferPointer(start: bytes + start, count: byteCount - start).trimmed
    cells.append(Cell(start: start + text.lowerBound, count: text.count, range: range))
  }

  private func grow(holding minimum: Int) {
    let grown = UnsafeMutablePointer<UInt8>.allocate(capacity: max(minimum, capacity * 2))
    grown.moveInitialize(from: bytes, count: byteCount)
    bytes.deallocate()
    bytes = grown
    capacity = max(minimum, capacity * 2)
  }
}

extension UnsafeBufferPointer<UInt8> {
  /// Without white space at its ends: that of ASCII, and the no-break space (U+00A0) that spreadsheets and web pages leave.
  var trimmed: Range<Int> {
    var (start, end) = (0, count)
    while start < end {
      if self[start].isSpace {
        start += 1
      } else if start + 1 < end, self[start] == 0xC2, self[start + 1] == 0xA0 {
        start += 2
      } else {
        break
      }
    }
    while start < end {
      if self[end - 1].isSpace {
        end -= 1
      } else if start + 1 < end, self[end - 2] == 0xC2, self[end - 1] == 0xA0 {
        end -= 2
      } else {
        break
      }
    }
    return start..<end
  }
}

extension UInt8 {
  fileprivate var isSpace: Bool { self == 0x20 || (0x09...0x0D).contains(self) }
}
