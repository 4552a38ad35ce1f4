import Foundation
import OktaWire

/// The body of a call of the token endpoint (RFC 6749, section 4.4.2, with RFC 7523, section 2.2).
struct TokenForm: Hashable, Sendable {
  var assertion: String
  var scopes: [String]

  /// Reads `application/x-www-form-urlencoded`.
  init(_ body: Data, contentType: String?, authorization: String?) throws(TokenEndpointError) {
    let mediaType = contentType?.split(separator: ";").first?.trimmingCharacters(in: .whitespaces).lowercased()
    guard mediaType == "application/x-www-form-urlencoded", let text = String(validating: body, as: UTF8.self) else {
      throw .malformedForm
    }
    let values = QueryString(text)
    guard values.isDecodable else { throw .malformedForm }
    guard Set(values.parameters.map(\.name)).count == values.parameters.count else { throw .duplicatedParameters }
    guard values["grant_type"] == TokenRequest.grantType else { throw .unsupportedGrant }
    guard values["client_secret"] == nil, authorization == nil else { throw .otherCredentials }
    guard values["client_assertion_type"] == TokenRequest.assertionType, let assertion = values["client_assertion"]
    else {
      throw .noCredentials
    }
    self.assertion = assertion
    scopes = (values["scope"] ?? "").split(separator: " ").map(String.init)
  }
}
