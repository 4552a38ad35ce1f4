import Foundation
import OktaWire

/// Which credentials the settings mean.
extension LayeredSettings {
  /// The authorization modes of the official tools.
  private enum Mode: String, CaseIterable {
    case ssws = "SSWS"
    case bearer = "Bearer"
    case privateKey = "PrivateKey"
    /// A client assertion that was signed elsewhere.
    case jwt = "JWT"
    case jwk = "JWK"

    var scheme: Credentials.Scheme { self == .ssws ? .ssws : .bearer }
  }

  mutating func credentials(
    _ flags: ConnectionSettings.Flags, home: String?, _ read: (String) throws -> String
  ) -> CredentialSource? {
    guard let mode = mode() else { return nil }
    switch (flags.tokenFile, flags.tokenCommand) {
    case (.some, .some):
      addProblem(.twoTokenFlags)
      return nil
    case (let path?, nil): return .file(path: path, mode.scheme)
    case (nil, let line?): return .command(TokenCommand(line: line), mode.scheme)
    case (nil, nil):
      switch mode {
      case .ssws, .bearer: return token(mode.scheme)
      case .privateKey, .jwk: return serviceApp(mode, home: home, read)
      case .jwt: return secret(.assertion) == nil ? serviceApp(mode, home: home, read) : externalAssertion()
      }
    }
  }

  /// As set; else by what there is: without a token, a client id and a key can only mean a service app.
  private mutating func mode() -> Mode? {
    guard let value = value(.mode) else {
      let hasKey = secret(.privateKey) != nil || secret(.jwk) != nil
      return secret(.token) == nil && hasKey && self.value(.clientID) != nil ? .privateKey : .ssws
    }
    let text = value.text.trimmedBlanks.lowercased()
    if let mode = Mode.allCases.first(where: { $0.rawValue.lowercased() == text }) { return mode }
    addProblem(.unknownMode(value.text), at: value)
    return nil
  }

  /// Why there is no secret: another org's are withheld, or there is none.
  private func missing(_ problem: ConnectionProblem) -> ConnectionProblem {
    if withholdsSecret { return .foreignOrg }
    return withholdsTerraform ? .foreignTerraform : problem
  }

  private mutating func token(_ scheme: Credentials.Scheme) -> CredentialSource? {
    guard let value = secret(.token) else {
      addProblem(missing(.noToken))
      return nil
    }
    do throws(TokenError) {
      return .fixed(try Credentials(scheme, token: value.text.trimmedBlanks))
    } catch {
      addProblem(.token(error), at: value)
      return nil
    }
  }

  private mutating func serviceApp(
    _ mode: Mode, home: String?, _ read: (String) throws -> String
  ) -> CredentialSource? {
    let clientID = clientID()
    let key = key(mode, home: home, read)
    let usesDPoP = bool(.dpop)
    guard let clientID, let key else { return nil }
    return .serviceApp(
      ServiceApp(
        clientID: clientID, authentication: .key(key, id: value(.keyID)?.text.trimmedBlanks), scopes: scopes(),
        usesDPoP: usesDPoP))
  }

  private mutating func clientID() -> String? {
    guard let value = value(.clientID) else {
      addProblem(.noClientID)
      return nil
    }
    return value.text.trimmedBlanks
  }

  private mutating func key(_ mode: Mode, home: String?, _ read: (String) throws -> String) -> SigningKey? {
    let settings = mode == .jwk ? [Setting.jwk, .privateKey] : [Setting.privateKey, .jwk]
    guard let value = settings.compactMap({ secret($0) }).first else {
      addProblem(missing(.noPrivateKey))
      return nil
    }
    do throws(KeyError) {
      guard let text = keyText(value.text, home: home, read) else {
        addProblem(Self.quotablePath(value.text).map(ConnectionProblem.noKeyFile) ?? .noSuchKey, at: value)
        return nil
      }
      return try SigningKey(text: text)
    } catch {
      addProblem(.key(error), at: value)
      return nil
    }
  }

  /// The key itself, or that of the file whose path is given.
  private func keyText(_ text: String, home: String?, _ read: (String) throws -> String) -> String? {
    let text = text.unquoted
    guard !text.hasPrefix("{"), !text.contains("-----BEGIN ") else { return text }
    let path = text.hasPrefix("~/") ? (home ?? "~") + text.dropFirst() : text
    if let file = try? read(path) { return file }
    return (try? SigningKey(text: text)) == nil ? nil : text
  }

  /// A text that can only be a path. Any other is not quoted: it may be a key without its first line.
  private static func quotablePath(_ text: String) -> String? {
    let text = text.unquoted
    let isNamedLikeFile = [".pem", ".key", ".json", ".jwk"].contains { text.hasSuffix($0) }
    return isNamedLikeFile && text.utf8.count <= 200 ? text : nil
  }

  private mutating func externalAssertion() -> CredentialSource? {
    guard let value = secret(.assertion) else { return nil }
    guard let given = ExternalAssertion(value.text.trimmedBlanks) else {
      addProblem(.noAssertion, at: value)
      return nil
    }
    return .serviceApp(
      ServiceApp(
        clientID: self.value(.clientID)?.text.trimmedBlanks ?? given.subject, authentication: .assertion(given),
        scopes: scopes(), usesDPoP: bool(.dpop)))
  }

  private func scopes() -> [String] {
    let written = value(.scopes)?.text.split { $0 == "," || $0.isWhitespace }.map(String.init) ?? []
    return written.isEmpty ? ServiceApp.defaultScopes : written
  }
}
