package import ArgumentParser
import Foundation
import Journaling
import Model
import Throttling

/// `writ journal resolve`: a person records the outcome of an ambiguous entry.
package struct JournalResolveCommand: WritCommand {
  package static let configuration = CommandConfiguration(
    commandName: "resolve",
    abstract: "Record the outcome of an entry whose result is unknown.",
    discussion: """
      The next apply looks up ambiguous creates by itself. For messages, which cannot be looked up, or to decide about a \
      create yourself, check the org and record what you found.

      Example: writ journal resolve 42 --created 61eb06a3c462d20007f0235c
      """)

  @Argument(help: ArgumentHelp("The entry's number, as printed by writ journal show.", valueName: "entry"))
  var entry: Int64

  @Option(name: .long, help: ArgumentHelp("The request was created with this id.", valueName: "request"))
  var created: String?

  @Flag(name: .long, help: "The message was delivered.")
  var sent = false

  @Flag(name: .long, help: "The org has no such request or message: the next apply sends it again.")
  var absent = false

  @OptionGroup var lock: LockOptions
  @OptionGroup package var global: GlobalOptions

  /// `true`: it records the outcome in the state.
  package var changesThings: Bool { true }

  package init() {}

  package func validate() throws {
    guard [created != nil, sent, absent].count(where: { $0 }) == 1 else {
      throw ValidationError("resolve takes one of --created REQUEST, --sent and --absent")
    }
    // Contract schema `request-id`.
    if let created, RequestTypeID(created) == nil {
      throw ValidationError("--created takes a request's id, 24 hexadecimal digits, not \(created)")
    }
  }

  /// Records the outcome that the options give. Throws where the entry does not exist, is not ambiguous, or is not of the
  /// kind that the options are for.
  package func run(in environment: Environment, console: Console) async throws {
    _ = try await JournalCommand.records(global, in: environment, console)
    let interruption = await Interruption(console: console)
    let journal = try await lock.journal(
      at: try global.stateLocation(in: environment), .shared, in: environment, console,
      reconnection: global.reconnection(console))
    interruption.end()
    let now = environment.time.date()
    let found = try requireAmbiguous(try await journal.records.entry(entry), in: journal, at: now)
    var version = found.version
    if found.state == .sent {
      version = try await journal.record(.ambiguous("its run died before the reply came"), of: version, at: now)
    }
    _ = try await journal.record(try move(for: found), of: version, at: now)
    let state = try await journal.records.entry(entry)?.state
    console.note(
      state == .absent
        ? "entry \(entry) marked as not sent; the next apply sends it"
        : "entry \(entry) marked as \(state?.rawValue ?? "gone")")
  }

  private func requireAmbiguous(
    _ found: JournalEntry?, in journal: Journal, at now: Date
  ) throws(CommandError) -> JournalEntry {
    guard let found else {
      throw CommandError(.usage, "there is no entry \(entry)", hint: "see the entries with writ journal show")
    }
    guard found.state.isAmbiguous else {
      throw CommandError(.usage, "entry \(entry) is already \(found.state.rawValue)")
    }
    guard !journal.state.liveness.marking([found], at: now)[0].isUnderWay else {
      throw CommandError(
        .stateHeld, "run \(found.run.text) is at entry \(entry)",
        hint: "wait until it ends: it looks the outcome up by itself")
    }
    return found
  }

  private func move(for found: JournalEntry) throws(CommandError) -> EntryTransition {
    if absent { return .absent }
    if let created, !found.isMessage { return .adopted(RequestID(created)) }
    if sent, found.isMessage, let requestID = found.requestID { return .confirmed(requestID) }
    throw CommandError(
      .usage, "entry \(entry) is a \(found.isMessage ? "message" : "create")",
      hint: found.isMessage ? "use --sent or --absent" : "use --created REQUEST or --absent")
  }
}

extension Environment {
  /// This process as the holder of a state.
  func owner(of command: String) -> LockOwner {
    LockOwner(
      processID: ProcessInfo.processInfo.processIdentifier, host: ProcessInfo.processInfo.hostName,
      startedAt: time.date(), command: command)
  }
}
