import Model

/// Lines that make a CI system show problems at their lines of the manifests.
package struct ReportAnnotations: Sendable {
  /// The CI system that reads the lines.
  package enum Service: String, Sendable, CaseIterable {
    /// https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands
    case gitHub = "github"
    /// https://learn.microsoft.com/azure/devops/pipelines/scripts/logging-commands
    case azure
  }

  /// GitHub shows as many of a kind in a step.
  private static let maximum = 10

  private let service: Service

  package init(for service: Service) { self.service = service }

  /// A line for each of the first problems, and one that counts the rest. No text of a manifest can end its line or its
  /// property.
  package func lines(_ report: RunReport) -> [String] {
    let problems = report.problems
    let more = problems.count - Self.maximum + report.findingsLeftOut
    let shown = problems.prefix(Self.maximum).map { line($0, report.sourceRoot) }
    return shown + (more > 0 ? [notice("\(CountText.noun(more, "more problem")): see the report or the log")] : [])
  }

  private func line(_ problem: ReportProblem, _ root: SourceRoot) -> String {
    switch service {
    case .gitHub: gitHubLine(problem, root)
    case .azure: azureLine(problem, root)
    }
  }

  private func notice(_ text: String) -> String {
    switch service {
    case .gitHub: "::notice title=writ::\(Self.gitHubText(text))"
    case .azure: "##vso[task.logissue type=warning]\(Self.azureText(text))"
    }
  }

  // MARK: GitHub

  private func gitHubLine(_ problem: ReportProblem, _ root: SourceRoot) -> String {
    let range = problem.range
    var properties = [("title", problem.rule)]
    // Standard input has no file.
    if problem.file != "-" {
      properties += [
        ("file", root.path(of: problem.file)), ("line", String(range.start.line)), ("col", String(range.start.column)),
      ]
      // GitHub counts the last column in.
      if range.end.line == range.start.line, range.end.column > range.start.column {
        properties += [("endColumn", String(range.end.column - 1))]
      }
    }
    let list = properties.map { "\($0.0)=\(Self.gitHubProperty($0.1))" }.joined(separator: ",")
    return "::\(problem.severity.rawValue) \(list)::\(Self.gitHubText(problem.text))"
  }

  private static func gitHubText(_ text: String) -> String { escaped(text, percent: "%25") }

  /// A text of one line.
  private static func escaped(_ text: String, percent: String) -> String {
    text.replacing("%", with: percent).replacing("\r", with: "%0D").replacing("\n", with: "%0A").terminalSafe
  }

  private static func gitHubProperty(_ text: String) -> String {
    gitHubText(text).replacing(":", with: "%3A").replacing(",", with: "%2C")
  }

  // MARK: Azure

  private func azureLine(_ problem: ReportProblem, _ root: SourceRoot) -> String {
    var properties = [("type", problem.severity.rawValue)]
    if problem.file != "-" {
      properties += [
        ("sourcepath", root.path(of: problem.file)), ("linenumber", String(problem.range.start.line)),
        ("columnnumber", String(problem.range.start.column)),
      ]
    }
    properties.append(("code", problem.rule))
    let list = properties.map { "\($0.0)=\(Self.azureProperty($0.1))" }.joined(separator: ";")
    return "##vso[task.logissue \(list)]\(Self.azureText(problem.text))"
  }

  private static func azureText(_ text: String) -> String {
    // A second command in the text would be none: the first `##vso[` of a line begins the only one.
    escaped(text, percent: "%AZP25")
  }

  private static func azureProperty(_ text: String) -> String {
    azureText(text).replacing(";", with: "%3B").replacing("]", with: "%5D")
  }
}
