import NIOCore
import NIOPosix
import OktaClient
import OktaWire
import Synchronization

/// A server on a free port of this machine that answers every call with bytes a test chose, down to the closing.
final class CannedServer: Sendable {
  /// What a server does once it has a call.
  enum Answer: Sendable {
    case bytes(String)
    case bytesThenClose(String)
    /// A head, and a body that is not text.
    case binary(String, [UInt8])
    case close
    /// The bytes, and then a space from time to time without end.
    case drip(String)
    case silence
  }

  private let channel: any Channel
  private let log: CallLog

  /// `isRaw`: answers the first bytes of any kind, such as a TLS hello.
  init(
    isRaw: Bool = false, onConnection: @escaping @Sendable () -> Void = {},
    _ answer: @escaping @Sendable (String) -> Answer
  ) async throws {
    let log = CallLog()
    self.log = log
    channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .serverChannelOption(.backlog, value: 16)
      .childChannelInitializer { child in
        onConnection()
        return child.eventLoop.makeCompletedFuture {
          try child.pipeline.syncOperations.addHandler(CallHandler(log: log, isRaw: isRaw, answer: answer))
        }
      }
      .bind(host: "127.0.0.1", port: 0).get()
  }

  var port: Int { channel.localAddress?.port ?? 0 }
  /// The calls as they came over the wire.
  var calls: [String] { log.all }

  func stop() async throws { try await channel.close() }

  /// A reply with a right `Content-Length`.
  static func reply(_ status: Int = 200, _ headers: [String] = [], _ body: String) -> Answer {
    .bytes(head(status, headers + ["Content-Length: \(body.utf8.count)"]) + body)
  }

  static func head(_ status: Int, _ headers: [String]) -> String {
    (["HTTP/1.1 \(status) Whatever"] + headers).joined(separator: "\r\n") + "\r\n\r\n"
  }
}

private final class CallLog: Sendable {
  private let calls = Mutex<[String]>([])

  var all: [String] { calls.withLock { $0 } }

  func add(_ call: String) { calls.withLock { $0.append(call) } }
}

private final class CallHandler: ChannelInboundHandler {
  typealias InboundIn = ByteBuffer
  typealias OutboundOut = ByteBuffer

  private let log: CallLog
  private let isRaw: Bool
  private let answer: @Sendable (String) -> CannedServer.Answer
  private var received = ""

  init(log: CallLog, isRaw: Bool, answer: @escaping @Sendable (String) -> CannedServer.Answer) {
    self.log = log
    self.isRaw = isRaw
    self.answer = answer
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    received += String(buffer: unwrapInboundIn(data))
    guard isRaw || hasWholeCall else { return }
    let call = received
    received = ""
    log.add(call)
    switch answer(call) {
    case .bytes(let text): context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: text)), promise: nil)
    case .bytesThenClose(let text):
      context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: text)), promise: nil)
      context.close(promise: nil)
    case .binary(let head, let body):
      context.writeAndFlush(wrapOutboundOut(ByteBuffer(bytes: Array(head.utf8) + body)), promise: nil)
    case .close: context.close(promise: nil)
    case .drip(let text): drip(text, into: context.channel)
    case .silence: break
    }
  }

  private func drip(_ text: String, into channel: any Channel) {
    channel.writeAndFlush(ByteBuffer(string: text), promise: nil)
    channel.eventLoop.scheduleRepeatedTask(initialDelay: .zero, delay: .milliseconds(20)) { task in
      guard channel.isActive else { return task.cancel() }
      channel.writeAndFlush(ByteBuffer(string: " "), promise: nil)
    }
  }

  private var hasWholeCall: Bool {
    guard let end = received.firstRange(of: "\r\n\r\n") else { return false }
    let length = received[..<end.lowerBound].split(separator: "\r\n")
      .first { $0.lowercased().hasPrefix("content-length:") }
      .flatMap { Int($0.split(separator: ":")[1].drop { $0 == " " }) }
    return received[end.upperBound...].utf8.count >= length ?? 0
  }
}

/// Runs `body` with a client of a canned server, and ends both.
func withClient(
  isRaw: Bool = false, scheme: String = "http", timeout: Duration = .seconds(30),
  maximumReplyBytes: Int = 1 << 20, token: CredentialSource? = nil, dependencies: ClientDependencies = .system(),
  onConnection: @escaping @Sendable () -> Void = {}, answer: @escaping @Sendable (String) -> CannedServer.Answer,
  _ body: (OrgClient, CannedServer) async throws -> Void
) async throws {
  let server = try await CannedServer(isRaw: isRaw, onConnection: onConnection, answer)
  let client = OrgClient(
    org: try OrgURL("\(scheme)://127.0.0.1:\(server.port)"),
    credentials: try token ?? .fixed(Credentials(.ssws, token: "00secret")),
    options: OrgClient.Options(
      connections: 4, timeout: timeout, maximumReplyBytes: maximumReplyBytes, version: "1.2.3"),
    dependencies: dependencies)
  do {
    try await body(client, server)
  } catch {
    await client.close()
    try await server.stop()
    throw error
  }
  await client.close()
  try await server.stop()
}
