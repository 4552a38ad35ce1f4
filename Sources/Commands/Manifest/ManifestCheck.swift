package import Manifests
import Reporting
import RequestModel

/// Reads a manifest set for a command that goes on only with a valid one.
package struct ManifestCheck: Sendable {
  /// Where the findings are shown.
  package let console: Console
  /// Supplies standard input.
  package let environment: Environment
  private let options: ManifestOptions

  init(_ options: ManifestOptions, console: Console, environment: Environment) {
    self.options = options
    self.console = console
    self.environment = environment
  }

  /// Reads the set, and notes which files of its folders were skipped.
  func read(_ paths: [String], keeping: ManifestReader.Retention) throws -> ManifestSet {
    let reader = ManifestReader(standardInput: environment.standardInput, allowsEmpty: options.allowEmpty)
    let reading = try reader.read(paths, keeping: keeping)
    for name in reading.skippedFiles {
      console.note("note: \(name.terminalSafe) was skipped: not a manifest (name it to read it)")
    }
    return reading
  }

  /// What a valid set says, after its warnings; of any other all findings are shown, and it ends here.
  package func reading(of paths: [String]) throws -> ManifestSet {
    let reading = try read(paths, keeping: .declarations)
    if !reading.diagnostics.isEmpty { console.message(FindingsText(styling: console.stderrStyling).text(reading)) }
    guard reading.isValid else {
      throw CommandError(
        .invalidManifest, "the manifests are not valid: \(FindingsText.summary(of: reading))",
        hint: "fix them, then run the same command again", diagnostics: reading.diagnostics)
    }
    console.detail(FindingsText.summary(of: reading))
    return reading
  }
}

/// All findings of a reading with their source lines, and the counts.
struct FindingsText {
  let styling: Styling

  func text(_ reading: ManifestSet) -> String {
    text(reading.diagnostics, in: reading.sources, leftOut: reading.leftOutCount)
  }

  func text(_ diagnostics: [Diagnostic], in sources: [ManifestSource], leftOut: Int = 0) -> String {
    let excerpts = SourceExcerpts(of: diagnostics, in: sources)
    let text = DiagnosticText(styling: styling)
    let findings = diagnostics.map { diagnostic in
      text.text(diagnostic, excerpt: excerpts.excerpt(for: diagnostic))
    }
    return findings.joined() + (leftOut > 0 ? "and \(CountText.noun(leftOut, "more finding"))\n" : "")
  }

  /// `3 files, 120 declarations, 0 errors`, or `446 of 514 declarations valid, 69 errors`; and `2 warnings` if there are any.
  static func summary(of reading: ManifestSet) -> String {
    let errors = CountText.noun(reading.errorCount, "error")
    let counts =
      reading.isValid || reading.candidateCount == 0
      ? [
        CountText.noun(reading.sources.count, "file"), CountText.noun(reading.declarationCount, "declaration"), errors,
      ]
      : [
        "\(CountText.number(reading.declarationCount)) of \(CountText.noun(reading.candidateCount, "declaration")) valid",
        errors,
      ]
    let warnings = reading.warningCount > 0 ? [CountText.noun(reading.warningCount, "warning")] : []
    return (counts + warnings).joined(separator: ", ")
  }
}
