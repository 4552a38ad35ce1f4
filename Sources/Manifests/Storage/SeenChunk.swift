import Model

/// A chunk of keys in the order of reading: their hashes, and their places as two 16-bit distances from a base. A key whose
/// place is too far from the base starts the next chunk.
struct SeenChunk {
  static let size = 512

  let hashes = UnsafeMutablePointer<Int>.allocate(capacity: size)
  private let places = UnsafeMutablePointer<(line: UInt16, column: UInt16)>.allocate(capacity: size)
  private let base: SourceMark
  var count = 0

  /// A base at the start of the text serves consecutive small files.
  init(for mark: SourceMark) {
    let reach = UInt32(UInt16.max)
    base = SourceMark(
      line: mark.line > reach ? mark.line : 1, column: mark.line > reach || mark.column > reach ? mark.column : 1)
  }

  func deallocate() {
    hashes.deallocate()
    places.deallocate()
  }

  /// Returns `false` if the chunk is full or the place is too far from its base.
  @inline(__always)
  mutating func append(_ hash: Int, at mark: SourceMark) -> Bool {
    guard count < Self.size, mark.line >= base.line, let line = UInt16(exactly: mark.line - base.line) else {
      return false
    }
    let from = line == 0 ? base.column : 0
    guard mark.column >= from, let column = UInt16(exactly: mark.column - from) else { return false }
    hashes[count] = hash
    places[count] = (line, column)
    count += 1
    return true
  }

  func mark(at index: Int) -> SourceMark {
    let place = places[index]
    return SourceMark(
      line: base.line + UInt32(place.line), column: (place.line == 0 ? base.column : 0) + UInt32(place.column))
  }
}
