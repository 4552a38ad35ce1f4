import Foundation
import Testing

/// A pseudo-terminal, whose device a program takes for a screen.
final class Terminal {
  let device: FileHandle
  private let screen: FileHandle

  init() throws {
    #if os(Linux)
      // Glibc keeps posix_openpt and its kin from Swift; these are the calls that it makes (man 4 pts).
      let main = open("/dev/ptmx", O_RDWR | O_NOCTTY)
      var (number, lock): (Int32, Int32) = (0, 0)
      try #require(ioctl(main, 0x4004_5431, &lock) == 0)  // TIOCSPTLCK
      try #require(ioctl(main, 0x8004_5430, &number) == 0)  // TIOCGPTN
      let name = "/dev/pts/\(number)"
    #else
      let main = posix_openpt(O_RDWR | O_NOCTTY)
      try #require(grantpt(main) == 0 && unlockpt(main) == 0)
      let name = String(cString: try #require(ptsname(main)))
    #endif
    screen = FileHandle(fileDescriptor: main, closeOnDealloc: true)
    device = try #require(FileHandle(forUpdatingAtPath: name))
  }

  /// What was shown since the last call: a terminal holds 4,096 bytes until they are read, and hands them out in parts.
  func shown() -> String {
    _ = fcntl(screen.fileDescriptor, F_SETFL, O_NONBLOCK)
    var buffer = [UInt8](repeating: 0, count: 4096)
    var shown: [UInt8] = []
    while case let count = read(screen.fileDescriptor, &buffer, buffer.count), count > 0 {
      shown += buffer.prefix(count)
    }
    return String(decoding: shown, as: UTF8.self)
  }
}
