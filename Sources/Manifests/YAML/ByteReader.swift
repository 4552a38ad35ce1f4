import Foundation

/// Reads bytes from a file or from memory, at its own offset: the file's position is not used, so that two
/// readers of one descriptor do not interfere.
final class ByteReader {
  private enum Origin {
    case file(Int32, closes: Bool)
    case memory([UInt8])
  }

  private let origin: Origin
  private(set) var offset = 0
  /// The size when reading began; a file that grows in the meantime is not read further.
  let size: Int
  /// The encoding that the source was declared to have; otherwise its first bytes show it.
  let declaredEncoding: TextEncoding?
  /// Why the last read failed: the system's text.
  private(set) var failure: String?

  init(bytes: [UInt8], encoding: TextEncoding? = nil) {
    origin = .memory(bytes)
    declaredEncoding = encoding
    size = bytes.count
  }

  /// Reads an open file of `size` bytes, and closes it at the end if `closes` is set.
  init(descriptor: Int32, size: Int, closes: Bool, encoding: TextEncoding? = nil) {
    declaredEncoding = encoding
    origin = .file(descriptor, closes: closes)
    self.size = size
  }

  deinit {
    if case .file(let descriptor, closes: true) = origin { close(descriptor) }
  }

  func rewind() { offset = 0 }

  /// Fills the buffer as far as there are bytes; 0 at the end and on a failure.
  func read(into buffer: UnsafeMutableRawBufferPointer) -> Int {
    let wanted = min(buffer.count, size - offset)
    guard wanted > 0, let target = buffer.baseAddress else { return 0 }
    switch origin {
    case .memory(let bytes):
      buffer.copyBytes(from: bytes[offset..<offset + wanted])
      offset += wanted
      return wanted
    case .file(let descriptor, _):
      let count = readOnce(descriptor, into: target, count: wanted)
      offset += count
      return count
    }
  }

  private func readOnce(_ descriptor: Int32, into target: UnsafeMutableRawPointer, count wanted: Int) -> Int {
    while true {
      let count = pread(descriptor, target, wanted, off_t(offset))
      if count >= 0 { return count }
      if errno != EINTR {
        failure = String(cString: strerror(errno))
        return 0
      }
    }
  }
}
