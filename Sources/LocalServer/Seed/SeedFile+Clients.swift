import Foundation
import Manifests
import OktaWire
import Model

/// One item of the list `clients` of a seed.
extension SeedFile {
  mutating func client(_ node: YAMLNode) -> RegisteredClient? {
    guard reader.mapping(node, known: ["id", "publicKey", "keyId", "scopes", "dpop"], required: ["id", "publicKey"])
    else { return nil }
    let id = reader.value("id", of: node, expected: "1–100 characters without spaces") { text in
      (1...100).contains(text.utf8.count) && text.utf8.allSatisfy { (0x21...0x7E).contains($0) } ? text : nil
    }
    guard let written = node.value(for: "publicKey") else { return nil }
    let key = key(written)
    let keyID = reader.text("keyId", of: node)
    var scopes: [String] = []
    for scope in reader.list("scopes", of: node) {
      if let text = reader.text(scope, called: "a scope") { scopes.append(text) }
    }
    let isBound = bool("dpop", of: node)
    guard let id, let key else { return nil }
    return RegisteredClient(
      id: id, key: .init(id: keyID ?? key.jwk.kid, key: key), scopes: scopes.isEmpty ? Self.allScopes : scopes,
      isBound: isBound ?? true)
  }

  /// The scopes of an app without the key `scopes`: all that operations of this server require.
  private static var allScopes: [String] { OAuthScope.allCases.map(\.rawValue) }

  /// PEM or JSON as a text, or a JWK as a mapping.
  private mutating func key(_ node: YAMLNode) -> VerificationKey? {
    do throws(KeyError) {
      if node.kind == .mapping { return try VerificationKey(try Self.jwk(node)) }
      guard let text = node.text?.trimmingCharacters(in: .whitespacesAndNewlines) else { throw .notAKey }
      guard text.hasPrefix("{") else { return try VerificationKey(pem: text) }
      guard let jwk = try? WireJSON.decode(JSONWebKey.self, from: Data(text.utf8)) else { throw .notAKey }
      return try VerificationKey(jwk)
    } catch {
      reader.add(.seedValue, "\"publicKey\" \(error.text)", at: node.usageRange)
      return nil
    }
  }

  private static func jwk(_ node: YAMLNode) throws(KeyError) -> JSONWebKey {
    var members: [String: String] = [:]
    for pair in node.pairs {
      if let name = pair.key.text, let value = pair.value.text { members[name] = value }
    }
    guard let jwk = JSONWebKey(members: members) else { throw .notAKey }
    return jwk
  }
}
