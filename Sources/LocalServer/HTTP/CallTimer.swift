import HummingbirdCore
import Logging
import NIOCore
import NIOHTTP1

/// How long a client may take over each part of a call. The connection of one that takes longer is closed, so that slow
/// clients do not use up what the others need.
package struct ConnectionLimits: Hashable, Sendable {
  /// From the first bytes of a call to the end of its head.
  package var head: Duration
  /// From there to the end of its body, however many pieces it comes in.
  package var body: Duration
  /// Without a byte of a call. Longer than the 60 seconds for which clients commonly keep connections, so that none is
  /// closed while its client sends the next call.
  package var idle: Duration

  package init(head: Duration = .seconds(30), body: Duration = .seconds(60), idle: Duration = .seconds(75)) {
    self.head = head
    self.body = body
    self.idle = idle
  }
}

/// HTTP/1.1 on a connection whose calls are timed.
struct TimedChannel: ServerChildChannel {
  let http: HTTP1Channel
  let limits: ConnectionLimits

  func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<HTTP1Channel.Value> {
    let limits = limits
    return http.setup(channel: channel, logger: logger).flatMapThrowing { value in
      let pipeline = channel.pipeline.syncOperations
      let decoder = try pipeline.handler(type: ByteToMessageHandler<HTTPRequestDecoder>.self)
      try pipeline.addHandler(CallTimer(limits), position: .after(decoder))
      return value
    }
  }

  func handle(value: HTTP1Channel.Value, logger: Logger) async {
    await http.handle(value: value, logger: logger)
  }
}

/// Closes a connection whose client is slow. It comes after the decoder, so that it sees heads and bodies; bytes that are
/// not a whole head yet reach it as the end of a read in which nothing was decoded.
private final class CallTimer: ChannelDuplexHandler {
  typealias InboundIn = HTTPServerRequestPart
  typealias InboundOut = HTTPServerRequestPart
  typealias OutboundIn = HTTPServerResponsePart
  typealias OutboundOut = HTTPServerResponsePart

  private let limits: ConnectionLimits
  private var deadline: Scheduled<Void>?
  /// Calls whose replies are not written yet: while there are any, the server takes the time, not the client.
  private var unanswered = 0
  private var isReadingBody = false
  private var hasBegunHead = false
  private var hasDecoded = false

  init(_ limits: ConnectionLimits) {
    self.limits = limits
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
      (hasBegunHead, isReadingBody) = (false, true)
      unanswered += 1
      restart(context)
    case .body: break
    case .end:
      isReadingBody = false
      restart(context)
    }
    context.fireChannelRead(data)
  }

  func channelReadComplete(context: ChannelHandlerContext) {
    if !hasDecoded, !isReadingBody, !hasBegunHead {
      hasBegunHead = true
      restart(context)
    }
    hasDecoded = false
    context.fireChannelReadComplete()
  }

  func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
    if case .end = unwrapOutboundIn(data) {
      unanswered -= 1
      // A body that still comes goes on under the limit that began with it.
      if !isReadingBody { restart(context) }
    }
    context.write(data, promise: promise)
  }

  /// The limit of the part that the client owes now.
  private var limit: Duration? {
    if isReadingBody { return limits.body }
    if unanswered > 0 { return nil }
    return hasBegunHead ? limits.head : limits.idle
  }

  private func restart(_ context: ChannelHandlerContext) {
    deadline?.cancel()
    deadline = limit.map { limit in
      context.eventLoop.assumeIsolated().scheduleTask(in: TimeAmount(limit)) { context.close(promise: nil) }
    }
  }
}
