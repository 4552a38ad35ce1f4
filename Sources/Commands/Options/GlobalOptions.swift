import ArgumentParser
package import Journaling
import Model
import Reporting

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
      "Where runs are recorded: a file, or postgres://host/database?schema=writ. (default: the variable WRIT_STATE, else "
        + ".writ/state.db)", valueName: "path"),
    transform: PathText.expanded)
  var state: String?

  @Option(
    name: .long,
    help: ArgumentHelp("How long to wait for a state whose database server goes away.", valueName: "time"))
  var stateTimeout = TimeSpan(.seconds(60))

  package init() {}

  package func validate() throws {
    guard let state else { return }
    do throws(StateLocationError) {
      _ = try StateLocation(argument: state)
    } catch {
      throw ValidationError("--state: \(error.text)")
    }
  }

  /// What is done when the state's database server goes away: a person reads of it.
  func reconnection(_ console: Console) -> Reconnection {
    Reconnection(timeout: stateTimeout.duration) { notice in
      let text = OutageText.text(notice)
      if case .notReplicated = notice { console.warn(text) } else { console.note(text) }
    }
  }

  /// Where the state is: the flag, the variable, or the default. Throws where that names no place of a state.
  package func stateLocation(in environment: Environment) throws(CommandError) -> StateLocation {
    do throws(StateLocationError) {
      return try StateLocation(
        state ?? environment.variable("WRIT_STATE").map(PathText.expanded) ?? ".writ/state.db")
    } catch {
      throw CommandError(.usage, "WRIT_STATE: \(error.text)")
    }
  }
}
