import Foundation

/// Whether two threads read the parts of long lists, and how long those are. The result is the same.
package struct ReadingThreads: Sendable {
  /// Bytes of a part, as far as entries end there; a list that is longer is cut,
  let chunkSize: Int
  /// if the file has at least so many bytes then.
  let minimumSize: Int
  /// Bytes that libyaml is given at once.
  let pieceSize: Int

  /// Two for lists of some MiB, where the machine has a second core: one thread reads a smaller one in some hundredths of a second,
  /// and with less memory.
  package static let automatic =
    sysconf(Int32(_SC_NPROCESSORS_ONLN)) > 1
    ? ReadingThreads(chunkSize: 64 * 1024, minimumSize: 4 << 20, pieceSize: .max) : .one

  /// One thread reads all.
  package static let one = ReadingThreads(chunkSize: .max / 2, minimumSize: .max, pieceSize: .max)

  /// Two for any list that is longer than `size` bytes, in parts of as many.
  package static func chunks(of size: Int) -> ReadingThreads {
    ReadingThreads(chunkSize: size, minimumSize: 0, pieceSize: size)
  }

  /// One thread, which gives libyaml the same pieces.
  package var alone: ReadingThreads { ReadingThreads(chunkSize: .max / 2, minimumSize: .max, pieceSize: pieceSize) }

  private init(chunkSize: Int, minimumSize: Int, pieceSize: Int) {
    self.chunkSize = chunkSize
    self.minimumSize = minimumSize
    self.pieceSize = pieceSize
  }
}
