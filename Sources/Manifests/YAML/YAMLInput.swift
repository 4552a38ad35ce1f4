import Foundation
import Model

/// Feeds libyaml the text of a source, with substitutions where needed, and inspects it before libyaml sees it.
final class YAMLInput {
  /// libyaml compares the directives before a document with each other, which takes quadratic time.
  static let directiveLimit = 10_000
  /// The longest part that `SourceText` returns, after what may be the beginning of a pair.
  private static let room = CharacterSubstitution.room(for: 64 * 1024 + SurrogatePair.length)

  let reader: ByteReader
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
  private var previous = UInt8(ascii: "\n")
  /// Lines that begin with `%` since the last document started.
  var directives = 0

  init(_ reader: ByteReader) {
    self.reader = reader
    text = SourceText(reader)
  }

  deinit { copy.deallocate() }

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
    if part.isEmpty, advance() { countDirectives() }
    guard reader.failure == nil, !hasTooManyDirectives else { return nil }
    let count = min(target.count, part.count)
    if count > 0 { target.copyMemory(from: UnsafeRawBufferPointer(rebasing: part[..<count])) }
    part = UnsafeRawBufferPointer(rebasing: part[count...])
    return count
  }

  /// Prepares the next part; `false` at the end.
  private func advance() -> Bool {
    while part.isEmpty {
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
}
