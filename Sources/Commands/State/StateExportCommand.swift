package import ArgumentParser
import Journaling

/// `writ state export`: a state as a file.
package struct StateExportCommand: WritCommand {
  package static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Copy a state, with its whole journal, into a new file.",
    discussion: """
      The file is a state by itself, and writ state import copies it into another one. Do not use both: what one run sends \
      the other state does not know.

      Example: writ state export backup.db --state postgres://db.internal/access
      """)

  @Argument(
    help: ArgumentHelp("The file to make.", valueName: "file"), transform: PathText.expanded)
  var file: String

  @OptionGroup package var global: GlobalOptions

  /// `true`: it makes a file.
  package var changesThings: Bool { true }

  package init() {}

  /// Copies the state. Throws where there is none, a run uses it, or the file has runs already.
  package func run(in environment: Environment, console: Console) async throws {
    let location = try global.stateLocation(in: environment)
    try await StateCopy(from: location, to: .file(path: file)).run(in: environment, console: console)
  }
}

/// `writ state import`: a file becomes the state.
package struct StateImportCommand: WritCommand {
  package static let configuration = CommandConfiguration(
    commandName: "import",
    abstract: "Copy the state in a file, with its whole journal, into the state.",
    discussion: """
      The state must not have any runs yet: two journals cannot be joined. Delete the file afterwards, or keep it away from \
      runs.

      Example: writ state import .writ/state.db --state postgres://db.internal/access
      """)

  @Argument(
    help: ArgumentHelp("The file of a state.", valueName: "file"), transform: PathText.expanded)
  var file: String

  @OptionGroup package var global: GlobalOptions

  /// `true`: it fills the state.
  package var changesThings: Bool { true }

  package init() {}

  /// Copies the file. Throws where it is not a state, a run uses it, or the state has runs already.
  package func run(in environment: Environment, console: Console) async throws {
    let location = try global.stateLocation(in: environment)
    try await StateCopy(from: .file(path: file), to: location).run(in: environment, console: console)
  }
}
