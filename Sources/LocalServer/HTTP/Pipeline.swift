import Foundation
import HTTPTypes
import OktaWire
import Model

/// One call as it was received: what the server reads of it, independent of the server framework.
struct ServerCall: Sendable {
  var method: String
  /// The path as it was sent, percent-encoded.
  var path: Substring
  /// What follows the `?`; empty where nothing does.
  var query: Substring
  /// Scheme and authority that the client called, for absolute links.
  var origin: String
  /// The header `Origin`: the site whose page a browser calls for (RFC 6454, section 7).
  var site: String?
  /// The header `Authorization`.
  var authorization: String?
  /// Each header `DPoP`.
  var dpop: [String] = []
  /// The header `Content-Type`.
  var contentType: String?
  /// Reads the body; `nil` where it is longer than `limit` bytes.
  var body: @Sendable (_ limit: Int) async throws -> Data?
}

/// The response to one call.
struct ServerResponse: Sendable {
  typealias Header = HTTPField

  var status: Int
  var headers: [Header] = []
  /// JSON where no header says otherwise; `nil` where the response has no body.
  var body: Data?

  /// A response with a JSON body.
  static func json(_ status: Int, _ value: some Encodable, headers: [Header] = []) throws -> ServerResponse {
    ServerResponse(status: status, headers: headers, body: try WireJSON.encode(value))
  }
}

/// What the server sends for one call.
enum WireAction: Sendable {
  case send(ServerResponse)
  /// Sends the first half of the body, then closes the connection.
  case truncate(ServerResponse)
  /// Closes the connection without a response.
  case close
}

/// The path of every call through the server: find its operation, authenticate, count, handle, respond.
struct Pipeline: Sendable {
  let ledger: Ledger
  let tokens: TokenAuthenticator
  let faults: FaultPlan
  let cancelSupport: CancelSupport
  let hosts: TrustedHosts
  let now: @Sendable () -> Date
  let random: @Sendable () -> UInt64
  /// Waits, or returns early where the server ends.
  let sleep: @Sendable (Duration) async -> Void
  /// Receives unexpected errors before they become a 500.
  let report: @Sendable (any Error) -> Void

  /// No call is handled twice, and none is left half done: a fault after the work shows between `run` and `finish`, one
  /// before it between the admission and `run`.
  func respond(to call: ServerCall) async -> WireAction {
    let received = now()
    func reject(_ error: APIError, _ rate: RateLimitDecision? = nil) -> WireAction {
      .send(finish(response(to: error), rate: rate, at: received))
    }
    let operation: ServerOperation
    let parameter: String
    switch ServerOperation.find(method: call.method, path: call.path) {
    case .operation(let found, let value): (operation, parameter) = (found, value)
    case .wrongMethod(let allowed): return reject(.wrongMethod(allowed: allowed))
    case .unknownPath: return reject(.unknownPath)
    }
    if hosts.rejects(call, of: operation) { return reject(.untrustedHost) }
    let authenticated = Result { () throws(AuthenticationError) in
      operation.access == .anonymous ? .anonymous : try tokens.caller(of: call, at: received)
    }
    let admission = ledger.admit(operation, of: try? authenticated.get(), at: received)
    let rate = admission.rate
    if let rate, !rate.isAdmitted { return reject(.throttled, rate) }
    let caller: Caller
    switch authenticated {
    case .success(let known): caller = known
    case .failure(.noToken): return reject(.unauthenticated, rate)
    case .failure(.accessToken(let error)):
      return .send(finish(error.response(to: call, operation.access), rate: rate, at: received))
    }
    let handler = OperationHandler(
      operation: operation, parameter: parameter, ledger: ledger, tokens: tokens, call: call, caller: caller,
      received: received, rate: rate, random: random, faults: faults, cancelSupport: cancelSupport,
      fault: admission.fault)
    if let fault = admission.fault { return await inject(fault, into: handler) }
    return .send(finish(await run(handler), rate: rate, at: received))
  }

  /// Runs the operation, where the caller's token was granted the scope and the user has the role that it requires.
  func run(_ handler: OperationHandler) async -> ServerResponse {
    let (operation, user) = (handler.operation, handler.user)
    guard handler.caller.mayUse(operation.access) else {
      return AccessTokenError.insufficientScope.response(to: handler.call, operation.access)
    }
    do {
      if operation.requiresAdministrator, try await !ledger.read({ try $0.isAdministrator(user) }) {
        throw APIError.missingRole
      }
      return try await operation.run(handler)
    } catch let error as APIError {
      return response(to: error)
    } catch let error as FilterError {
      return response(to: .invalidFilter(error.message))
    } catch {
      report(error)
      return response(to: .unexpected)
    }
  }

  /// The response to a call that is not carried out; its id has the form of Okta's.
  func response(to error: APIError) -> ServerResponse {
    let reply = error.reply(id: "oae" + Base64URL.random(words: 3, random).prefix(22))
    // Strings and arrays of strings always encode.
    return (try? ServerResponse.json(reply.status, reply.body, headers: error.headers))
      ?? ServerResponse(status: reply.status)
  }

  /// Adds the headers that every response has. Without `rate` there are no rate-limit headers, so that no client reads a
  /// limit that does not exist.
  func finish(_ response: ServerResponse, rate: RateLimitDecision?, at moment: Date) -> ServerResponse {
    var response = response
    if response.body != nil, !response.headers.contains(where: { $0.name == .contentType }) {
      response.headers.append(.init(name: .contentType, value: "application/json"))
    }
    response.headers.append(.init(name: .date, value: HTTPDate.text(moment)))
    response.headers.append(
      .init(name: .oktaRequestID, value: random().digits(16, radix: 16) + random().digits(16, radix: 16)))
    guard let rate else { return response }
    response.headers.append(.init(name: .rateLimit, value: String(rate.limit)))
    response.headers.append(.init(name: .rateLimitRemaining, value: String(rate.remaining)))
    response.headers.append(.init(name: .rateLimitReset, value: String(rate.reset)))
    return response
  }
}
