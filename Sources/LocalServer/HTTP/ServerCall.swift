import HTTPTypes
import Foundation
import OktaWire

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
