import AsyncHTTPClient
import Foundation
import HTTPTypes
import NIOCore
import NIOHTTP1
import NIOHTTPCompression
import NIOPosix
import NIOSSL
import OktaWire
import Model

/// Sends calls to one org over HTTP, each at most once, and nowhere else.
struct HTTPTransport: Sendable {
  private let org: OrgURL
  private let options: OrgClient.Options
  private let http: HTTPClient

  init(org: OrgURL, options: OrgClient.Options) {
    self.org = org
    self.options = options
    http = HTTPClient(
      eventLoopGroup: MultiThreadedEventLoopGroup.singleton, configuration: HTTPClient.Configuration(options, to: org))
  }

  func close() async {
    // It fails only where the client is closed already.
    try? await http.shutdown()
  }

  /// The reply, whatever its status. Throws the reason why none came whole, as `failures` classifies it.
  func send(
    _ call: APICall, by sendDeadline: SendDeadline? = nil, headers: HTTPFields, _ failures: FailureClassifier
  ) async throws(ServiceFailure) -> RawReply {
    let deadline = NIODeadline.now() + TimeAmount(options.timeout)
    do {
      let response = try await http.execute(request(for: call, by: sendDeadline, headers), deadline: deadline)
      // A name that is not a token of RFC 9110 means nothing here.
      let fields = response.headers.compactMap { header in
        HTTPField.Name(header.name).map { HTTPField(name: $0, value: header.value) }
      }
      let body = try await collect(response.body, until: deadline)
      var reply = RawReply(status: Int(response.status.code), headers: HTTPFields(fields), body: body)
      // The token after its scheme, the proof, and what a proxy was given.
      let secrets = headers.compactMap { $0.value.split(separator: " ").last.map(String.init) } + call.secrets
      reply.sentSecrets = SentSecrets(secrets + (options.network.proxy?.login?.secrets ?? []))
      return reply
    } catch NIOSSLError.handshakeFailed(let reason)
      where String(describing: reason).contains("CERTIFICATE_VERIFY_FAILED")
    {
      let flaw = await CertificateProbe(org: org, network: options.network).flaw()
      throw failures.failure(UntrustedCertificateError(flaw: flaw))
    } catch {
      throw failures.failure(error)
    }
  }

  private func request(
    for call: APICall, by deadline: SendDeadline?, _ headers: HTTPFields
  ) -> HTTPClientRequest {
    var request = HTTPClientRequest(url: org.text + call.pathAndQuery)
    request.method = HTTPMethod(rawValue: call.method.rawValue)
    for header in headers { request.headers.add(name: header.name.rawName, value: header.value) }
    request.headers.add(name: HTTPField.Name.accept.rawName, value: "application/json")
    // A compressed reply is not asked for. Gateways send one all the same, and it is read.
    request.headers.add(name: HTTPField.Name.acceptEncoding.rawName, value: "identity")
    request.headers.add(name: HTTPField.Name.userAgent.rawName, value: "writ/\(options.version)")
    if let body = call.body {
      request.headers.add(name: HTTPField.Name.contentType.rawName, value: call.contentType)
      request.body =
        deadline.map { deadline in
          .stream(TimelyBody(body, deadline: deadline), length: .known(Int64(body.count)))
        } ?? .bytes(body)
    }
    return request
  }

  /// The HTTP client's deadline ends with the head; its read timeout ends a body that stands still.
  private func collect(_ body: HTTPClientResponse.Body, until deadline: NIODeadline) async throws -> Data {
    var bytes = Data()
    for try await part in body {
      guard bytes.count + part.readableBytes <= options.maximumReplyBytes else {
        throw IncompleteReplyError.tooLarge(limit: options.maximumReplyBytes)
      }
      bytes.append(contentsOf: part.readableBytesView)
      guard NIODeadline.now() <= deadline else { throw IncompleteReplyError.outOfTime }
    }
    return bytes
  }
}

extension HTTPClient.Configuration {
  /// Verified TLS 1.2 or later, HTTP/2 where the org offers it, no redirects, no second connection attempt.
  fileprivate init(_ options: OrgClient.Options, to org: OrgURL) {
    var tls = TLSConfiguration.makeClientConfiguration()
    tls.minimumTLSVersion = .tlsv12
    if let trusted = options.network.trustedCertificates {
      // Each was read once when the settings were.
      tls.trustRoots = .certificates(
        trusted.compactMap { try? NIOSSLCertificate(bytes: Array($0.utf8), format: .pem) })
    }
    self.init(
      tlsConfiguration: tls, redirectConfiguration: .disallow,
      decompression: .enabled(limit: .size(options.maximumReplyBytes))
    )
    let limit = TimeAmount(options.timeout)
    timeout = Timeout(connect: min(TimeAmount(options.network.connectTimeout), limit), read: limit)
    // A server closes an idle connection after a minute or so, and a call that crosses that is lost: be first.
    connectionPool.idleTimeout = .seconds(20)
    connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = max(1, options.connections)
    // A failed attempt is thrown at once, as what it was; the caller knows when to retry.
    connectionPool.retryConnectionEstablishment = false
    // Runs when TLS is agreed and before the first call is sent.
    let prepare = { @Sendable (channel: any Channel) in
      let check =
        org.text.hasPrefix("https:")
        ? HostCheck.check(channel, for: org.host) : channel.eventLoop.makeSucceededVoidFuture()
      return check.flatMap { UnsentBytes.drop(after: options.timeout, on: channel) }
    }
    http1_1ConnectionDebugInitializer = prepare
    http2ConnectionDebugInitializer = prepare
    // Whatever the settings say, no proxy is used for this machine itself: plain HTTP would show it the token.
    if !org.isLoopback { proxy = options.network.proxy.map(HTTPClient.Configuration.Proxy.init) }
  }
}

extension HTTPClient.Configuration.Proxy {
  fileprivate init(_ proxy: Proxy) {
    let host = proxy.host.withoutBrackets
    switch proxy.kind {
    case .socks: self = .socksServer(host: host, port: proxy.port)
    case .http:
      self = .server(
        host: host, port: proxy.port,
        authorization: proxy.login.map { .basic(username: $0.user, password: $0.password) })
    }
  }
}
