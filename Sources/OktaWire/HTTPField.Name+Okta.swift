package import HTTPTypes

extension HTTPField.Name {
  /// A proof of possession (RFC 9449, section 4.1).
  package static let dpop = named("DPoP")
  /// The nonce that the next proof must hold (RFC 9449, section 8).
  package static let dpopNonce = named("DPoP-Nonce")
  /// Links to other pages (RFC 8288, section 3).
  package static let link = named("Link")
  /// Calls that the window allows.
  package static let rateLimit = named("X-Rate-Limit-Limit")
  /// Calls that the window still allows.
  package static let rateLimitRemaining = named("X-Rate-Limit-Remaining")
  /// When the window ends, in seconds since 1970.
  package static let rateLimitReset = named("X-Rate-Limit-Reset")
  /// The call's id, for Okta's support.
  package static let oktaRequestID = named("X-Okta-Request-Id")

  /// What a browser says of the page that a link was on (Referrer Policy, section 4.1).
  package static let referrerPolicy = named("Referrer-Policy")

  private static func named(_ name: String) -> HTTPField.Name {
    guard let name = HTTPField.Name(name) else { preconditionFailure("\(name) is not a token of RFC 9110") }
    return name
  }
}
