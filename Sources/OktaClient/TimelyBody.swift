import AsyncHTTPClient
import Foundation
import Model
import NIOCore

extension HTTPClient.Body {
  /// The body of a call that leaves before its deadline or not at all.
  ///
  /// The HTTP client asks for a streamed body once the call has a connection with TLS agreed, and right after it wrote the
  /// call's head: this is the last moment at which a call can be held back, whatever the waits before it. A head without all
  /// of the bytes that its Content-Length promises is incomplete (RFC 9112, section 8), and no org acts on it: the client
  /// closes such a connection, or resets the stream of HTTP/2. After the check the bytes have only to reach the kernel.
  static func timely(_ bytes: Data, by deadline: SendDeadline, on eventLoop: any EventLoop) -> HTTPClient.Body {
    .stream(contentLength: Int64(bytes.count)) { writer in
      do throws(ServiceFailure) {
        try deadline.check()
      } catch {
        return eventLoop.makeFailedFuture(error)
      }
      return writer.write(.byteBuffer(ByteBuffer(bytes: bytes)))
    }
  }
}
