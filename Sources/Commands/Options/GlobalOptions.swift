import ArgumentParser
import Journaling

/// The options that every command takes.
package struct GlobalOptions: ParsableArguments {
  @Flag(name: .long, help: "Never color the output. The variable NO_COLOR does the same.")
  var noColor = false

  @Flag(name: .shortAndLong, help: "Print results, warnings and errors only.")
  var quiet = false

  @Flag(name: .shortAndLong, help: "Print details of what is done and why.")
  var verbose = false

  @Option(
    name: .long,
    help: ArgumentHelp(
      "The file in which runs are recorded. (default: the variable WRIT_STATE, else .writ/state.db)",
      valueName: "path"),
    transform: PathText.expanded)
  var state: String?

  package init() {}

  package func validate() throws {
    guard let state else { return }
    do throws(StateLocationError) {
      _ = try StateLocation.path(state)
    } catch {
      throw ValidationError("--state: \(error.text)")
    }
  }

  /// The state file's path: the flag, the variable, or the default. Throws where that is not a path.
  package func statePath(in environment: Environment) throws(CommandError) -> String {
    do throws(StateLocationError) {
      return try StateLocation.path(
        state ?? environment.variable("WRIT_STATE").map(PathText.expanded) ?? ".writ/state.db")
    } catch {
      throw CommandError(.usage, "WRIT_STATE: \(error.text)")
    }
  }
}
