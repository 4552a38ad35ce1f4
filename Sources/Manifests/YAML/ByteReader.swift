import Foundation

/// Reads bytes from a file or from memory, at an offset of its own: the file's position is nobody's concern,
/// so that two readers of one descriptor do not disturb each other.
final class ByteReader {
  private enum Origin {
    case file(Int32, closes: Bool)
    case memory([UInt8])
  }

  private let origin: Origin
  private(set) var offset = 0
  /// The size when reading began; a file that grows meanwhile is read no further.
  let size: Int
  /// Why the last read failed, in the words of the system.
  private(set) var failure: String?

  init(bytes: [UInt8]) {
    origin = .memory(bytes)
    size = bytes.count
  }

  /// Reads an open file of `size` bytes; `closes` it in the end where it is told to.
  init(descriptor: Int32, size: Int, closes: Bool) {
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
      let count = readOnce(descriptor, target, wanted)
      offset += count
      return count
    }
  }

  private func readOnce(_ descriptor: Int32, _ target: UnsafeMutableRawPointer, _ wanted: Int) -> Int {
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
