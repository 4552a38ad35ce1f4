import Model

/// A chunk of keys in the order of reading: their hashes, and their places as two 16-bit distances from a base. A key whose line
/// is too far from the base starts the next chunk.
struct SeenChunk {
  static let size = 512

  let hashes = UnsafeMutablePointer<Int>.allocate(capacity: size)
  private let places = UnsafeMutablePointer<(line: UInt16, column: UInt16)>.allocate(capacity: size)
  private let base: SourceMark
  private(set) var count = 0
  /// The places of those that are far to the right in lines after the base's, by their index.
  private var farPlaces: [Int: SourceMark] = [:]

  /// A base at the start of the text serves consecutive small files. It is never too far from `mark`.
  init(for mark: SourceMark) {
    let reach = UInt32(UInt16.max)
    base = max(mark.line, mark.column) > reach ? mark : SourceMark(line: 1, column: 1)
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
    let column = mark.column >= from ? UInt16(exactly: mark.column - from) : nil
    if column == nil {
      if line == 0 { return false }
      farPlaces[count] = mark
    }
    hashes[count] = hash
    places[count] = (line, column ?? 0)
    count += 1
    return true
  }

  mutating func removeLast() {
    count -= 1
    if !farPlaces.isEmpty { farPlaces[count] = nil }
  }

  func mark(at index: Int) -> SourceMark {
    if !farPlaces.isEmpty, let mark = farPlaces[index] { return mark }
    let place = places[index]
    return SourceMark(
      line: base.line + UInt32(place.line), column: (place.line == 0 ? base.column : 0) + UInt32(place.column))
  }
}
