import Foundation

/// Feeds libyaml: whole chunks are read from the file, and looked over before libyaml sees them.
final class YAMLInput {
  /// Directives before one document are compared with each other by libyaml, which takes the square of their number.
  static let directiveLimit = 10_000
  private static let chunkSize = 64 * 1024

  let reader: ByteReader
  let encoding: TextEncoding
  /// 3 where the file begins with a byte order mark: libyaml does not see it, its byte offsets lack it.
  let skippedBytes: Int
  private let chunk = UnsafeMutableRawBufferPointer.allocate(byteCount: chunkSize, alignment: 16)
  private var next = 0
  private var filled = 0
  private var previous = UInt8(ascii: "\n")
  /// Lines that begin with `%` since the last document started.
  var directives = 0

  init(_ reader: ByteReader) {
    self.reader = reader
    reader.rewind()
    filled = reader.read(into: chunk)
    let first = UnsafeBufferPointer(rebasing: UnsafeRawBufferPointer(chunk).bindMemory(to: UInt8.self)[..<filled])
    encoding = TextEncoding(firstBytes: first)
    skippedBytes = first.starts(with: TextEncoding.byteOrderMark) ? 3 : 0
    next = skippedBytes
    countDirectives()
  }

  deinit { chunk.deallocate() }

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

  /// `nil` where reading failed or has to end.
  private func copy(to target: UnsafeMutableRawBufferPointer) -> Int? {
    if next == filled {
      filled = reader.read(into: chunk)
      next = 0
      countDirectives()
    }
    guard reader.failure == nil, !hasTooManyDirectives else { return nil }
    let count = min(target.count, filled - next)
    if count > 0 { target.copyMemory(from: UnsafeRawBufferPointer(rebasing: chunk[next..<next + count])) }
    next += count
    return count
  }

  private func countDirectives() {
    guard filled > 0, let start = chunk.baseAddress else { return }
    var from = start
    let end = start + filled
    while from < end, let found = memchr(from, Int32(UInt8(ascii: "%")), end - from) {
      let before = found > start ? found.load(fromByteOffset: -1, as: UInt8.self) : previous
      if before == UInt8(ascii: "\n") || before == UInt8(ascii: "\r") { directives += 1 }
      from = found + 1
    }
    previous = chunk[filled - 1]
  }
}
