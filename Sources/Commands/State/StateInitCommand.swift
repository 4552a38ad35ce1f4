package import ArgumentParser
import Journaling

/// `writ state init`: makes a state before its first run.
package struct StateInitCommand: WritCommand {
  package static let configuration = CommandConfiguration(
    commandName: "init",
    abstract: "Make an empty state: the file, or the tables in PostgreSQL.",
    discussion: """
      Every run makes the state where it is missing, if it may. Where only an administrator may make tables, --print gives the \
      SQL for that, with the rights that the role of the runs needs.

      Example: writ state init --print --role writ | psql mydb
      """)

  @Flag(name: .long, help: "Print the SQL for PostgreSQL, and do nothing.")
  var print = false

  @Option(
    name: .long, help: ArgumentHelp("The role that runs sign in with, for --print. (default: writ)", valueName: "name"))
  var role = "writ"

  @OptionGroup package var global: GlobalOptions

  /// `true`: it makes the state.
  package var changesThings: Bool { !print }

  package init() {}

  package func validate() throws {
    guard role.wholeMatch(of: /[a-z_][a-z0-9_]{0,62}/) != nil else {
      throw ValidationError("--role takes lower-case letters, digits and _, not \(role)")
    }
  }

  /// Makes the state, or prints what makes it. Throws where it cannot be made.
  package func run(in environment: Environment, console: Console) async throws {
    let location = try global.stateLocation(in: environment)
    if print {
      var schema = PostgresURL.defaultSchema
      if case .postgreSQL(let url) = location { schema = url.schema }
      console.result(PostgresSchema.script(schema: schema, role: role))
    } else {
      let state = try await StateStore.open(location, environment: environment.variables)
      console.note("the state \(state.path) is ready")
    }
  }
}
