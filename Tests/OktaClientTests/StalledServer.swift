import NIOCore
import NIOPosix
import OktaClient
import OktaWire

/// A server that takes a connection, and nothing that comes over it until it is asked: the rest waits in the client's
/// kernel, as it does while a network is down.
final class StalledServer: Sendable {
  private let channel: any Channel
  private let connection: EventLoopFuture<any Channel>
  private let received: EventLoopFuture<String>

  init() async throws {
    let loop = MultiThreadedEventLoopGroup.singleton.any()
    let (connected, closed) = (loop.makePromise(of: (any Channel).self), loop.makePromise(of: String.self))
    (connection, received) = (connected.futureResult, closed.futureResult)
    channel = try await ServerBootstrap(group: loop)
      // As small as the system makes it: what a call has more than that stays with the client.
      .serverChannelOption(.socketOption(.so_rcvbuf), value: 1)
      .childChannelOption(.autoRead, value: false)
      .childChannelInitializer { child in
        child.eventLoop.makeCompletedFuture {
          try child.pipeline.syncOperations.addHandler(Collector(closed: closed))
          connected.succeed(child)
        }
      }
      .bind(host: "127.0.0.1", port: 0).get()
  }

  var port: Int { channel.localAddress?.port ?? 0 }

  /// All that comes over the connection, up to its end; a reset may drop what came before it.
  func readToEnd() async throws -> String {
    // It fails where the connection has ended already.
    try? await connection.get().setOption(.autoRead, value: true).get()
    return try await received.get()
  }

  func stop() async throws { try await channel.close() }
}

private final class Collector: ChannelInboundHandler {
  typealias InboundIn = ByteBuffer

  private let closed: EventLoopPromise<String>
  private var received = ""

  init(closed: EventLoopPromise<String>) {
    self.closed = closed
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    received += String(buffer: unwrapInboundIn(data))
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }

  func channelInactive(context: ChannelHandlerContext) { closed.succeed(received) }
}
