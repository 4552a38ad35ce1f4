import NIOCore
import NIOPosix
import NIOSSL
import Synchronization

/// A server on a free port of this machine that answers every call as a test wants and keeps all that came in.
final class RawServer: Sendable {
  private let channel: any Channel
  private let log: RawLog

  /// `answer` makes the reply to one call, or `nil` for none. `certificate` and `key` are PEM: with them it speaks TLS; a
  /// proxy (`isProxy`) speaks it once it was asked for a connection (CONNECT), in the place of the host behind it.
  init(
    certificate: (text: String, key: String)? = nil, isProxy: Bool = false,
    _ answer: @escaping @Sendable (String) -> String?
  ) async throws {
    let log = RawLog()
    self.log = log
    let context = try certificate.map { certificate in
      let chain = try NIOSSLCertificate.fromPEMBytes(Array(certificate.text.utf8))
      let key = try NIOSSLPrivateKey(bytes: Array(certificate.key.utf8), format: .pem)
      return try NIOSSLContext(
        configuration: .makeServerConfiguration(
          certificateChain: chain.map { .certificate($0) }, privateKey: .privateKey(key)))
    }
    channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .childChannelInitializer { child in
        child.eventLoop.makeCompletedFuture {
          log.connected()
          if let context, !isProxy {
            try child.pipeline.syncOperations.addHandler(NIOSSLServerHandler(context: context))
          }
          try child.pipeline.syncOperations.addHandler(
            RawHandler(log: log, tunnel: isProxy ? context : nil, answer: answer))
        }
      }
      .bind(host: "127.0.0.1", port: 0).get()
  }

  var port: Int { channel.localAddress?.port ?? 0 }
  /// Connections so far.
  var connections: Int { log.connections }
  /// All bytes of all calls so far, as text.
  var received: [String] { log.all }

  /// Runs `body` with servers and ends them.
  static func with(
    certificate: (text: String, key: String)? = nil, isProxy: Bool = false,
    _ answer: @escaping @Sendable (String) -> String?,
    body: (RawServer) async throws -> Void
  ) async throws {
    let server = try await RawServer(certificate: certificate, isProxy: isProxy, answer)
    do { try await body(server) } catch {
      try await server.channel.close()
      throw error
    }
    try await server.channel.close()
  }

  /// The text of a reply with a right `Content-Length`.
  static func reply(_ status: Int = 200, _ headers: [String] = [], _ body: String = "") -> String {
    let head = ["HTTP/1.1 \(status) Whatever"] + headers + ["Content-Length: \(body.utf8.count)"]
    return head.joined(separator: "\r\n") + "\r\n\r\n" + body
  }
}

private final class RawLog: Sendable {
  private let state = Mutex((calls: [String](), connections: 0))

  var all: [String] { state.withLock { $0.calls } }
  var connections: Int { state.withLock { $0.connections } }

  func connected() { state.withLock { $0.connections += 1 } }
  func add(_ call: String) { state.withLock { $0.calls.append(call) } }
}

private final class RawHandler: ChannelInboundHandler {
  typealias InboundIn = ByteBuffer
  typealias OutboundOut = ByteBuffer

  private let log: RawLog
  /// What TLS is spoken with behind a CONNECT.
  private let tunnel: NIOSSLContext?
  private let answer: @Sendable (String) -> String?
  private var received = ""

  init(log: RawLog, tunnel: NIOSSLContext?, answer: @escaping @Sendable (String) -> String?) {
    self.log = log
    self.tunnel = tunnel
    self.answer = answer
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    received += String(buffer: unwrapInboundIn(data))
    guard let end = received.firstRange(of: "\r\n\r\n") else { return }
    let length = received[..<end.lowerBound].split(separator: "\r\n")
      .first { $0.lowercased().hasPrefix("content-length:") }
      .flatMap { Int($0.split(separator: ":")[1].drop { $0 == " " }) }
    guard received[end.upperBound...].utf8.count >= length ?? 0 else { return }
    let call = received
    received = ""
    if let tunnel, call.hasPrefix("CONNECT ") {
      context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: "HTTP/1.1 200 OK\r\n\r\n")), promise: nil)
      try? context.pipeline.syncOperations.addHandler(NIOSSLServerHandler(context: tunnel), position: .first)
      return
    }
    log.add(call)
    if let reply = answer(call) { context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: reply)), promise: nil) }
  }

  /// A client that breaks TLS off is what some tests are about.
  func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }
}
