import Model

/// `--report gitlab:FILE`: GitLab's code quality report, which a merge request shows
/// (https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format).
package enum ReportCodeQuality {
  /// All problems of a report, ending with a line end.
  package static func text(_ report: RunReport) -> String {
    var known: [String: Int] = [:]
    let issues = report.problems.map { problem in
      let fingerprint = problem.fingerprint
      known[fingerprint, default: 0] += 1
      return issue(problem, "\(fingerprint)\((known[fingerprint] ?? 1).digits(4, radix: 16))", report.sourceRoot)
    }
    return OrderedJSON.array(issues).document + "\n"
  }

  private static func issue(_ problem: ReportProblem, _ fingerprint: String, _ root: SourceRoot) -> OrderedJSON {
    .object([
      "description": .string(problem.text),
      "check_name": .string(problem.rule),
      "fingerprint": .string(fingerprint),
      "severity": .string(problem.severity == .error ? "major" : "minor"),
      "location": .object([
        "path": .string(root.path(of: problem.file)),
        "lines": .object(["begin": .integer(Int(problem.range.start.line))]),
      ]),
    ])
  }
}
