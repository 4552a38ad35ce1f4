package import NIOCore

/// Sends what is written within one turn of the event loop at once. The HTTP client flushes the head of a call and its body one
/// after the other, which would be two system calls and two packets for each.
package final class FlushesTogether: ChannelOutboundHandler {
  /// Bytes for the socket.
  package typealias OutboundIn = IOData

  private var isDue = false

  /// One for each connection.
  package init() {}

  /// Flushes once this turn is over.
  package func flush(context: ChannelHandlerContext) {
    guard !isDue else { return }
    isDue = true
    let place = NIOLoopBound((handler: self, context: context), eventLoop: context.eventLoop)
    context.eventLoop.execute {
      place.value.handler.isDue = false
      place.value.context.flush()
    }
  }
}
