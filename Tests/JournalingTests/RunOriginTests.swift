import Journaling
import Testing

@Suite("Where in continuous integration a run takes place")
struct RunOriginTests {
  private static let commit = "0123456789abcdef0123456789abcdef01234567"

  /// The variables of a job on GitHub, with some of them changed.
  private static func job(_ changes: [String: String?] = [:]) -> [String: String] {
    var variables: [String: String?] = [
      "CI": "true", "GITHUB_ACTIONS": "true", "GITHUB_SERVER_URL": "https://github.com",
      "GITHUB_REPOSITORY": "acme/access", "GITHUB_RUN_ID": "1658821493", "GITHUB_RUN_ATTEMPT": "1",
      "GITHUB_SHA": commit, "GITHUB_ACTOR": "octocat", "GITHUB_TRIGGERING_ACTOR": "octocat",
    ]
    variables.merge(changes) { $1 }
    return variables.compactMapValues(\.self)
  }

  private static let gitHub =
    "GitHub Actions, https://github.com/acme/access/actions/runs/1658821493, commit 0123456789ab, by octocat"

  /// Variables of each service as its documentation has them, and what is shown of them.
  private static let jobs: [(variables: [String: String], text: String)] = [
    (job(), gitHub),
    (
      job(["GITHUB_RUN_ATTEMPT": "3", "GITHUB_TRIGGERING_ACTOR": "hubot"]),
      "GitHub Actions, https://github.com/acme/access/actions/runs/1658821493/attempts/3, commit 0123456789ab, by hubot"
    ),
    (
      [
        "GITLAB_CI": "true", "CI_JOB_URL": "https://gitlab.example.com:8443/acme/access/-/jobs/4711",
        "CI_COMMIT_SHA": commit, "GITLAB_USER_LOGIN": "jane",
      ],
      "GitLab CI/CD, https://gitlab.example.com:8443/acme/access/-/jobs/4711, commit 0123456789ab, by jane"
    ),
    (
      [
        "TF_BUILD": "True", "SYSTEM_COLLECTIONURI": "https://dev.azure.com/acme/",
        "SYSTEM_TEAMPROJECT": "Access Requests",
        "BUILD_BUILDID": "42", "BUILD_SOURCEVERSION": commit, "BUILD_REQUESTEDFOR": "Jane Doe",
      ],
      "Azure Pipelines, https://dev.azure.com/acme/Access%20Requests/_build/results?buildId=42, commit 0123456789ab, "
        + "by Jane Doe"
    ),
    (
      ["CIRCLECI": "true", "CIRCLE_BUILD_URL": "https://circleci.com/gh/acme/access/17", "CIRCLE_SHA1": commit],
      "CircleCI, https://circleci.com/gh/acme/access/17, commit 0123456789ab"
    ),
    (
      [
        "BUILDKITE": "true", "BUILDKITE_BUILD_URL": "https://buildkite.com/acme/access/builds/1514",
        "BUILDKITE_COMMIT": "HEAD", "BUILDKITE_BUILD_CREATOR": "Jane",
      ],
      "Buildkite, https://buildkite.com/acme/access/builds/1514, by Jane"
    ),
    (
      ["BITBUCKET_BUILD_NUMBER": "7", "BITBUCKET_REPO_FULL_NAME": "acme/access", "BITBUCKET_COMMIT": commit],
      "Bitbucket Pipelines, https://bitbucket.org/acme/access/pipelines/results/7, commit 0123456789ab"
    ),
    (
      [
        "JENKINS_URL": "http://[::1]:8080/", "BUILD_URL": "http://[::1]:8080/job/access%20requests/15/",
        "GIT_COMMIT": commit,
      ],
      "Jenkins, http://[::1]:8080/job/access%20requests/15, commit 0123456789ab"
    ),
    (["JENKINS_URL": "http://ci/"], "Jenkins"),
  ]

  @Test("a run in continuous integration is described by its service, its page, its commit and who started it")
  func services() {
    for (variables, text) in Self.jobs { #expect(RunOrigin(variables)?.text == text) }
    #expect(Set(Self.jobs.compactMap { RunOrigin($0.variables)?.service }) == Set(RunOrigin.Service.allCases))
  }

  @Test(
    "a run elsewhere has no origin",
    arguments: [[:], ["CI": "true"], ["GITHUB_ACTIONS": "false"], ["BUILD_URL": "https://ci/1"], ["TF_BUILD": ""]])
  func elsewhere(variables: [String: String]) {
    #expect(RunOrigin(variables) == nil)
  }

  @Test("an origin's page shows neither a user name nor a password nor a query of the address that it comes from")
  func secrets() {
    let addresses: [(written: String, page: String?)] = [
      ("https://jane:secret@gitlab.example/acme/-/jobs/1", "https://gitlab.example/acme/-/jobs/1"),
      ("https://secret@gitlab.example/acme/-/jobs/1?job_token=secret", "https://gitlab.example/acme/-/jobs/1"),
      ("https://gitlab.example/acme/-/jobs/1#secret", "https://gitlab.example/acme/-/jobs/1"),
      ("https://a@b:secret@gitlab.example/1", "https://gitlab.example/1"),
      ("https://jane:sec/ret@gitlab.example/1", nil), ("https://jane:1/secret@gitlab.example/1", nil),
      ("https://jane:secret", nil), ("https://jane:sec?ret@gitlab.example/1", nil),
      ("HTTPS://gitlab.example/1", "https://gitlab.example/1"), ("https://gitlab.example", "https://gitlab.example"),
      ("https:///1", nil), ("ftp://gitlab.example/1", nil), ("javascript:alert(1)", nil), ("", nil),
    ]
    for (written, page) in addresses {
      let origin = RunOrigin(["GITLAB_CI": "true", "CI_JOB_URL": written])
      #expect(origin != nil && origin?.url == page, "\(written)")
      #expect(origin?.text.contains("secret") == false, "\(written)")
    }
  }

  @Test("an origin is short and on one line, whatever its variables hold")
  func hostileVariables() {
    let texts = ["\u{1B}[2J", "\n::add-mask::x", "\u{202E}abc", String(repeating: "é", count: 100_000), "a\0b", " "]
    for text in texts {
      for variable in Self.job().keys where variable != "CI" {
        let shown = RunOrigin(Self.job([variable: text]))?.text ?? ""
        #expect(shown.utf8.count < 1000 && !shown.unicodeScalars.contains { $0.value < 0x20 || $0.value == 0x202E })
      }
    }
    #expect(
      RunOrigin(Self.job(["GITHUB_SHA": "not a hash", "GITHUB_REPOSITORY": "a\nb"]))?.text
        == "GitHub Actions, by octocat")
    #expect(RunOrigin(Self.job(["GITHUB_RUN_ID": "1/../../x"]))?.url == nil)
    #expect(
      RunOrigin(Self.job(["GITHUB_TRIGGERING_ACTOR": "a\u{200B}b\nc"]))?.actor == "ab\u{240A}c")
  }
}
