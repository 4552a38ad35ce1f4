import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL
package import RequestModel

/// The Access Requests API of one org over HTTP: one method, one call, sent at most once.
///
/// Made once a run and closed at its end with `close()`.
package final class OktaClient: Sendable {
  /// How to connect.
  package struct Options: Hashable, Sendable {
    /// Connections kept at most: as many as calls may be under way at once.
    package var connections: Int
    /// For a whole call, from the wait for a connection to the last byte of the reply.
    package var timeLimit: Duration
    /// Bytes of a reply's body; what goes over it is not read on. A page of 200 requests stays far below 64 MiB.
    package var replyLimit: Int
    /// For `User-Agent`: `writ/<version>`.
    package var version: String

    package init(
      connections: Int, timeLimit: Duration = .seconds(60), replyLimit: Int = 64 << 20, version: String
    ) {
      self.connections = connections
      self.timeLimit = timeLimit
      self.replyLimit = replyLimit
      self.version = version
    }
  }

  package let org: OrgURL
  private let keeper: CredentialKeeper
  private let options: Options
  private let http: HTTPClient

  package init(org: OrgURL, credentials: CredentialSource, options: Options) {
    self.org = org
    self.options = options
    keeper = CredentialKeeper(credentials)
    http = HTTPClient(
      eventLoopGroup: MultiThreadedEventLoopGroup.singleton, configuration: HTTPClient.Configuration(options))
  }

  /// Ends all connections; no call may follow.
  package func close() async {
    // It fails only where the client is closed already.
    try? await http.shutdown()
  }

  /// Sends one call and gives the reply whatever its status, unless none came.
  package func send(_ call: APICall) async throws(ServiceFailure) -> RawReply {
    try await exchange(call).reply
  }

  /// Sends one call; a status other than 2xx is a failure.
  func perform(_ call: APICall) async throws(ServiceFailure) -> (reply: RawReply, map: FailureMap) {
    let exchange = try await exchange(call)
    if let failure = exchange.map.failure(exchange.reply) { throw failure }
    return exchange
  }

  func renew() async throws(ServiceFailure) -> Bool {
    try await keeper.renew()
  }

  private func exchange(_ call: APICall) async throws(ServiceFailure) -> (reply: RawReply, map: FailureMap) {
    let credentials = try await keeper.credentials()
    let map = FailureMap(org: org, call: call, scheme: credentials.scheme, timeLimit: options.timeLimit)
    let reply: RawReply
    do {
      reply = try await transfer(request(call, credentials))
    } catch {
      throw map.failure(error)
    }
    if reply.status == 401 { await keeper.note(refused: credentials) }
    return (reply, map)
  }

  private func request(_ call: APICall, _ credentials: Credentials) -> HTTPClientRequest {
    var request = HTTPClientRequest(url: org.text + call.pathAndQuery)
    request.method = HTTPMethod(rawValue: call.method.rawValue)
    request.headers.add(name: HeaderName.authorization, value: credentials.authorization)
    request.headers.add(name: HeaderName.accept, value: "application/json")
    request.headers.add(name: HeaderName.userAgent, value: "writ/\(options.version)")
    if let body = call.body {
      request.headers.add(name: HeaderName.contentType, value: "application/json")
      request.body = .bytes(body)
    }
    return request
  }

  private func transfer(_ request: HTTPClientRequest) async throws -> RawReply {
    let deadline = NIODeadline.now() + TimeAmount(options.timeLimit)
    let response = try await http.execute(request, deadline: deadline)
    let fields = response.headers.map { ReplyHeaders.Field(name: $0.name, value: $0.value) }
    let body = try await collect(response.body, until: deadline)
    return RawReply(status: Int(response.status.code), headers: ReplyHeaders(fields), body: body)
  }

  /// The HTTP client's deadline ends with the head; a body that stands still is its read time-out's business.
  private func collect(_ body: HTTPClientResponse.Body, until deadline: NIODeadline) async throws -> Data {
    var bytes = Data()
    for try await part in body {
      guard bytes.count + part.readableBytes <= options.replyLimit else {
        throw IncompleteReply.tooLarge(limit: options.replyLimit)
      }
      bytes.append(contentsOf: part.readableBytesView)
      guard NIODeadline.now() <= deadline else { throw IncompleteReply.outOfTime }
    }
    return bytes
  }
}

extension HTTPClient.Configuration {
  /// Verified TLS 1.2 or later, HTTP/2 where the org offers it, no redirects, no second connection attempt.
  fileprivate init(_ options: OktaClient.Options) {
    var tls = TLSConfiguration.makeClientConfiguration()
    tls.minimumTLSVersion = .tlsv12
    self.init(tlsConfiguration: tls, redirectConfiguration: .disallow, decompression: .disabled)
    let limit = TimeAmount(options.timeLimit)
    timeout = Timeout(connect: min(.seconds(10), limit), read: limit)
    // A server closes an idle connection after a minute or so, and a call that crosses that is lost: be first.
    connectionPool.idleTimeout = .seconds(20)
    connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = max(1, options.connections)
    // An attempt that failed is told at once and as what it was; the caller knows when to try again.
    connectionPool.retryConnectionEstablishment = false
  }
}

extension OktaClient: CustomStringConvertible {
  package var description: String { "OktaClient(\(org.text))" }
}
