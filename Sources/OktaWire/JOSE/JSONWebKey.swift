package import struct Foundation.Data
import Model

/// A key as JSON (RFC 7517; members of RFC 7518, section 6). It may hold private members: `publicPart` leaves them out.
package struct JSONWebKey: Hashable, Sendable, Codable {
  package var kty: String
  package var kid: String?
  package var alg: String?
  package var use: String?
  /// RSA: modulus and public exponent.
  package var n: String?
  package var e: String?
  /// EC: the curve and a point on it.
  package var crv: String?
  package var x: String?
  package var y: String?
  /// Private, of RSA and EC alike.
  package var d: String?
  /// Private, of RSA.
  package var p: String?
  package var q: String?
  package var dp: String?
  package var dq: String?
  package var qi: String?
  /// A symmetric key.
  package var k: String?

  package init(rsaModulus n: Data, exponent e: Data) {
    kty = "RSA"
    self.n = Base64URL.encode(n)
    self.e = Base64URL.encode(e)
  }

  /// `point`: x and y, each of the curve's length.
  init(curve crv: String, point: Data) {
    kty = "EC"
    self.crv = crv
    x = Base64URL.encode(point.prefix(point.count / 2))
    y = Base64URL.encode(point.suffix(point.count / 2))
  }

  /// A key whose members stand in a header or in settings; `nil` without `kty`.
  package init?(members: [String: String]) {
    guard let bytes = try? WireJSON.encode(members), let key = try? WireJSON.decode(Self.self, from: bytes) else {
      return nil
    }
    self = key
  }

  /// Whether it has a secret member.
  package var isPrivate: Bool { [d, p, q, dp, dq, qi, k].contains { $0 != nil } }

  /// The key without its secret members.
  package var publicPart: JSONWebKey {
    var key = self
    (key.d, key.p, key.q, key.dp, key.dq, key.qi, key.k) = (nil, nil, nil, nil, nil, nil, nil)
    return key
  }

  /// The key's name (RFC 7638): base64url of the SHA-256 of its required members in the order of their names.
  /// `nil` where one of them is missing, or the kind of key is unknown.
  package var thumbprint: String? {
    let members: [(name: String, value: String?)]
    switch kty {
    case "RSA": members = [("e", e), ("kty", kty), ("n", n)]
    case "EC": members = [("crv", crv), ("kty", kty), ("x", x), ("y", y)]
    default: return nil
    }
    var parts: [String] = []
    for member in members {
      // All of these are base64url or plain names, so that no character needs an escape.
      guard let value = member.value, value.utf8.allSatisfy({ $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\") })
      else { return nil }
      parts.append("\"\(member.name)\":\"\(value)\"")
    }
    return Base64URL.sha256("{\(parts.joined(separator: ","))}")
  }
}

/// A key with private members prints as its kind alone.
extension JSONWebKey: Redacted {
  package var description: String { "\(kty) key \(thumbprint ?? "…")" }
}
