import HummingbirdCore
import Logging
import NIOCore
import NIOHTTP1

/// How long a client may take for each part of a call. The connection of a slower one is closed, so that slow clients do
/// not exhaust the server's connections.
package struct ConnectionTimeouts: Hashable, Sendable {
  /// From the first bytes of a call to the end of its header.
  package var head: Duration
  /// From there to the end of its body, in however many parts it arrives.
  package var body: Duration
  /// Between calls. Longer than the 60 seconds for which clients commonly keep connections, so that none is closed while
  /// its client sends the next call.
  package var idle: Duration

  /// The defaults suit clients on slow connections.
  package init(head: Duration = .seconds(30), body: Duration = .seconds(60), idle: Duration = .seconds(75)) {
    self.head = head
    self.body = body
    self.idle = idle
  }
}

/// HTTP/1.1 on a connection with timeouts.
struct TimeoutChannel: ServerChildChannel {
  let http: HTTP1Channel
  let timeouts: ConnectionTimeouts

  func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<HTTP1Channel.Value> {
    let timeouts = timeouts
    return http.setup(channel: channel, logger: logger).flatMapThrowing { value in
      let pipeline = channel.pipeline.syncOperations
      let decoder = try pipeline.handler(type: ByteToMessageHandler<HTTPRequestDecoder>.self)
      try pipeline.addHandler(CallTimeoutHandler(timeouts), position: .after(decoder))
      return value
    }
  }

  func handle(value: HTTP1Channel.Value, logger: Logger) async {
    await http.handle(value: value, logger: logger)
  }
}

/// Closes a connection whose client is slow. It follows the decoder in the pipeline, so that it sees headers and bodies; a
/// partial header is visible as the end of a read in which nothing was decoded.
private final class CallTimeoutHandler: ChannelDuplexHandler {
  typealias InboundIn = HTTPServerRequestPart
  typealias InboundOut = HTTPServerRequestPart
  typealias OutboundIn = HTTPServerResponsePart
  typealias OutboundOut = HTTPServerResponsePart

  private let timeouts: ConnectionTimeouts
  private var deadline: Scheduled<Void>?
  /// Calls whose replies are not written yet: while there are any, the client is not waited for.
  private var pendingReplies = 0
  private var isReadingBody = false
  private var isReadingHead = false
  private var hasDecoded = false

  init(_ timeouts: ConnectionTimeouts) {
    self.timeouts = timeouts
  }

  func handlerAdded(context: ChannelHandlerContext) {
    if context.channel.isActive { restart(context) }
  }

  func handlerRemoved(context: ChannelHandlerContext) { deadline?.cancel() }

  func channelActive(context: ChannelHandlerContext) {
    restart(context)
    context.fireChannelActive()
  }

  func channelInactive(context: ChannelHandlerContext) {
    deadline?.cancel()
    context.fireChannelInactive()
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    hasDecoded = true
    switch unwrapInboundIn(data) {
    case .head:
      (isReadingHead, isReadingBody) = (false, true)
      pendingReplies += 1
      restart(context)
    case .body: break
    case .end:
      isReadingBody = false
      restart(context)
    }
    context.fireChannelRead(data)
  }

  func channelReadComplete(context: ChannelHandlerContext) {
    if !hasDecoded, !isReadingBody, !isReadingHead {
      isReadingHead = true
      restart(context)
    }
    hasDecoded = false
    context.fireChannelReadComplete()
  }

  func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
    if case .end = unwrapOutboundIn(data) {
      pendingReplies -= 1
      // A body that is still read keeps its own timeout.
      if !isReadingBody { restart(context) }
    }
    context.write(data, promise: promise)
  }

  /// The timeout of the part that the client sends now; `nil` while it waits for a reply.
  private var timeout: Duration? {
    if isReadingBody { return timeouts.body }
    if pendingReplies > 0 { return nil }
    return isReadingHead ? timeouts.head : timeouts.idle
  }

  private func restart(_ context: ChannelHandlerContext) {
    deadline?.cancel()
    deadline = timeout.map { timeout in
      context.eventLoop.assumeIsolated().scheduleTask(in: TimeAmount(timeout)) { context.close(promise: nil) }
    }
  }
}
