package import ArgumentParser
import Manifests
import Reporting

/// `writ validate`: parse and check; nothing leaves the machine.
package struct ValidateCommand: WritCommand {
  package static let configuration = CommandConfiguration(
    commandName: "validate",
    abstract: "Check manifests and show every problem with its place.",
    discussion: """
      Reads the files and folders as one set. Nothing leaves the machine. The exit status is 0 for a valid set, warnings \
      or not, and 3 for one with errors.

      Example: writ validate requests/
      """)

  @Argument(
    help: ArgumentHelp(
      "Manifest files, folders of *.yaml and *.yml files, or - for standard input.", valueName: "path"),
    transform: PathText.expanded)
  var paths: [String]

  @Flag(
    name: .long,
    help: "Pass over files that are not manifests, though they are named: for hooks that name each changed YAML file.")
  var onlyManifests = false

  @OptionGroup var manifests: ManifestOptions
  @OptionGroup var output: FormatOptions
  @OptionGroup(title: "Reports") var report: ReportOptions
  @OptionGroup package var global: GlobalOptions

  /// The value of `--report`.
  package var reports: ReportOptions? { report }

  /// The value of `--format`.
  package var format: OutputFormat { output.format }

  package init() {}

  /// Prints the findings and the counts. Throws the exit status `.invalidManifest` where a finding is an error, and what
  /// keeps a file from being read.
  package func run(in environment: Environment, console: Console) async throws {
    let check = ManifestCheck(
      manifests, onlyManifests: onlyManifests, console: console, environment: environment)
    let reports = environment.reports
    let reading = try check.read(paths, keeping: reports?.hasTargets == true ? .declarations : .count)
    reports?.log.add(reading)
    switch output.format {
    case .text:
      console.result(FindingsText(styling: console.styling, width: console.resultWidth).text(reading))
      console.result(FindingsText.summary(of: reading) + "\n")
    case .json:
      let document = DiagnosticJSON.document(
        isValid: reading.isValid, declarations: reading.declarationCount, diagnostics: reading.diagnostics,
        leftOut: reading.leftOutCount)
      console.result(document.document + "\n")
    }
    if !reading.isValid { throw CommandError.exit(.invalidManifest) }
  }
}
