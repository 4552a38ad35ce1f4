import AsyncHTTPClient
import Foundation
import HTTPTypes
import NIOCore
import NIOHTTP1
import NIOHTTPCompression
import NIOPosix
import NIOSSL
package import OktaWire
package import Model

/// Classifies calls that gave no result: the only place where HTTP turns into `ServiceFailure`.
package struct FailureClassifier: Hashable, Sendable {
  /// Where the call went.
  package var org: OrgURL
  /// The call that failed.
  package var call: APICall
  /// How its token was presented.
  package var scheme: Credentials.Scheme
  /// Within which the whole call had to be done.
  package var timeout: Duration
  /// What stands between, if anything does.
  package var proxy: Proxy?

  package init(org: OrgURL, call: APICall, scheme: Credentials.Scheme, timeout: Duration, proxy: Proxy? = nil) {
    self.org = org
    self.call = call
    self.scheme = scheme
    self.timeout = timeout
    self.proxy = proxy
  }
}

// MARK: The org answered

extension FailureClassifier {
  /// `nil` where the org did what the call asks for (`ReplyEvidence` decides).
  package func failure(_ reply: RawReply) -> ServiceFailure? {
    let evidence = ReplyEvidence(reply, to: call)
    var error: ServiceError {
      var error = ServiceError(reply)
      if error.isNotFound { error.missing = call.item.map(reply.shown) }
      if let hint = hint(for: error, of: reply, evidence) { error.summary += "; \(hint)" }
      return error
    }
    switch evidence {
    case .done: return nil
    case .brokenOff: return unreadable(reply, "incomplete JSON")
    case .refused: return refusal(error, reply)
    case .throttled: return .throttled(error, reply.rate)
    case .concurrencyLimited: return .concurrencyLimited(error)
    case .heldByProxy: return .noCredentials("\(proxyRefusal): \(error.text)")
    case .timedOutBetween where call.method == .get:
      return .lost("\(call.name) timed out upstream", error)
    case .timedOutBetween, .foreign: return .intercepted(error)
    case .serverError where call.method == .get: return .lost("\(call.name) failed upstream", error)
    case .serverError: return .lost("\(call.name) failed upstream and may have been processed", error)
    }
  }

  private func refusal(_ error: ServiceError, _ reply: RawReply) -> ServiceFailure {
    switch reply.status {
    case _ where isMissingLicense(error) || isMissingAssignment(error): .forbidden(error)
    case 401: .unauthenticated(error)
    // The org does not take the token or its proof; Okta answers 400 with a challenge where others would say 401.
    case 400 where OAuthErrorBody(headers: reply.headers) != nil || !error.isOktas: .unauthenticated(error)
    case 403: .forbidden(error)
    default: .rejected(error)
    }
  }

  private var proxyRefusal: String {
    let who = proxy.map { "the proxy \($0.text)" } ?? "a proxy in between"
    let action = proxy?.login == nil ? "requires a user name and password" : "refuses the user name and password"
    return "cannot reach \(org.text): \(who) \(action); check those of the proxy setting"
  }

  /// A 2xx whose body is not what it should be: the org did something, but it is unknown what.
  package func unreadable(_ reply: RawReply, _ reason: String) -> ServiceFailure {
    let error = ServiceError(
      status: reply.status, summary: reply.shown(reason), callID: reply.callID.map(reply.shown), rate: reply.rate)
    return .lost("the reply to \(call.name) cannot be read", error)
  }

  private func hint(for error: ServiceError, of reply: RawReply, _ evidence: ReplyEvidence) -> String? {
    if isMissingLicense(error) { return "the org has no license for Okta Identity Governance, or lacks the feature" }
    if isMissingAssignment(error) { return "assign the token's user to the Okta Access Requests app" }
    switch reply.status {
    case 300..<400:
      return "the org URL \(org.text) answers with a redirect, which is not followed; use the org's own URL"
    case 401 where evidence == .refused && scheme != .dpop:
      return "the org does not accept this token (wrong, expired or in quotes)"
    case 403 where evidence == .refused && scheme == .ssws && call.isRequestList && !error.isAuthenticationError:
      return "this list is documented for OAuth access tokens only (authorization mode Bearer), not for SSWS tokens"
    case 403 where error.summary.contains("insufficient_scope"):
      return "the token needs the scope \(scope.rawValue)"
    case 429, 503: return error.retryAfter.map { "asks to wait \(max(1, $0.components.seconds)) s" }
    default: return nil
    }
  }

  /// What a token needs for the call.
  private var scope: OAuthScope {
    if call.pathAndQuery.hasPrefix(Endpoint.usersPath) { return .usersRead }
    if call.pathAndQuery.hasPrefix(Endpoint.groupsPath) { return .groupsRead }
    return call.method == .get ? .accessRequestsRead : .accessRequestsManage
  }

  private func isMissingLicense(_ error: ServiceError) -> Bool {
    error.code == ErrorCode.unlicensed.rawValue
  }

  /// The code is that of a conflict as well: only the text distinguishes the two.
  private func isMissingAssignment(_ error: ServiceError) -> Bool {
    error.code == ErrorCode.conflict.rawValue && error.summary.lowercased().contains("not assigned to okta access")
  }
}

// MARK: The org did not answer

extension FailureClassifier {
  /// `unreachable` only for errors that end a connection attempt; after that the org may have had the call.
  package func failure(_ error: any Error) -> ServiceFailure {
    if let failure = error as? ServiceFailure { return failure }
    if error as? HTTPClientError == .proxyAuthenticationRequired { return .noCredentials(proxyRefusal) }
    if let flaw = certificateFlaw(error) { return .unreachable(unreachable(flaw), isLasting: true) }
    if let reason = connectionFailureReason(error) { return .unreachable(unreachable(reason)) }
    return .lost("no reply to \(call.name): \(lostReplyReason(error))", nil)
  }

  private func unreachable(_ reason: String) -> String {
    let way = proxy.map { " through the proxy \($0.text)" } ?? ""
    return "cannot reach \(org.text)\(way): \(reason)"
  }

  /// What no other attempt can heal.
  private func certificateFlaw(_ error: any Error) -> String? {
    switch error {
    case let error as UntrustedCertificateError:
      "its certificate is not trusted: \(error.flaw.map(\.text) ?? "check the org URL and any proxy in between")"
    case is HostCheck.HostMismatchError: hostMismatch
    case let error as NIOSSLExtraError where error == .failedToValidateHostname: hostMismatch
    default: nil
    }
  }

  private var hostMismatch: String {
    "its certificate is for another host; check the org URL and any proxy in between"
  }

  private func connectionFailureReason(_ error: any Error) -> String? {
    switch error {
    case let error as HTTPClientError: connectionFailureReason(error)
    case let error as NIOConnectionError: connectionFailureReason(error)
    // As an error of its own this comes of connecting only; all other system calls have other numbers.
    case let error as IOError where error.errnoCode == ECONNREFUSED: refused
    case NIOSSLError.handshakeFailed:
      "TLS handshake failed (is this an http:// port?); check the org URL and any proxy in between"
    default: nil
    }
  }

  private func connectionFailureReason(_ error: HTTPClientError) -> String? {
    switch error {
    case .connectTimeout:
      "connection timed out; check the org URL and anything in between (firewall, proxy, VPN)"
    case .tlsHandshakeTimeout:
      "TLS handshake timed out; check the org URL and anything in between (firewall, proxy, VPN)"
    case .getConnectionFromPoolTimeout:
      "no connection became free in time; lower the parallelism"
    case .httpProxyHandshakeTimeout, .socksHandshakeTimeout: "the proxy timed out"
    case .invalidProxyResponse: "the proxy refuses to connect to it"
    default: nil
    }
  }

  /// No connection was made at all: every attempt's error is in there.
  private func connectionFailureReason(_ error: NIOConnectionError) -> String {
    guard let attempt = error.connectionErrors.first else {
      return "no such host as \(error.host); check the org URL and the network"
    }
    switch attempt.error {
    case let error as IOError where error.errnoCode == ECONNREFUSED: return refused
    case let error as IOError:
      return "\(String(cString: strerror(error.errnoCode))); check the org URL and the network"
    case ChannelError.connectTimeout: return "connection timed out; check the org URL and the network"
    default: return "\(attempt.error); check the org URL and the network"
    }
  }

  private var refused: String {
    "connection refused; check the host and port of the \(proxy == nil ? "org URL" : "proxy")"
  }

  private func lostReplyReason(_ error: any Error) -> String {
    switch error {
    case let error as HTTPClientError: lostReplyReason(error)
    case is HTTPParserError: "the reply broke off, or is not HTTP"
    case let error as ResponseAccumulator.ResponseTooBigError: "the reply is larger than \(error.maxBodySize) bytes"
    case is CancellationError: "the call was canceled in flight"
    case let error as IOError: String(cString: strerror(error.errnoCode))
    case is NIOHTTPDecompression.DecompressionError, is NIOHTTPDecompression.ExtraDecompressionError:
      "the reply's compression is broken, or it expands to more bytes than are read"
    default: String(describing: error)
    }
  }

  private func lostReplyReason(_ error: HTTPClientError) -> String {
    switch error {
    case .deadlineExceeded, .readTimeout: timedOut
    case .remoteConnectionClosed, .uncleanShutdown: "the connection closed"
    case .cancelled: "the call was canceled in flight"
    default: error.shortDescription
    }
  }

  private var timedOut: String { "timed out after \(timeout.components.seconds) seconds" }
}

extension ServiceError {
  /// Whether Okta says that it does not know who calls; it does so with 403 as well.
  fileprivate var isAuthenticationError: Bool { code == ErrorCode.authentication.rawValue }

  /// Whether Okta says that it does not have what the call is about.
  fileprivate var isNotFound: Bool { status == 404 && code == ErrorCode.notFound.rawValue }
}

extension APICall {
  /// Method and path, for messages.
  fileprivate var name: String { "\(method.rawValue) \(pathAndQuery.prefix { $0 != "?" })" }

  fileprivate var isRequestList: Bool {
    method == .get && pathAndQuery.prefix { $0 != "?" } == Endpoint.requestsPath
  }
}
