/// How to reach an org, put together from flags, environment and the okta.yaml file.
package struct ConnectionSettings: Hashable, Sendable {
  /// The flags of the command line; none of them carries a secret.
  package struct Flags: Hashable, Sendable {
    /// `--org-url`
    package var orgURL: String?
    /// `--token-file`
    package var tokenFile: String?
    /// `--token-command`
    package var tokenCommand: String?

    package init(orgURL: String? = nil, tokenFile: String? = nil, tokenCommand: String? = nil) {
      self.orgURL = orgURL
      self.tokenFile = tokenFile
      self.tokenCommand = tokenCommand
    }
  }

  package var org: OrgURL
  package var credentials: CredentialSource
  /// For one call; `OKTA_CLIENT_REQUESTTIMEOUT`, 60 seconds where it is not set.
  package var timeLimit: Duration

  /// A flag wins over the environment, which wins over `fileValues`: the mapping `okta.client` of the file, with
  /// its keys as they stand there. Throws every problem at once.
  package static func resolve(
    flags: Flags, environment: [String: String], fileValues: [String: String]
  ) throws(ConnectionProblems) -> ConnectionSettings {
    let settings = WrittenSettings(environment: environment, file: fileValues)
    var problems: [ConnectionProblem] = []
    let org = settings.org(flags, &problems)
    let credentials = settings.credentials(flags, &problems)
    let timeLimit = settings.timeLimit(&problems)
    guard let org, let credentials, problems.isEmpty else { throw ConnectionProblems(list: problems) }
    return ConnectionSettings(org: org, credentials: credentials, timeLimit: timeLimit)
  }
}

/// One value for each setting, wherever it was written.
private struct WrittenSettings {
  var environment: [String: String]
  var file: [String: String]

  /// The first that is set and not blank. Environment names follow both of the official tools' spellings.
  private func value(_ names: [String], _ key: String) -> String? {
    let candidates = names.map { environment["OKTA_CLIENT_\($0)"] } + [file[key]]
    return candidates.lazy.compactMap(\.self).first { !$0.allSatisfy(\.isWhitespace) }
  }

  func org(_ flags: ConnectionSettings.Flags, _ problems: inout [ConnectionProblem]) -> OrgURL? {
    guard let text = flags.orgURL ?? value(["ORGURL"], "orgUrl") else {
      problems.append(.noOrgURL)
      return nil
    }
    do throws(OrgURLProblem) {
      return try OrgURL(text)
    } catch {
      problems.append(.orgURL(error))
      return nil
    }
  }

  func credentials(_ flags: ConnectionSettings.Flags, _ problems: inout [ConnectionProblem]) -> CredentialSource? {
    do throws(ConnectionProblem) {
      let scheme = try scheme()
      switch (flags.tokenFile, flags.tokenCommand) {
      case (.some, .some): throw .twoTokenFlags
      case (let path?, nil): return .file(path: path, scheme)
      case (nil, let line?): return .command(TokenCommand(line: line), scheme)
      case (nil, nil): return .fixed(try token(scheme))
      }
    } catch {
      problems.append(error)
      return nil
    }
  }

  private func scheme() throws(ConnectionProblem) -> Credentials.Scheme {
    let mode = value(["AUTHORIZATIONMODE"], "authorizationMode") ?? Credentials.Scheme.ssws.rawValue
    if let scheme = Credentials.Scheme.allCases.first(where: { $0.rawValue.lowercased() == mode.lowercased() }) {
      return scheme
    }
    throw ["privatekey", "jwt", "jwk"].contains(mode.lowercased()) ? .modeNotSupported(mode) : .unknownMode(mode)
  }

  private func token(_ scheme: Credentials.Scheme) throws(ConnectionProblem) -> Credentials {
    guard let text = value(["TOKEN"], "token") else { throw .noToken }
    do throws(TokenProblem) {
      return try Credentials(scheme, token: text.trimmed)
    } catch {
      throw .token(error)
    }
  }

  /// Whole seconds; the official tools take 0 for no limit of their own, which is the default here.
  func timeLimit(_ problems: inout [ConnectionProblem]) -> Duration {
    guard let text = value(["REQUESTTIMEOUT", "REQUEST_TIMEOUT"], "requestTimeout") else { return .seconds(60) }
    guard let seconds = Int(text.trimmed), (0...3600).contains(seconds) else {
      problems.append(.timeLimit(text))
      return .seconds(60)
    }
    return .seconds(seconds == 0 ? 60 : seconds)
  }
}

extension String {
  fileprivate var trimmed: String {
    let start = drop(while: \.isWhitespace)
    return start.lastIndex { !$0.isWhitespace }.map { String(start[...$0]) } ?? ""
  }
}
