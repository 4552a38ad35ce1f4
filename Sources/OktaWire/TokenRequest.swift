/// The fixed values of a call of the token endpoint.
package enum TokenRequest {
  /// The grant of an app that acts for itself (RFC 6749, section 4.4.2).
  package static let grantType = "client_credentials"
  /// The value of `client_assertion_type` (RFC 7523, section 2.2).
  package static let assertionType = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
}
