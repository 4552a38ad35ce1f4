package import ArgumentParser
import Journaling

/// `writ journal`: what earlier runs meant to do, and what became of it.
package struct JournalCommand: ParsableCommand {
  package static let configuration = CommandConfiguration(
    commandName: "journal",
    abstract: "Show what earlier runs did, and resolve ambiguous outcomes.",
    subcommands: [JournalListCommand.self, JournalShowCommand.self, JournalResolveCommand.self])

  package init() {}

  /// The journal at the state's path; an error where no run was ever recorded there.
  static func records(_ global: GlobalOptions, in environment: Environment) throws -> JournalRecords {
    let path = try global.statePath(in: environment)
    guard let records = try StateStore.records(at: path) else {
      throw CommandError(
        .usage, "there is no state at \(path): no run was recorded here",
        hint: "apply records runs; name another place with --state PATH or WRIT_STATE")
    }
    return records
  }

  /// The runs, the newest first, as they stand now: one that is recorded as running has died where no process holds the
  /// state.
  static func runs(of records: JournalRecords) async throws(JournalError) -> [JournalRun] {
    let recorded = try await records.runs()
    let running = Set(recorded.filter { $0.state == .running }.map(\.id))
    guard !running.isEmpty, StateLock.isLocked(state: records.path) == false else { return recorded }
    // One that has ended meanwhile recorded that before it gave the state back.
    return try await records.runs().map { run in
      var run = run
      if run.state == .running, running.contains(run.id) { run.state = .died }
      return run
    }
  }
}
