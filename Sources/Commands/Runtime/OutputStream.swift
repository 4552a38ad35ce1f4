package import Foundation
import Synchronization

/// An open descriptor that text is written to. After the first failure nothing more is written, and the failure is kept:
/// a reader that went away must neither kill a run nor go unnoticed.
package final class OutputStream: Sendable {
  private struct State {
    var failure: Int32?
    var hasWritten = false
  }

  private let descriptor: Int32
  private let state = Mutex(State())

  package init(descriptor: Int32) {
    self.descriptor = descriptor
  }

  /// The system's number of the error that ended the stream.
  package var failure: Int32? { state.withLock(\.failure) }

  /// Whether anything was written, or should have been.
  package var hasWritten: Bool { state.withLock(\.hasWritten) }

  /// Whether it is a terminal, not a file or a pipe.
  package var isTerminal: Bool { isatty(descriptor) == 1 }

  /// The terminal's width in cells; 80 where it reports none.
  package var columns: Int {
    var size = winsize()
    return ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0 ? Int(size.ws_col) : 80
  }

  /// Writes all of `text`, or notes why it cannot.
  package func write(_ text: String) {
    var text = text
    text.withUTF8 { write(UnsafeRawBufferPointer($0)) }
  }

  /// Writes all of `bytes`, or notes why it cannot.
  package func write(_ bytes: Data) {
    bytes.withUnsafeBytes { write($0) }
  }

  private func write(_ bytes: UnsafeRawBufferPointer) {
    state.withLock { state in
      state.hasWritten = state.hasWritten || !bytes.isEmpty
      var rest = bytes[...]
      while state.failure == nil, !rest.isEmpty {
        let count = Foundation.write(descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
        if count >= 0 {
          rest = rest.dropFirst(count)
        } else if errno == EAGAIN {
          var wait = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
          poll(&wait, 1, -1)
        } else if errno != EINTR {
          state.failure = errno
        }
      }
    }
  }
}
