package import Manifests
import Reporting
import Model

/// Reads a manifest set for a command that goes on only with a valid one.
package struct ManifestCheck: Sendable {
  /// Where the findings are shown.
  package let console: Console
  /// Supplies standard input.
  package let environment: Environment
  private let options: ManifestOptions
  private let onlyManifests: Bool

  /// `onlyManifests`: files that are none are passed over without a note, though they are named.
  init(_ options: ManifestOptions, onlyManifests: Bool = false, console: Console, environment: Environment) {
    self.options = options
    self.onlyManifests = onlyManifests
    self.console = console
    self.environment = environment
  }

  /// Reads the set, and notes which files of its folders were skipped.
  func read(
    _ paths: [String], keeping: ManifestReader.Retention, groupedBy groupColumn: String? = nil
  ) throws -> ManifestSet {
    let reader = ManifestReader(
      standardInput: environment.standardInput, allowsEmpty: options.allowEmpty || onlyManifests,
      onlyManifests: onlyManifests,
      emptySetRemedy: ", or pass --allow-empty if this is intended",
      tables: Dictionary(options.tables.map { ($0.name, $0.path) }) { first, _ in first },
      groupColumn: groupColumn)
    let reading = try reader.read(paths, keeping: keeping)
    for name in reading.skippedFiles {
      let note = "note: \(name.terminalSafe) was skipped: not a manifest"
      if onlyManifests { console.detail(note) } else { console.note("\(note) (name it to read it)") }
    }
    return reading
  }

  /// What a valid set says, after its warnings; of any other all findings are shown, and it ends here.
  /// `groupColumn` is a column of tables: entries keep their row's cell of it.
  package func reading(of paths: [String], groupedBy groupColumn: String? = nil) throws -> ManifestSet {
    let reading = try read(paths, keeping: .declarations, groupedBy: groupColumn)
    if !reading.diagnostics.isEmpty {
      console.message(FindingsText(styling: console.stderrStyling, width: console.stderrWidth).text(reading))
    }
    guard reading.isValid else {
      throw CommandError(
        .invalidManifest, "the manifests are not valid: \(FindingsText.summary(of: reading))",
        hint: "fix them, then run the same command again", diagnostics: reading.diagnostics)
    }
    console.detail(FindingsText.summary(of: reading))
    return reading
  }
}
