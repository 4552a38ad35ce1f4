import ArgumentParser
import Foundation

/// How a manifest set is read, whichever command reads it.
struct ManifestOptions: ParsableArguments {
  @Flag(name: .long, help: "Take a set without any document, or a folder without manifests, for a valid one.")
  var allowEmpty = false

  @Option(
    name: .customLong("table"), parsing: .singleValue,
    help: ArgumentHelp(
      "Read the rows of a table from this file, or from standard input (-), in place of the one that the manifest names "
        + "(repeatable).", valueName: "name=file"))
  var tables: [TableReplacement] = []

  init() {}

  func validate() throws {
    let names = tables.map(\.name)
    if let twice = names.first(where: { name in names.count { $0 == name } > 1 }) {
      throw ValidationError("--table names \(twice) more than once")
    }
  }
}

/// The value of `--table`: which file a table is read from.
struct TableReplacement: ExpressibleByArgument {
  let name: String
  let path: String

  /// `NAME=FILE`; `nil` without both.
  init?(argument: String) {
    let parts = argument.split(separator: "=", maxSplits: 1).map(String.init)
    guard parts.count == 2, !argument.hasPrefix("=") else { return nil }
    name = parts[0]
    path = PathText.expanded(parts[1])
  }
}
