import Applying
import Foundation
import Journaling
import Planning
import Model
import Simulation
import Throttling

/// Declarations, an org and a journal in simulated time, and runs of `apply` over them.
struct SimulatedRun: Sendable {
  static let type = RequestTypeID(fromOrg: "08ab2db568c7c300079fefd0")

  let time: SimulatedTime
  let org: SimulatedOrg
  let journal: Journal
  var declarations: [RequestDeclaration]
  let random: SharedRandom
  /// The process that runs it; `nil`: one that never dies.
  var process: SimulatedProcess?
  var settings = RateSettings(reserve: 0, parallelism: 10)
  /// Calls of this org may act until 63 seconds after they went out (`SimulatedOrg.Traits.slowness`).
  var waits = EvidenceWaits(maximumCallTime: .seconds(65), listLag: .seconds(10))
  var failFast = false
  /// How long it waits for other runs.
  var patience = Duration.zero

  init(
    time: SimulatedTime, org: SimulatedOrg, journal: Journal, count: Int, messages: Int = 0, seed: UInt64 = 1,
    hasOddSubjects: Bool = false
  ) {
    self.time = time
    self.org = org
    self.journal = journal
    random = SharedRandom(seed: seed)
    declarations = Self.declarations(count: count, messages: messages, hasOddSubjects: hasOddSubjects)
  }

  /// Odd subjects are not in Unicode NFC, and have characters outside the basic plane.
  static func declarations(count: Int, messages: Int, hasOddSubjects: Bool = false) -> [RequestDeclaration] {
    (0..<count).map { index in
      RequestDeclaration(
        requestTypeID: type, requester: UserID(fromOrg: "00u\(index)"),
        subject: hasOddSubjects ? "cafe\u{301} \u{1F511}  \(index)" : "subject \(index)",
        messages: (0..<messages).map { "message \($0) of \(index)" },
        place: SourcePlace(file: "m.yaml", mark: SourceMark(line: UInt32(index + 1), column: 1)))
    }
  }

  /// What counts in a journal: entries that are done or ambiguous.
  static func entries(in journal: Journal, at now: Date) async throws(JournalError) -> [JournalEntry] {
    let entries = try await journal.records.entriesAffectingPlan(orgURL: "https://org")
    return journal.state.liveness.marking(entries, at: now)
  }

  struct Result: Sendable {
    var plan: Plan
    var events: [ApplyEvent]
    var tally: ApplyTally
    var stopReason: StopReason?
    /// How many actions other runs are still at.
    var leftToOthers: Int
    /// What the run reports as being there twice, at its beginning or its end.
    var duplicates: Set<RequestKey>

    /// Whether all was done, as far as the run says: it would end with status 0.
    var isComplete: Bool {
      stopReason == nil && leftToOthers + tally.rejected + tally.failed + tally.ambiguous + tally.remaining == 0
        && plan.summary.blocked == 0
    }
  }

  /// Recovers, lists, plans and applies, as the command does; `stopAfter` raises a stop that long after the run began.
  func apply(stopAfter: Duration? = nil) async throws -> Result {
    let (reader, stop) = connect()
    let (plan, evidence, known) = try await plan(with: reader)
    let run = journalRun(reader.time)
    let applier = Applier(
      reader: reader, journal: journal, stop: stop, waits: waits, evidence: evidence, failFast: failFast,
      patience: patience)
    var events: [ApplyEvent] = []
    let alarm = stopAfter.map { wait in
      time.timeSource.alarm(time.now + wait) { await stop.raise(.interrupted) }
    }
    let leftToOthers = try await applier.apply(plan, as: run) { events.append($0) }
    alarm?.cancel()
    let tally = ApplyTally(try await journal.records.entries(of: run.id))
    var duplicates = Set(known.map(\.declaration.key))
    if stop.reason == nil, plan.hasChanges {
      let found = try await OrgReader(reader: reader, listLag: waits.listLag).duplicates(
        of: Resolution(resolved: declarations), entries: try await entries(),
        cache: try await RequestCache(journal.state, orgURL: "https://org"))
      duplicates.formUnion(found.map(\.declaration.key))
    }
    return Result(
      plan: plan, events: events, tally: tally, stopReason: stop.reason, leftToOthers: leftToOthers,
      duplicates: duplicates)
  }

  /// The org as the process sees it, and what ends its run.
  private func connect() -> (ThrottledReader<SimulatedConnection>, StopSignal) {
    let source = process?.timeSource ?? time.timeSource
    let limiter = RateLimiter(settings: settings, time: source)
    // What a dead process still does comes to its end this way, and has no effect.
    process?.atDeath { Task(executorPreference: time) { await limiter.stop() } }
    let reader = ThrottledReader(
      service: SimulatedConnection(org: org, process: process), limiter: limiter, policy: RetryPolicy(), time: source,
      random: { random.unit() })
    return (reader, StopSignal(limiter: limiter))
  }

  private func journalRun(_ source: TimeSource) -> JournalRun {
    JournalRun(
      id: process?.run ?? RunID("run \(random.unit())"), orgURL: "https://org", planDigest: "",
      startedAt: source.date(), host: "here", processID: 1)
  }

  struct CancelResult: Sendable {
    var plan: Plan
    var events: [ApplyEvent]
    var tally: ApplyTally
    var stopReason: StopReason?
    var leftToOthers: Int

    /// Whether all was canceled, as far as the run says.
    var isComplete: Bool {
      stopReason == nil && leftToOthers + tally.rejected + tally.failed + tally.ambiguous + tally.remaining == 0
        && plan.summary.blocked == 0
    }
  }

  /// Recovers, lists, plans and takes all declared requests back, as the command does; `meanwhile` happens between the plan and
  /// its first call.
  func cancel(comment: String? = nil, meanwhile: @Sendable () -> Void = {}) async throws -> CancelResult {
    let (reader, stop) = connect()
    let survey = OrgReader(reader: reader, listLag: waits.listLag)
    try await journal.markDeadRuns(at: time.date(at: time.now))
    let before = try await entries()
    let resolved = Resolution(resolved: declarations)
    let cache = try await survey.identified(try await RequestCache(journal.state, orgURL: "https://org"))
    var org = try await survey.existing(
      for: resolved, entries: before, cache: cache, ignoringCache: false, onPage: { _ in })
    let recovered = try await CrashRecovery(journal: journal, reader: reader, waits: waits)
      .recoverCancels(before, in: &org, waits: true)
    let plan = try await survey.cancelPlanner(
      for: resolved, in: org, entries: try await entries(), cache: cache, isRecovered: true
    ).cancelPlan(for: declarations, .all, comment: comment, orgURL: "https://org")
    meanwhile()
    let run = journalRun(reader.time)
    let applier = Applier(
      reader: reader, journal: journal, stop: stop, waits: waits, evidence: org.evidence, patience: patience)
    var events = recovered
    let leftToOthers = try await applier.apply(plan, as: run) { events.append($0) }
    return CancelResult(
      plan: plan, events: events, tally: ApplyTally(try await journal.records.entries(of: run.id)),
      stopReason: stop.reason, leftToOthers: leftToOthers)
  }

  private func entries() async throws(JournalError) -> [JournalEntry] {
    try await Self.entries(in: journal, at: time.date(at: time.now))
  }

  private func plan(
    with reader: ThrottledReader<SimulatedConnection>
  ) async throws -> (Plan, OrgEvidence, duplicates: [DuplicateRequests]) {
    let survey = OrgReader(reader: reader, listLag: waits.listLag)
    try await journal.markDeadRuns(at: time.date(at: time.now))
    let before = try await entries()
    let resolved = Resolution(resolved: declarations)
    let cache = try await survey.identified(try await RequestCache(journal.state, orgURL: "https://org"))
    var org = try await survey.existing(
      for: resolved, entries: before, cache: cache, ignoringCache: false, onPage: { _ in })
    _ = try await CrashRecovery(journal: journal, reader: reader, waits: waits)
      .recover(before, declared: Set(declarations.map(\.key)), in: &org, orgURL: "https://org")
    let planner = try await survey.inputs(
      for: resolved, in: org, entries: try await entries(), cache: cache,
      checks: .init(fieldValues: true, requestTypes: RequestTypeChecks(.all), users: .none)
    ).planner
    return (planner.plan(declarations, orgURL: "https://org"), org.evidence, planner.duplicates(of: declarations))
  }
}

extension SimulatedProcess {
  /// The run that it does.
  var run: RunID { RunID("process \(number)") }
}
