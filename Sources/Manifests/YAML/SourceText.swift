import Foundation

/// The text of a source as UTF-8, a part at a time: UTF-16 with a byte order mark is decoded, and a byte order mark at the
/// beginning of a line is left out, since that is where one file was appended to another. Everything that counts lines and
/// columns reads this text.
final class SourceText {
  private static let room = 64 * 1024

  let reader: ByteReader
  let encoding: TextEncoding
  private let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: room, alignment: 16)
  /// What turns the bytes into UTF-8; `nil` where they are.
  private var decoder: (any TextDecoder)?
  /// The part of the buffer that is returned next.
  private var next = 0
  private var filled = 0
  private var isAtLineStart = true

  /// At the start of the source.
  init(_ reader: ByteReader) {
    self.reader = reader
    reader.rewind()
    filled = reader.read(into: buffer)
    let start = UnsafeRawBufferPointer(rebasing: buffer[..<filled])
    let isMarked = TextEncoding.byteOrderMarks.contains { start.starts(with: $0) }
    encoding =
      reader.declaredEncoding == .windows1252 && !isMarked ? .windows1252 : TextEncoding(firstBytes: start)
    decoder = encoding.decoder
    if decoder != nil {
      // From the start again, decoded.
      reader.rewind()
      filled = 0
    }
  }

  deinit { buffer.deallocate() }

  /// The next part, valid until the following call; `nil` at the end, and if the system cannot continue.
  func nextPart() -> UnsafeRawBufferPointer? {
    while true {
      if next == filled, !refill() { return nil }
      let rest = UnsafeRawBufferPointer(rebasing: buffer[next..<filled])
      if isAtLineStart, rest[0] == 0xEF {
        if rest.starts(with: TextEncoding.byteOrderMark) {
          next += 3
          continue
        }
        // The beginning of a mark, perhaps.
        if rest.count < 3, TextEncoding.byteOrderMark.starts(with: rest), refill() { continue }
      }
      let end = Self.firstMark(in: rest) ?? rest.count
      next += end
      isAtLineStart = Self.endsLine(rest[end - 1])
      return UnsafeRawBufferPointer(rebasing: rest[..<end])
    }
  }

  /// Passes all parts from the start to `body`, until it returns `false`.
  static func forEachPart(of reader: ByteReader, _ body: (UnsafeRawBufferPointer) -> Bool) {
    let text = SourceText(reader)
    while let part = text.nextPart(), body(part) {}
  }

  /// Where a line begins with a byte order mark, or with what may be the beginning of one.
  private static func firstMark(in bytes: UnsafeRawBufferPointer) -> Int? {
    guard let start = bytes.baseAddress else { return nil }
    var from = 1
    while from < bytes.count, let found = memchr(start + from, 0xEF, bytes.count - from) {
      let index = UnsafeRawPointer(found) - start
      let mark = bytes[index..<min(index + 3, bytes.count)]
      if endsLine(bytes[index - 1]), TextEncoding.byteOrderMark.starts(with: mark) { return index }
      from = index + 1
    }
    return nil
  }

  private static func endsLine(_ byte: UInt8) -> Bool { byte == 0x0A || byte == 0x0D }

  /// Reads on after what is left, which moves to the front; `false` at the end.
  private func refill() -> Bool {
    let left = filled - next
    if left > 0 { buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: buffer[next..<filled])) }
    next = 0
    let target = UnsafeMutableRawBufferPointer(rebasing: buffer[left...])
    let count = decoder != nil ? decode(into: target) : reader.read(into: target)
    filled = left + count
    return count > 0
  }

  private func decode(into target: UnsafeMutableRawBufferPointer) -> Int {
    // One or two bytes become at most three; half a character may be left over from before.
    let size = (target.count - 8) / 3 & ~1
    return withUnsafeTemporaryAllocation(byteCount: size, alignment: 2) { raw in
      let count = reader.read(into: raw)
      let bytes = UnsafeRawBufferPointer(rebasing: raw[..<count])
      return decoder?.decode(bytes, isLast: count == 0, into: target) ?? 0
    }
  }
}

/// Turns bytes into UTF-8, a part at a time.
protocol TextDecoder {
  /// How many bytes were written, at most three for each; `isLast` where nothing follows.
  mutating func decode(
    _ bytes: UnsafeRawBufferPointer, isLast: Bool, into target: UnsafeMutableRawBufferPointer
  ) -> Int
}

extension TextEncoding {
  /// `nil` for UTF-8, and for what is not read.
  fileprivate var decoder: (any TextDecoder)? {
    switch self {
    case .utf16LittleEndian: UTF16Decoder(isLittleEndian: true)
    case .utf16BigEndian: UTF16Decoder(isLittleEndian: false)
    case .windows1252: Windows1252Decoder()
    default: nil
    }
  }
}

/// Turns Windows-1252 into UTF-8; bytes that it leaves undefined become the byte 0xFF, so that they are found as errors.
struct Windows1252Decoder: TextDecoder {
  private static let characters: [[UInt8]] = (UInt8.min...UInt8.max).map { byte in
    String(bytes: [byte], encoding: .windowsCP1252).map { Array($0.utf8) } ?? [0xFF]
  }

  mutating func decode(
    _ bytes: UnsafeRawBufferPointer, isLast: Bool, into target: UnsafeMutableRawBufferPointer
  ) -> Int {
    var count = 0
    for byte in bytes {
      for unit in Self.characters[Int(byte)] {
        target[count] = unit
        count += 1
      }
    }
    return count
  }
}

/// Turns UTF-16 into UTF-8. What is not UTF-16 becomes the byte 0xFF, which no UTF-8 has, so that it is found as an error.
struct UTF16Decoder: TextDecoder {
  let isLittleEndian: Bool
  /// Half of a unit or of a pair, for what follows to complete.
  private var rest: [UInt8] = []

  init(isLittleEndian: Bool) { self.isLittleEndian = isLittleEndian }

  mutating func decode(
    _ bytes: UnsafeRawBufferPointer, isLast: Bool, into target: UnsafeMutableRawBufferPointer
  ) -> Int {
    let all = rest + bytes
    var units = stride(from: 0, to: all.count - 1, by: 2).map { index in
      UInt16(all[index]) << (isLittleEndian ? 0 : 8) | UInt16(all[index + 1]) << (isLittleEndian ? 8 : 0)
    }
    if !isLast, let last = units.last, UTF16.isLeadSurrogate(last) { units.removeLast() }
    rest = isLast ? [] : Array(all[(units.count * 2)...])
    var count = 0
    func put(_ byte: UInt8) {
      target[count] = byte
      count += 1
    }
    var parser = Unicode.UTF16.ForwardParser()
    var left = units.makeIterator()
    parsing: while true {
      switch parser.parseScalar(from: &left) {
      case .valid(let scalar): UTF8.encode(UTF16.decode(scalar))?.forEach(put)
      case .error: put(0xFF)
      case .emptyInput: break parsing
      }
    }
    if isLast, all.count % 2 == 1 { put(0xFF) }
    return count
  }
}
