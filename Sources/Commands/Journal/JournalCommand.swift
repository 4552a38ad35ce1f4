package import ArgumentParser
import Journaling

/// `writ journal`: what earlier runs meant to do, and what became of it.
package struct JournalCommand: ParsableCommand {
  package static let configuration = CommandConfiguration(
    commandName: "journal",
    abstract: "Show what earlier runs did, and resolve ambiguous outcomes.",
    subcommands: [JournalListCommand.self, JournalShowCommand.self, JournalResolveCommand.self])

  package init() {}

  /// The journal of the state; an error where no run was ever recorded there.
  static func records(
    _ global: GlobalOptions, in environment: Environment, _ console: Console
  ) async throws -> JournalRecords {
    let location = try global.stateLocation(in: environment)
    let reconnection = global.reconnection(console)
    guard
      let records = try await StateStore.records(
        at: location, environment: environment.variables, reconnection: reconnection)
    else {
      throw CommandError(
        .usage, "there is no state at \(location): no run was recorded here",
        hint: "apply records runs; name another place with --state PATH or WRIT_STATE")
    }
    return records
  }

  /// The runs, the newest first, as they stand now: one that is recorded as running has died where its process is gone.
  static func runs(of records: JournalRecords) async throws(JournalError) -> [JournalRun] {
    let isRunning = records.liveness.isRunning
    let dead = Set(try await records.runs().filter { $0.state == .running && isRunning($0.id) == false }.map(\.id))
    // One that has ended meanwhile recorded that before its process was gone.
    return try await records.runs().map { run in
      var run = run
      if run.state == .running, dead.contains(run.id) { run.state = .died }
      return run
    }
  }

  /// The run with this id, or the newest one; an error where there is none.
  static func find(_ id: String?, in runs: [JournalRun]) throws(CommandError) -> JournalRun {
    guard let found = id.map({ id in runs.first { $0.id.text == id } }) ?? runs.first else {
      throw CommandError(
        .usage, id.map { "there is no run \($0) in this state" } ?? "no run was recorded yet",
        hint: "see the runs with writ journal list")
    }
    return found
  }
}
