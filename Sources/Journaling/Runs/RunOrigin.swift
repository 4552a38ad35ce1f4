import Model

/// Where in continuous integration a run takes place: what finds its job again, since the host of a runner says nothing.
///
/// It is read from variables that the service, a workflow or an attacker's branch may have set, is written to the state and
/// shown to others: so each value is short, has no character that a terminal obeys, and holds neither the user name nor the
/// query of an address, which may be secrets.
package struct RunOrigin: Hashable, Sendable {
  /// A service that runs jobs.
  package enum Service: String, Hashable, Sendable, CaseIterable {
    case gitHub = "GitHub Actions"
    case gitLab = "GitLab CI/CD"
    case azure = "Azure Pipelines"
    case circleCI = "CircleCI"
    case buildkite = "Buildkite"
    case bitbucket = "Bitbucket Pipelines"
    case jenkins = "Jenkins"
  }

  /// Who runs the job.
  package let service: Service
  /// The page of the job, or of the run that it belongs to; `nil` where the service does not say.
  package let url: String?
  /// The revision that the job works on, in hexadecimal digits.
  package let commit: String?
  /// Who started it, by the name that the service has for them.
  package let actor: String?

  /// For one line: `GitHub Actions, https://github.com/acme/access/actions/runs/42, commit 0123456789ab, by octocat`.
  package var text: String {
    [service.rawValue, url, commit.map { "commit \($0.prefix(12))" }, actor.map { "by \($0)" }]
      .compactMap(\.self).joined(separator: ", ")
  }

  /// Reads the variables of a process; `nil` outside of the services that are known.
  package init?(_ variables: [String: String]) {
    let job = JobVariables(variables)
    guard let service = job.service else { return nil }
    self.service = service
    switch service {
    // https://docs.github.com/en/actions/reference/workflows-and-actions/variables
    case .gitHub:
      url = job.gitHubRun
      (commit, actor) = (job.revision("GITHUB_SHA"), job.name("GITHUB_TRIGGERING_ACTOR") ?? job.name("GITHUB_ACTOR"))
    // https://docs.gitlab.com/ci/variables/predefined_variables
    case .gitLab:
      url = job.address("CI_JOB_URL")
      (commit, actor) = (job.revision("CI_COMMIT_SHA"), job.name("GITLAB_USER_LOGIN"))
    // https://learn.microsoft.com/azure/devops/pipelines/build/variables
    case .azure:
      url = job.azureBuild
      (commit, actor) = (job.revision("BUILD_SOURCEVERSION"), job.name("BUILD_REQUESTEDFOR"))
    // https://circleci.com/docs/reference/variables
    case .circleCI:
      url = job.address("CIRCLE_BUILD_URL")
      (commit, actor) = (job.revision("CIRCLE_SHA1"), job.name("CIRCLE_USERNAME"))
    // https://buildkite.com/docs/pipelines/configure/environment-variables
    case .buildkite:
      url = job.address("BUILDKITE_BUILD_URL")
      (commit, actor) = (job.revision("BUILDKITE_COMMIT"), job.name("BUILDKITE_BUILD_CREATOR"))
    // https://support.atlassian.com/bitbucket-cloud/docs/variables-and-secrets
    case .bitbucket:
      url = job.bitbucketBuild
      (commit, actor) = (job.revision("BITBUCKET_COMMIT"), nil)
    // https://www.jenkins.io/doc/book/pipeline/jenkinsfile; who started it is in a plugin's variable.
    case .jenkins:
      url = job.address("BUILD_URL")
      (commit, actor) = (job.revision("GIT_COMMIT"), job.name("BUILD_USER_ID"))
    }
  }
}

/// The variables of a job, each taken for what it has to be or not at all.
private struct JobVariables {
  private static let maximumAddress = 500
  private static let maximumName = 100

  private let variables: [String: String]

  init(_ variables: [String: String]) {
    self.variables = variables
  }

  /// A service is recognized by a variable that it alone sets. Jenkins is last: its variables have names that others use.
  var service: RunOrigin.Service? {
    if has("GITHUB_ACTIONS") { return .gitHub }
    if has("GITLAB_CI") { return .gitLab }
    if has("TF_BUILD") { return .azure }
    if has("CIRCLECI") { return .circleCI }
    if has("BUILDKITE") { return .buildkite }
    if has("BITBUCKET_BUILD_NUMBER") { return .bitbucket }
    return has("JENKINS_URL") ? .jenkins : nil
  }

  private func has(_ variable: String) -> Bool {
    // Azure writes `True`.
    variables[variable].map { !$0.isEmpty && $0.lowercased() != "false" } ?? false
  }

  var gitHubRun: String? {
    guard let server = address("GITHUB_SERVER_URL"), let repository = path("GITHUB_REPOSITORY"),
      let run = number("GITHUB_RUN_ID")
    else { return nil }
    let attempt = number("GITHUB_RUN_ATTEMPT").flatMap { $0 == "1" ? nil : "/attempts/\($0)" } ?? ""
    return "\(server)/\(repository)/actions/runs/\(run)\(attempt)"
  }

  var azureBuild: String? {
    guard let collection = address("SYSTEM_COLLECTIONURI"), let project = path("SYSTEM_TEAMPROJECT"),
      let build = number("BUILD_BUILDID")
    else { return nil }
    return "\(collection)/\(project)/_build/results?buildId=\(build)"
  }

  var bitbucketBuild: String? {
    guard let repository = path("BITBUCKET_REPO_FULL_NAME"), let build = number("BITBUCKET_BUILD_NUMBER") else {
      return nil
    }
    return "https://bitbucket.org/\(repository)/pipelines/results/\(build)"
  }

  /// An address of the web without user name, query, fragment and slash at its end; `nil` where it is anything else.
  func address(_ variable: String) -> String? {
    guard let text = variables[variable], text.utf8.count <= Self.maximumAddress,
      text.utf8.allSatisfy({ (0x21...0x7E).contains($0) && !#""'<>\^`{|}"#.utf8.contains($0) }),
      let scheme = ["https://", "http://"].first(where: { text.lowercased().hasPrefix($0) })
    else { return nil }
    let rest = text.dropFirst(scheme.count)
    let authority = rest.prefix { !"/?#".contains($0) }
    let host = authority.split(separator: "@", omittingEmptySubsequences: false).last ?? ""
    let path = rest.dropFirst(authority.count).prefix { !"?#".contains($0) }
    // A password with a slash in it ends there, and what follows looks like a path.
    guard Self.isHost(host), !rest.dropFirst(authority.count).contains("@") else { return nil }
    let end = path.lastIndex { $0 != "/" }.map { path[...$0] } ?? ""
    return scheme + host + end
  }

  /// A name or an IPv6 address, and perhaps a port.
  private static func isHost(_ text: Substring) -> Bool {
    let end = text.hasPrefix("[") ? text.firstIndex(of: "]").map(text.index(after:)) : text.firstIndex(of: ":")
    let (name, port) = (text[..<(end ?? text.endIndex)], text[(end ?? text.endIndex)...])
    return !name.isEmpty && name.utf8.allSatisfy { $0.isAlphanumeric || ".-_[]:".utf8.contains($0) }
      && (port.isEmpty || port.hasPrefix(":") && port.dropFirst().utf8.allSatisfy(\.isDigit))
  }

  /// A part of a path such as `acme/access`, with what may not stand in an address encoded.
  private func path(_ variable: String) -> String? {
    guard let text = variables[variable], !text.isEmpty, text.utf8.count <= Self.maximumName,
      !text.unicodeScalars.contains(where: \.isObeyedByTerminals)
    else { return nil }
    return text.utf8.map { byte in
      byte.isAlphanumeric || "-._~/".utf8.contains(byte)
        ? String(Unicode.Scalar(byte)) : "%" + byte.digits(2, radix: 16, uppercase: true)
    }.joined()
  }

  private func number(_ variable: String) -> String? {
    variables[variable].flatMap { $0.utf8.allSatisfy(\.isDigit) && (1...20).contains($0.utf8.count) ? $0 : nil }
  }

  /// A hash of git's: SHA-1 or SHA-256.
  func revision(_ variable: String) -> String? {
    variables[variable].flatMap { $0.utf8.allSatisfy(\.isHexDigit) && [40, 64].contains($0.utf8.count) ? $0 : nil }
  }

  /// A name on one line, cut where it is long.
  func name(_ variable: String) -> String? {
    guard let text = variables[variable], !text.allSatisfy(\.isWhitespace) else { return nil }
    let scalars = text.unicodeScalars.prefix(Self.maximumName).filter { !$0.isInvisible }
    let name = String(String.UnicodeScalarView(scalars)).terminalSafe
    return name.isEmpty ? nil : name
  }
}

extension UInt8 {
  fileprivate var isDigit: Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self) }

  fileprivate var isHexDigit: Bool { isDigit || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(self | 0x20) }

  fileprivate var isAlphanumeric: Bool { isDigit || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(self | 0x20) }
}
