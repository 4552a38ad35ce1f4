import Foundation
import Model

/// Feeds libyaml the text of a source, with substitutions where needed, and inspects it before libyaml sees it.
final class YAMLInput {
  /// libyaml compares the directives before a document with each other, which takes quadratic time.
  static let directiveLimit = 10_000
  /// An entry that is longer is read by one thread.
  private static let maximumChunk = 4 << 20
  /// The longest part that `SourceText` returns, after what may be the beginning of a pair.
  private static let room = CharacterSubstitution.room(for: 64 * 1024 + SurrogatePair.length)

  let reader: ByteReader
  private let pieceSize: Int
  var encoding: TextEncoding { text.encoding }
  private let text: SourceText
  private let copy = UnsafeMutableRawBufferPointer.allocate(byteCount: room, alignment: 16)
  private var substitution = CharacterSubstitution()
  /// Whether scalars have to be restored. Read for each scalar, hence without the check of exclusive access.
  @exclusivity(unchecked) private(set) var hasSubstitutions = false
  /// What was read, but may be the beginning of a sequence that is substituted as a whole.
  private var pending: [UInt8] = []
  /// What libyaml has not taken yet: a part of the source itself, or of the copy.
  private var part = UnsafeRawBufferPointer(start: nil, count: 0)
  /// What comes before the rest of the source.
  private var returned: [[UInt8]] = []
  /// What follows the last cut, of the part that is cut next.
  private var carry: [UInt8] = []
  /// The part that was returned, while libyaml takes it.
  private var held = UnsafeMutableRawBufferPointer(start: nil, count: 0)
  private var previous = UInt8(ascii: "\n")
  /// Where the text is to end at a cut, as soon as there is one.
  private var layout: ListLayout?
  /// How many bytes of the part follow the cut that it ends at.
  private var countAfterCut: Int?
  /// Whether libyaml was given the end of the text at a cut.
  private(set) var endedAtCut = false
  /// Whether libyaml has been given less of the text at any time than if nothing was cut: it finds what is wrong with characters some
  /// KiB ahead of what it parses.
  private(set) var wasCut = false
  /// The last byte that libyaml took.
  private var lastTaken = UInt8(ascii: "\n")
  /// Whether a part was given out of order that means something else if it is read in order.
  private(set) var isUnproven = false
  /// Lines that begin with `%` since the last document started.
  var directives = 0

  /// libyaml is given at most `pieceSize` bytes at once.
  init(_ reader: ByteReader, pieceSize: Int = .max) {
    self.reader = reader
    self.pieceSize = pieceSize
    text = SourceText(reader)
  }

  deinit {
    copy.deallocate()
    held.deallocate()
  }

  var hasTooManyDirectives: Bool { directives > Self.directiveLimit }

  /// libyaml's read handler: 1 is success (also at the end, with a size of 0), 0 makes an error of it.
  static let handler:
    @convention(c) (
      UnsafeMutableRawPointer?, UnsafeMutablePointer<UInt8>?, Int, UnsafeMutablePointer<Int>?
    ) -> Int32 = { data, buffer, size, sizeRead in
      guard let data, let buffer, let sizeRead else { return 0 }
      let input = Unmanaged<YAMLInput>.fromOpaque(data).takeUnretainedValue()
      guard let count = input.copy(to: UnsafeMutableRawBufferPointer(start: buffer, count: size)) else { return 0 }
      sizeRead.pointee = count
      return 1
    }

  /// The place of the byte at `offset` of what libyaml reads.
  static func mark(ofByteAt offset: Int, in reader: ByteReader) -> SourceMark {
    let input = YAMLInput(reader)
    var counter = MarkCounter()
    var left = offset
    while left > 0, input.advance() {
      for byte in input.part.prefix(left) { counter.advance(over: byte) }
      left -= input.part.count
      input.part = UnsafeRawBufferPointer(start: nil, count: 0)
    }
    return counter.mark
  }

  /// `nil` if reading failed or has to end.
  private func copy(to target: UnsafeMutableRawBufferPointer) -> Int? {
    if part.isEmpty, countAfterCut == nil, advance() {
      countDirectives()
      cutPart()
    }
    guard reader.failure == nil, !hasTooManyDirectives else { return nil }
    if part.isEmpty, countAfterCut != nil { endedAtCut = true }
    let wanted = min(target.count, pieceSize)
    let count = min(wanted, part.count)
    if count < wanted, countAfterCut != nil { wasCut = true }
    if count > 0 {
      target.copyMemory(from: UnsafeRawBufferPointer(rebasing: part[..<count]))
      lastTaken = part[count - 1]
    }
    part = UnsafeRawBufferPointer(rebasing: part[count...])
    return count
  }

  /// Prepares the next part; `false` at the end.
  private func advance() -> Bool {
    while part.isEmpty {
      if !returned.isEmpty {
        hold(returned.removeFirst())
        continue
      }
      guard let next = text.nextPart() else { return advanceToEnd() }
      if pending.isEmpty, !CharacterSubstitution.mayApply(next) {
        substitution.pass()
        part = next
      } else if pending.isEmpty {
        take(next)
      } else {
        let whole = pending + next
        pending = []
        whole.withUnsafeBytes { take($0) }
      }
    }
    return true
  }

  private func take(_ bytes: UnsafeRawBufferPointer, isLast: Bool = false) {
    let done = substitution.copy(bytes, isLast: isLast, to: copy)
    pending = Array(bytes[done.read...])
    hasSubstitutions = substitution.isUsed
    part = UnsafeRawBufferPointer(rebasing: copy[..<done.written])
  }

  private func advanceToEnd() -> Bool {
    let rest = pending
    pending = []
    rest.withUnsafeBytes { take($0, isLast: true) }
    return !part.isEmpty
  }

  private func hold(_ bytes: [UInt8]) {
    held.deallocate()
    held = .allocate(byteCount: bytes.count, alignment: 16)
    held.copyBytes(from: bytes)
    part = UnsafeRawBufferPointer(held)
  }

  /// Counts lines of the next part that begin with `%`.
  private func countDirectives() {
    guard let start = part.baseAddress, let last = part.last else { return }
    var from = start
    let end = start + part.count
    while from < end, let found = memchr(from, Int32(UInt8(ascii: "%")), end - from).map({ UnsafeRawPointer($0) }) {
      let before = found > start ? found.load(fromByteOffset: -1, as: UInt8.self) : previous
      if before == UInt8(ascii: "\n") || before == UInt8(ascii: "\r") { directives += 1 }
      from = found + 1
    }
    previous = last
  }

  // MARK: Cuts

  /// How many bytes of the source may be left.
  var unreadCount: Int { part.count + reader.size - reader.offset }

  /// Ends the text where the next entry of a list seems to begin in what libyaml has not taken.
  func beginCut(by layout: ListLayout) {
    self.layout = layout
    cutPart()
  }

  /// Has the text go on at the cut, or without one.
  func endCut() {
    if let count = countAfterCut { part = UnsafeRawBufferPointer(start: part.baseAddress, count: part.count + count) }
    countAfterCut = nil
    layout = nil
    endedAtCut = false
  }

  private func cutPart() {
    guard let offset = layout?.firstEntry(in: part, after: lastTaken) else { return }
    countAfterCut = part.count - offset
    part = UnsafeRawBufferPointer(start: part.baseAddress, count: offset)
    layout = nil
  }

  /// Moves the next part of the list to `chunk`, of `size` bytes or more, to where an entry ends; `false` if none can be
  /// cut, or the text means something else if it is read in order.
  func fill(_ chunk: ListChunk, by layout: ListLayout, size: Int) -> Bool {
    let restored = hasSubstitutions
    let directivesBefore = directives
    var size = size
    let maximum = max(4 * size, Self.maximumChunk)
    carry.withUnsafeBytes(chunk.append)
    carry = []
    while size <= maximum {
      guard advance() else { break }
      countDirectives()
      isUnproven = isUnproven || hasSubstitutions != restored
      guard reader.failure == nil, !isUnproven, directives == directivesBefore else { break }
      take(into: chunk, upTo: size)
      if chunk.ownCount < size { continue }
      if let rest = chunk.cut(by: layout) {
        carry = rest
        return true
      }
      size *= 2
    }
    directives = directivesBefore
    putBack(chunk.ownText)
    return false
  }

  private func take(into chunk: ListChunk, upTo size: Int) {
    let count = max(0, min(part.count, size - chunk.ownCount))
    chunk.append(UnsafeRawBufferPointer(rebasing: part[..<count]))
    part = UnsafeRawBufferPointer(rebasing: part[count...])
  }

  /// Puts text before what comes next.
  func putBack(_ bytes: ArraySlice<UInt8>) {
    for text in [Array(part)[...], carry[...], bytes] where !text.isEmpty { returned.insert(Array(text), at: 0) }
    part = UnsafeRawBufferPointer(start: nil, count: 0)
    carry = []
  }
}
