import ArgumentParser

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
    if state == "" { throw ValidationError("--state takes a path, found an empty text") }
  }

  /// The state file's path: the flag, the variable, or the default.
  package func statePath(in environment: Environment) -> String {
    state ?? environment.variable("WRIT_STATE").map(PathText.expanded) ?? ".writ/state.db"
  }
}
