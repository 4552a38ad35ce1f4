import ArgumentParser
import Reporting

/// Where a command writes reports of what it did, and whether it speaks to a CI system.
package struct ReportOptions: ParsableArguments {
  /// Who reads annotations.
  enum Annotations: String, ExpressibleByArgument, CaseIterable {
    case auto, github, azure, none
  }

  @Option(
    name: .long, parsing: .singleValue,
    help: ArgumentHelp(
      """
      Write a report, however the command ends: json, md, html, csv, sarif, junit or gitlab, by the file's extension where no \
      format is named (repeatable).
      """,
      valueName: "[format:]file"))
  var report: [String] = []

  @Option(
    name: .long,
    help: ArgumentHelp(
      "Show problems at their lines in CI: auto does so with --format text in GitHub Actions and Azure Pipelines.",
      valueName: "service"))
  var annotations = Annotations.auto

  package init() {}

  package func validate() throws {
    do throws(ReportTargetError) {
      _ = try targets
    } catch {
      throw ValidationError("--report \(error.argument): \(error.reason)")
    }
  }

  /// The files to write, in the order in which they are named. Throws what is wrong with the first wrong one.
  var targets: [ReportTarget] {
    get throws(ReportTargetError) { try ReportTarget.parse(report) }
  }

  /// The service whose lines are to be printed.
  func service(for format: OutputFormat, in environment: Environment) -> ReportAnnotations.Service? {
    switch annotations {
    case .github: .gitHub
    case .azure: .azure
    case .none: nil
    case .auto where format != .text: nil
    case .auto where environment.variables["GITHUB_ACTIONS"] == "true": .gitHub
    // https://learn.microsoft.com/azure/devops/pipelines/build/variables
    case .auto where environment.variables["TF_BUILD"] == "True": .azure
    case .auto: nil
    }
  }
}
