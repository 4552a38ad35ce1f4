package import ArgumentParser
import Foundation
import Journaling
import Model
import Reporting
import Throttling

/// `writ journal resolve`: a person records the outcome of ambiguous entries.
package struct JournalResolveCommand: WritCommand {
  package static let configuration = CommandConfiguration(
    commandName: "resolve",
    abstract: "Record the outcome of entries whose result is unknown.",
    discussion: """
      The next apply looks up ambiguous creates by itself, and the next cancel ambiguous cancels. For messages, which cannot be \
      looked up, or to decide about a create or a cancel yourself, check the org and record what you found. Of several entries all are recorded, or none where one \
      does not fit. With --all the entries are all ambiguous ones of a run that the outcome fits.

      Example: writ journal resolve 42 --created 61eb06a3c462d20007f0235c
      Example: writ journal resolve --all --run 20261127T035411-bd54 --sent
      """)

  @Argument(
    help: ArgumentHelp("Numbers of entries, as printed by writ journal list --ambiguous.", valueName: "entry"))
  var entries: [Int64] = []

  @Flag(name: .long, help: "All ambiguous entries of the run that --run names.")
  var all = false

  @Option(name: .long, help: ArgumentHelp("The run, as printed by writ journal list.", valueName: "run"))
  var run: String?

  @Option(name: .long, help: ArgumentHelp("The request was created with this id.", valueName: "request"))
  var created: String?

  @Flag(name: .long, help: "The message was delivered.")
  var sent = false

  @Flag(
    name: .long,
    help: "The org has not done it: the next apply sends the create or message again, the next cancel the cancel.")
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
    guard all ? entries.isEmpty && run != nil : !entries.isEmpty && run == nil else {
      throw ValidationError("resolve takes the numbers of entries, or --all --run RUN")
    }
    if created != nil, all || entries.count > 1 { throw ValidationError("--created takes one entry") }
  }

  /// Records the outcome that the options give. Throws where an entry does not exist, is not ambiguous, or is not of the
  /// kind that the options are for: then nothing is recorded.
  package func run(in environment: Environment, console: Console) async throws {
    _ = try await JournalCommand.records(global, in: environment, console)
    let interruption = await Interruption(console: console)
    let journal = try await lock.journal(
      at: try global.stateLocation(in: environment), .shared, in: environment, console,
      reconnection: global.reconnection(console))
    interruption.end()
    let now = environment.time.date()
    let found = try await ambiguousEntries(in: journal, at: now)
    let outcome = ResolvedOutcome(created: created.map { RequestID($0) }, isSent: sent)
    let moves = try found.map { entry throws(CommandError) in (entry, try outcome.move(for: entry)) }
    for (entry, move) in moves { try await record(move, of: entry, in: journal, at: now) }
    report(found, on: console)
  }

  // MARK: Which entries

  private func ambiguousEntries(in journal: Journal, at now: Date) async throws -> [JournalEntry] {
    if all { return try await allEntries(in: journal, at: now) }
    var found: [JournalEntry] = []
    for id in entries where !found.contains(where: { $0.id == id }) {
      found.append(try requireAmbiguous(try await journal.records.entry(id), id, in: journal, at: now))
    }
    return found
  }

  /// Those of the run that the outcome can be one of: --sent is about messages.
  private func allEntries(in journal: Journal, at now: Date) async throws -> [JournalEntry] {
    guard let id = try await journal.records.runs().first(where: { $0.id.text == run })?.id else {
      throw CommandError(
        .usage, "there is no run \(run ?? "") in this state", hint: "see the runs with writ journal list")
    }
    let found = try await journal.records.ambiguousEntries(of: id).filter { $0.isMessage || absent }
    return try found.map { entry throws(CommandError) in
      try requireAmbiguous(entry, entry.id, in: journal, at: now)
    }
  }

  private func requireAmbiguous(
    _ found: JournalEntry?, _ id: JournalEntry.ID, in journal: Journal, at now: Date
  ) throws(CommandError) -> JournalEntry {
    guard let found else {
      throw CommandError(
        .usage, "there is no entry \(id)", hint: "see the entries with writ journal list --ambiguous")
    }
    guard found.state.isAmbiguous else {
      throw CommandError(.usage, "entry \(id) is already \(found.state.rawValue)")
    }
    guard !journal.state.liveness.marking([found], at: now)[0].isUnderWay else {
      throw CommandError(
        .stateHeld, "run \(found.run.text) is at entry \(id)",
        hint: "wait until it ends: it looks the outcome up by itself")
    }
    return found
  }

  // MARK: Recording

  private func record(_ move: EntryTransition, of entry: JournalEntry, in journal: Journal, at now: Date) async throws {
    var version = entry.version
    if entry.state == .sent {
      version = try await journal.record(.ambiguous("its run died before the reply came"), of: version, at: now)
    }
    _ = try await journal.record(move, of: version, at: now)
  }

  private func report(_ found: [JournalEntry], on console: Console) {
    guard all else {
      for entry in found {
        console.note("entry \(entry.id) marked as \(outcome(isCancel: entry.isCancel))\(absent ? " it" : "")")
      }
      return
    }
    let cancels = found.filter(\.isCancel)
    let others = found.count - cancels.count
    for (number, isCancel) in [(others, false), (cancels.count, true)] where number > 0 || found.isEmpty && !isCancel {
      let entries = CountText.noun(number, "entry", plural: "entries")
      console.note("\(entries) marked as \(outcome(isCancel: isCancel))\(absent ? number == 1 ? " it" : " them" : "")")
    }
  }

  private func outcome(isCancel: Bool) -> String {
    guard absent else { return sent ? "confirmed" : "adopted" }
    return isCancel ? "not canceled; the next cancel cancels" : "not sent; the next apply sends"
  }
}

/// What a person found in the org.
private struct ResolvedOutcome {
  /// The request that was created; `nil` for other outcomes.
  var created: RequestID?
  /// Whether the message was delivered; else, without `created`, the entry is absent.
  var isSent: Bool

  /// What it means for an entry. Throws a usage error where the entry is not of that kind.
  func move(for entry: JournalEntry) throws(CommandError) -> EntryTransition {
    if let created {
      if entry.isCreate { return .adopted(created) }
    } else if !isSent {
      return .absent
    } else if entry.isMessage, let requestID = entry.requestID {
      return .confirmed(requestID)
    }
    let hint =
      switch entry.kind {
      case .create: "use --created REQUEST or --absent"
      case .message: "use --sent or --absent"
      case .cancel: "run writ cancel again, which looks the request up, or use --absent"
      }
    throw CommandError(.usage, "entry \(entry.id) is a \(entry.kind.name)", hint: hint)
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
