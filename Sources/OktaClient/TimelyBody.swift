import AsyncHTTPClient
import Foundation
import Model
import NIOCore

/// The body of a call that leaves before its deadline or not at all.
///
/// The HTTP client asks for a streamed body once the call has a connection with TLS agreed, and right after it wrote the
/// call's head: this is the last moment at which a call can be held back, whatever the waits before it. A head without all
/// of the bytes that its Content-Length promises is incomplete (RFC 9112, section 8), and no org acts on it: the client
/// closes such a connection, or resets the stream of HTTP/2. After the check the bytes have only to reach the connection's
/// event loop and the kernel.
struct TimelyBody: AsyncSequence, AsyncIteratorProtocol {
  let deadline: SendDeadline
  private var bytes: ByteBuffer?

  init(_ bytes: Data, deadline: SendDeadline) {
    self.bytes = ByteBuffer(bytes: bytes)
    self.deadline = deadline
  }

  mutating func next() async throws(ServiceFailure) -> ByteBuffer? {
    guard let part = bytes else { return nil }
    try deadline.check()
    bytes = nil
    return part
  }

  func makeAsyncIterator() -> TimelyBody { self }
}
