import Foundation
import HTTPTypes
import OktaWire

/// One call as it came: what the server looks at, without the server framework.
struct Call: Sendable {
  var method: String
  /// The path as it was written, percent-encoded.
  var path: Substring
  /// What stands behind the `?`; empty where nothing does.
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
  /// Reads the body; `nil` where it is longer than so many bytes.
  var body: @Sendable (_ limit: Int) async throws -> Data?
}

/// What goes over the wire for one call.
enum Reply: Sendable {
  case whole(Answer)
  /// The body's first half; then the connection closes.
  case cutShort(Answer)
  /// The connection closes.
  case nothing
}

/// What is answered to one call.
struct Answer: Sendable {
  typealias Header = HTTPField

  var status: Int
  var headers: [Header] = []
  /// JSON where no header names another type; `nil` where the reply has no body.
  var body: Data?

  /// An answer with a JSON body.
  static func json(_ status: Int, _ value: some Encodable, headers: [Header] = []) throws -> Answer {
    Answer(status: status, headers: headers, body: try WireJSON.encode(value))
  }
}
