import Foundation
import RequestModel

/// Feeds libyaml the text of a source, disguised where that has to be, and looks it over before libyaml sees it.
final class YAMLInput {
  /// Directives before one document are compared with each other by libyaml, which takes the square of their number.
  static let directiveLimit = 10_000
  /// Parts that a source hands out are not longer (`SourceText`), and what may be the beginning of a pair comes before.
  private static let room = Disguise.room(for: 64 * 1024 + SurrogatePair.length)

  let reader: ByteReader
  var encoding: TextEncoding { text.encoding }
  private let text: SourceText
  private let copy = UnsafeMutableRawBufferPointer.allocate(byteCount: room, alignment: 16)
  private var disguise = Disguise()
  /// Whether scalars have to be restored; asked for each of them, so that no check of exclusive access may cost more.
  @exclusivity(unchecked) private(set) var isDisguised = false
  /// What was read, but may be the beginning of something that is disguised as a whole.
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

  /// `nil` where reading failed or has to end.
  private func copy(to target: UnsafeMutableRawBufferPointer) -> Int? {
    if part.isEmpty, advance() { countDirectives() }
    guard reader.failure == nil, !hasTooManyDirectives else { return nil }
    let count = min(target.count, part.count)
    if count > 0 { target.copyMemory(from: UnsafeRawBufferPointer(rebasing: part[..<count])) }
    part = UnsafeRawBufferPointer(rebasing: part[count...])
    return count
  }

  /// Makes the next part ready; `false` at the end.
  private func advance() -> Bool {
    while part.isEmpty {
      guard let next = text.nextPart() else { return advanceToEnd() }
      if pending.isEmpty, !Disguise.concerns(next) {
        disguise.pass()
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
    let done = disguise.copy(bytes, isLast: isLast, to: copy)
    pending = Array(bytes[done.read...])
    isDisguised = disguise.isUsed
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
