import Foundation
import OktaWire

/// A DPoP proof that is valid for one call (RFC 9449, section 4.3), apart from what depends on earlier calls: whether it
/// is repeated, and whether its nonce is valid.
struct VerifiedProof: Hashable, Sendable {
  /// Of the key that signed it (RFC 7638).
  var thumbprint: String
  var id: String
  var issued: Date
  var nonce: String?
  /// `ath`
  var tokenHash: String?

  /// Seconds; older ones are refused (Okta's list of OAuth errors).
  static let maximumAge: TimeInterval = 300

  /// `headers` has each value of the header `DPoP`; the query of `url` is ignored.
  init(_ headers: [String], of method: String, _ url: String, at now: Date) throws(DPoPProofError) {
    guard let text = headers.first else { throw .missing }
    guard headers.count == 1 else { throw .several }
    guard let token = SignedToken(text.trimmingCharacters(in: .whitespaces)),
      let header = JSONValue(bytes: token.header), let claims = JSONValue(bytes: token.payload),
      case .object = claims
    else { throw .unparsable }
    guard header["typ"]?.text == "dpop+jwt" else { throw .type }
    guard let algorithm = header["alg"]?.text.flatMap(SignatureAlgorithm.init(rawValue:)) else { throw .algorithm }
    let key = try Self.key(header["jwk"])
    guard token.isSigned(by: key, algorithm) else { throw .signature }
    guard claims["htm"]?.text == method else { throw .method }
    guard let target = claims["htu"]?.text, Self.normalized(target) == Self.normalized(url) else { throw .url }
    thumbprint = key.thumbprint
    issued = try Self.issued(claims, at: now)
    guard let id = claims["jti"]?.text, !id.isEmpty else { throw .id }
    self.id = id
    nonce = claims["nonce"]?.text
    tokenHash = claims["ath"]?.text
  }

  /// A public key without private members.
  private static func key(_ value: JSONValue?) throws(DPoPProofError) -> VerificationKey {
    guard case .object(let members)? = value else { throw .invalid }
    guard let jwk = JSONWebKey(members: members.compactMapValues(\.text)), !jwk.isPrivate,
      let key = try? VerificationKey(jwk)
    else { throw .invalid }
    return key
  }

  private static func issued(_ claims: JSONValue, at now: Date) throws(DPoPProofError) -> Date {
    guard let seconds = claims["iat"]?.seconds else { throw .issuedAt }
    let issued = Date(timeIntervalSince1970: seconds)
    guard issued <= now else { throw .issuedInFuture }
    guard now.timeIntervalSince(issued) <= maximumAge else { throw .tooOld }
    return issued
  }

  /// Scheme and authority in lower case, then the path, without query and fragment (RFC 9449, section 4.3, check 9).
  private static func normalized(_ url: String) -> String {
    let plain = url.prefix { $0 != "?" && $0 != "#" }
    guard let end = plain.firstRange(of: "://")?.upperBound else { return String(plain) }
    let path = plain[end...].firstIndex(of: "/") ?? plain.endIndex
    return plain[..<path].lowercased() + (path == plain.endIndex ? "/" : plain[path...])
  }
}
