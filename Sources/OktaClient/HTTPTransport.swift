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
  /// All connections are on one, so that what goes on around a call can be on its thread as well (`executor`).
  private let eventLoop: any EventLoop
  let executor: EventLoopExecutor

  init(org: OrgURL, options: OrgClient.Options) {
    self.org = org
    self.options = options
    eventLoop = MultiThreadedEventLoopGroup.singleton.next()
    executor = EventLoopExecutor(eventLoop)
    http = HTTPClient(eventLoopGroup: eventLoop, configuration: HTTPClient.Configuration(options, to: org))
  }

  func close() async {
    // It fails only where the client is closed already.
    try? await http.shutdown()
  }

  /// The reply, whatever its status. Throws the reason why none came whole, as `failures` classifies it.
  func send(
    _ call: APICall, by sendDeadline: SendDeadline? = nil, headers: HTTPFields, _ failures: FailureClassifier
  ) async throws(ServiceFailure) -> RawReply {
    do {
      let response = try await execute(try request(for: call, by: sendDeadline, headers))
      // A name that is not a token of RFC 9110 means nothing here.
      let fields = response.headers.compactMap { header in
        HTTPField.Name(header.name).map { HTTPField(name: $0, value: header.value) }
      }
      let body = response.body.map { Data($0.readableBytesView) } ?? Data()
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

  /// Sends a request and waits for the whole of its reply, or for the end of the call's time. The client's async functions
  /// would do the same with two more tasks for each call, and a change of threads for each.
  private func execute(_ request: HTTPClient.Request) async throws -> HTTPClient.Response {
    let task = http.execute(
      request: request, delegate: ResponseAccumulator(request: request, maxBodySize: options.maximumReplyBytes),
      deadline: NIODeadline.now() + TimeAmount(options.timeout))
    return try await withTaskCancellationHandler {
      try await task.get()
    } onCancel: {
      task.cancel()
    }
  }

  private func request(
    for call: APICall, by deadline: SendDeadline?, _ headers: HTTPFields
  ) throws -> HTTPClient.Request {
    var request = try HTTPClient.Request(
      url: org.text + call.pathAndQuery, method: HTTPMethod(rawValue: call.method.rawValue))
    for header in headers { request.headers.add(name: header.name.rawName, value: header.value) }
    request.headers.add(name: HTTPField.Name.accept.rawName, value: "application/json")
    // A compressed reply is not asked for. Gateways send one all the same, and it is read.
    request.headers.add(name: HTTPField.Name.acceptEncoding.rawName, value: "identity")
    request.headers.add(name: HTTPField.Name.userAgent.rawName, value: "writ/\(options.version)")
    if let body = call.body {
      request.headers.add(name: HTTPField.Name.contentType.rawName, value: call.contentType)
      request.body = deadline.map { .timely(body, by: $0, on: eventLoop) } ?? .bytes(body)
    }
    return request
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
      return check.flatMap { UnsentBytes.drop(after: options.timeout, on: channel) }.flatMapThrowing {
        // Next to the socket: after TLS.
        try channel.pipeline.syncOperations.addHandler(FlushesTogether(), position: .first)
      }
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
