import Foundation
package import RequestModel

/// Where credentials come from.
package enum CredentialSource: Hashable, Sendable {
  case fixed(Credentials)
  /// The first line of a file.
  case file(path: String, Credentials.Scheme)
  /// What a shell command prints.
  case command(TokenCommand, Credentials.Scheme)

  /// Whether reading it again may give something newer.
  package var canRenew: Bool {
    switch self {
    case .fixed: false
    case .file, .command: true
    }
  }

  /// The credentials as they are now; every failure is `noCredentials`.
  package func read() async throws(ServiceFailure) -> Credentials {
    switch self {
    case .fixed(let credentials): return credentials
    case .file(let path, let scheme):
      return try Self.credentials(scheme, Self.firstLine(ofFile: path), from: "the token file \(path)")
    case .command(let command, let scheme):
      return try Self.credentials(scheme, await Self.output(of: command).trimmed, from: "the token command")
    }
  }

  private static func output(of command: TokenCommand) async throws(ServiceFailure) -> String {
    do throws(TokenCommandFailure) {
      return try await command.run()
    } catch {
      throw .noCredentials("the token command \(error.text)")
    }
  }

  private static func firstLine(ofFile path: String) throws(ServiceFailure) -> String {
    do {
      let text = try String(contentsOfFile: path, encoding: .utf8)
      return String(text.prefix { !$0.isNewline }).trimmed
    } catch {
      throw .noCredentials("cannot read the token file \(path): \(SystemReason.text(error))")
    }
  }

  private static func credentials(
    _ scheme: Credentials.Scheme, _ token: String, from place: String
  ) throws(ServiceFailure) -> Credentials {
    do throws(TokenProblem) {
      return try Credentials(scheme, token: token)
    } catch {
      throw .noCredentials("\(place): \(error.text)")
    }
  }
}

extension String {
  fileprivate var trimmed: String { trimmingCharacters(in: .whitespacesAndNewlines) }
}
