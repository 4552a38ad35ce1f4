import Foundation
import NIOCore
import NIOPosix
import NIOSSL
import OktaWire

/// Why a certificate is not trusted.
enum CertificateFlaw: Hashable {
  case expired(Date)
  case notYetValid(Date)
  case unknownCA

  /// The first flaw that a chain has at a moment; one without any was signed by a CA that is not known.
  init(chain: [NIOSSLCertificate], at now: Date) {
    let moment = Int(now.timeIntervalSince1970)
    if let end = chain.lazy.map({ Int($0.notValidAfter) }).first(where: { $0 < moment }) {
      self = .expired(Date(timeIntervalSince1970: TimeInterval(end)))
    } else if let start = chain.lazy.map({ Int($0.notValidBefore) }).first(where: { $0 > moment }) {
      self = .notYetValid(Date(timeIntervalSince1970: TimeInterval(start)))
    } else {
      self = .unknownCA
    }
  }

  /// The rest of a sentence about the certificate, and what helps.
  var text: String {
    switch self {
    case .expired(let date): "it expired at \(Timestamp(date).text); check this machine's clock, and the org URL"
    case .notYetValid(let date):
      "it is not yet valid, but from \(Timestamp(date).text) on; check this machine's clock, and the org URL"
    case .unknownCA:
      "unknown CA; check the org URL and any proxy in between, and give the certificates of a CA of your own with "
        + "SSL_CERT_FILE or SSL_CERT_DIR"
    }
  }
}

/// The certificate of a host was refused.
struct UntrustedCertificateError: Error {
  /// `nil` where nothing more could be found out.
  var flaw: CertificateFlaw?
}

/// Looks at the certificates that a host shows, since a handshake that failed only says that they were refused: one more
/// connection, over which nothing is sent but the TLS hello, and that never gets further.
struct CertificateProbe {
  private struct NoCertificateError: Error {}

  let org: OrgURL
  let network: NetworkSettings

  func flaw() async -> CertificateFlaw? {
    let loop = MultiThreadedEventLoopGroup.singleton.next()
    let chain = loop.makePromise(of: [NIOSSLCertificate].self)
    do {
      let channel = try await connect(on: loop, chain)
      channel.closeFuture.whenComplete { _ in chain.fail(NoCertificateError()) }
      let limit = loop.scheduleTask(in: .seconds(10)) { channel.close(promise: nil) }
      defer {
        limit.cancel()
        channel.close(promise: nil)
      }
      return CertificateFlaw(chain: try await chain.futureResult.get(), at: Date())
    } catch {
      chain.fail(error)
      return nil
    }
  }

  private func connect(on loop: any EventLoop, _ chain: EventLoopPromise<[NIOSSLCertificate]>) async throws
    -> any Channel
  {
    let context = try NIOSSLContext(configuration: .makeClientConfiguration())
    let target = URLComponents(string: org.text)
    let (host, port) = (org.host.withoutBrackets, target?.port ?? 443)
    let name = host.isIPAddress ? nil : host
    let addTLS: @Sendable (any Channel) throws -> Void = { channel in
      try channel.pipeline.syncOperations.addHandler(
        NIOSSLClientHandler(context: context, serverHostname: name) {
          (certificates: [NIOSSLCertificate], verdict: EventLoopPromise<NIOSSLVerificationResult>) in
          chain.succeed(certificates)
          verdict.succeed(.failed)
        })
    }
    let proxy = org.isLoopback ? nil : network.proxy
    return try await ClientBootstrap(group: loop)
      .connectTimeout(TimeAmount(network.connectTimeout))
      .channelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          guard let proxy else { return try addTLS(channel) }
          let greeting = try proxy.greeting(to: "\(org.host):\(port)")
          try channel.pipeline.syncOperations.addHandler(TunnelHandler(greeting: greeting, whenOpen: addTLS))
        }
      }
      .connect(host: proxy?.host.withoutBrackets ?? host, port: proxy?.port ?? port).get()
  }
}

/// Asks a proxy for a connection, and makes room for TLS once it is there.
private final class TunnelHandler: ChannelInboundHandler, RemovableChannelHandler {
  typealias InboundIn = ByteBuffer
  typealias OutboundOut = ByteBuffer

  private let greeting: String
  private let whenOpen: @Sendable (any Channel) throws -> Void
  private var head = ""

  init(greeting: String, whenOpen: @escaping @Sendable (any Channel) throws -> Void) {
    self.greeting = greeting
    self.whenOpen = whenOpen
  }

  func channelActive(context: ChannelHandlerContext) {
    context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: greeting)), promise: nil)
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    head += String(buffer: unwrapInboundIn(data))
    guard head.hasSuffix("\r\n\r\n") || head.utf8.count > 16_384 else { return }
    let status = head.split(separator: " ").dropFirst().first.flatMap { Int($0) }
    guard status.map((200..<300).contains) == true, (try? whenOpen(context.channel)) != nil else {
      return context.close(promise: nil)
    }
    context.pipeline.syncOperations.removeHandler(self, promise: nil)
  }
}

extension Proxy {
  private struct UnsupportedProxyError: Error {}

  /// What opens a connection to `target` (RFC 9110, section 9.3.6).
  fileprivate func greeting(to target: String) throws -> String {
    guard kind == .http else { throw UnsupportedProxyError() }
    let login = login.map { "Proxy-Authorization: Basic \($0.basic)\r\n" }
    return "CONNECT \(target) HTTP/1.1\r\nHost: \(target)\r\n\(login ?? "")\r\n"
  }
}

extension String {
  /// The address alone, where an IPv6 address stands in brackets.
  var withoutBrackets: String { hasPrefix("[") && hasSuffix("]") ? String(dropFirst().dropLast()) : self }

  fileprivate var isIPAddress: Bool { (try? SocketAddress(ipAddress: self, port: 0)) != nil }
}
