import Foundation
import OktaWire

/// Carries out one operation: a call that was admitted, who makes it, and what goes wrong with it. Each operation is a
/// method in an extension, which returns the response, or throws an `APIError`, a `FilterError` or an error of the database.
struct OperationHandler: Sendable {
  let operation: ServerOperation
  /// The path parameter; empty where the operation has none.
  let parameter: String
  let ledger: Ledger
  let tokens: TokenAuthenticator
  let call: ServerCall
  let caller: Caller
  /// When the call was received, on the server's clock.
  let received: Date
  /// What its bucket said; `nil` where nothing is limited.
  let rate: RateLimitDecision?
  let random: @Sendable () -> UInt64
  let faults: FaultPlan
  let cancelSupport: CancelSupport
  /// The fault that is injected into the work or its reply; `nil` for most calls.
  let fault: FaultKind?

  /// The same time on the clock for `created`, `lastUpdated` and transitions.
  var now: Date { received.addingTimeInterval(faults.stampSkew) }

  /// The maximum length of a body in bytes. Okta documents only that a request type's JSON has at most 100,000 characters.
  static let bodyLimit = 1 << 20

  /// The user in whose name the call is made.
  var user: String { caller.user }

  var bodies: ResponseBodies {
    ResponseBodies(origin: call.origin, nextOrigin: fault == .foreignNext ? ResponseBodies.foreignOrigin : call.origin)
  }

  /// The body as a JSON value, after the checks that apply to every body.
  func readBody() async throws -> JSONValue {
    guard let mediaType = call.contentType?.split(separator: ";").first,
      mediaType.trimmingCharacters(in: .whitespaces).lowercased() == "application/json"
    else { throw APIError.unsupportedMediaType }
    let bytes: Data?
    do { bytes = try await call.body(Self.bodyLimit) } catch {
      // The client disconnected, or the server is shutting down.
      throw APIError.malformedBody
    }
    guard let bytes else { throw APIError.bodyTooLarge(limit: Self.bodyLimit) }
    guard let value = JSONValue(bytes: bytes) else { throw APIError.malformedBody }
    return value
  }
}

extension APIError {
  /// The `after` of a well-formed id that is not the id of an item (contract example `requests-list-bad-request-not-exist-after`).
  static func unknownCursor(_ after: String?) -> APIError {
    .invalidPaging([.query("after", "\(after ?? "") not found", reason: .identifierNotFound)])
  }
}
