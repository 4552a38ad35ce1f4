import Foundation
import OktaWire
package import Model

/// Where credentials come from.
package enum CredentialSource: Hashable, Sendable {
  /// The same for the whole run.
  case fixed(Credentials)
  /// The first line of a file.
  case file(path: String, Credentials.Scheme)
  /// What a shell command prints.
  case command(TokenCommand, Credentials.Scheme)
  /// What the org's token endpoint gives an app.
  case serviceApp(ServiceApp)

  /// Whether reading it again may give something newer.
  package var canRenew: Bool {
    switch self {
    case .fixed: false
    case .file, .command, .serviceApp: true
    }
  }

  /// Stands for what the org counts calls by (docs/rate-limits.md), as far as that is known before the first call: the client
  /// id of a service app, else the token or the place that it comes from. No secret can be read from it.
  package var digest: String {
    let text =
      switch self {
      case .fixed(let credentials): credentials.authorization
      case .file(let path, _): "file \(path)"
      case .command(let command, _): "command \(command.line)"
      case .serviceApp(let app): "client \(app.clientID)"
      }
    return String(Base64URL.sha256(text).prefix(16))
  }

  /// The credentials as they are now; every failure is `noCredentials`. Those of a service app come from the org instead
  /// (`AccessTokenProvider`).
  package func read() async throws(ServiceFailure) -> Credentials {
    switch self {
    case .serviceApp(let app): throw .noCredentials("the access token of \(app.clientID) comes from the org")
    case .fixed(let credentials): return credentials
    case .file(let path, let scheme):
      return try Self.credentials(scheme, Self.firstLine(ofFile: path), from: "the token file \(path)")
    case .command(let command, let scheme):
      return try Self.credentials(scheme, await Self.output(of: command).trimmed, from: "the token command")
    }
  }

  private static func output(of command: TokenCommand) async throws(ServiceFailure) -> String {
    do throws(TokenCommandError) {
      return try await command.run()
    } catch {
      throw .noCredentials("the token command \(error.text)")
    }
  }

  private static func firstLine(ofFile path: String) throws(ServiceFailure) -> String {
    guard !path.isEmpty else { throw .noCredentials("the path of the token file is empty") }
    var isFolder: ObjCBool = false
    if FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue {
      throw .noCredentials("cannot read the token file \(path): it is a folder")
    }
    do {
      let text = try SettingsText.read(path)
      return String(text.prefix { !$0.isNewline }).trimmed
    } catch {
      throw .noCredentials("cannot read the token file \(path): \(SystemReason.text(error))")
    }
  }

  private static func credentials(
    _ scheme: Credentials.Scheme, _ token: String, from place: String
  ) throws(ServiceFailure) -> Credentials {
    do throws(TokenError) {
      return try Credentials(scheme, token: token)
    } catch {
      throw .noCredentials("\(place): \(error.text)")
    }
  }
}

extension String {
  fileprivate var trimmed: String { trimmingCharacters(in: .whitespacesAndNewlines) }
}
