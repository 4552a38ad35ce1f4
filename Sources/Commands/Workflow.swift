import Applying
import Journaling
import Planning
import Model
import Throttling

/// The run from top to bottom: the desired state, which users it names, what the org has, the difference, and what becomes of
/// it. It shows the order of things and decides nothing.
struct Workflow: Sendable {
  let session: OrgSession
  let console: Console
  let environment: Environment
  /// What the plan asks the org, and what it takes from its cache.
  let options: PlanMaker.Options
  /// What is done when the state's database server goes away.
  let reconnection: Reconnection

  /// Desired state and existing requests → plan. Nothing is sent; the state remembers what the org's list said.
  func plan(_ desired: DesiredState, state: StateLocation) async throws -> PlanResult {
    try await remembering(in: state) { cache in try await plan(desired, in: cache) }
  }

  /// Does work that only reads, once more without remembering what the org says where the disk is full.
  func remembering<Value>(in state: StateLocation, _ work: (RequestCache) async throws -> Value) async throws -> Value {
    let cache = try await cache(at: state)
    do {
      return try await work(cache)
    } catch JournalError.diskFull where !cache.state.isInMemory {
      console.note(Self.diskFull)
      return try await work(try await unwritten(state))
    }
  }

  private func plan(_ desired: DesiredState, in cache: RequestCache) async throws -> PlanResult {
    try await reading(for: desired, in: cache) { maker in
      let entries = try await maker.entries()
      let resolved = try await maker.resolve()
      let org = try await maker.survey(resolved, entries)
      return try await maker.plan(resolved, in: org, entries: entries)
    }
  }

  /// Desired state and existing requests → plan → requests, each exactly once.
  func apply(_ desired: DesiredState, journal: Journal, as run: ApplyRun) async throws -> ExitStatus {
    // What the state lost is read from the org, once that shows it. A stop ends the reading as well.
    _ = await HistoryWait(journal: journal, time: environment.time, stop: run.stop, waits: session.waits).isOver()
    try await journal.markDeadRuns(at: environment.time.date())
    let cache = try await RequestCache(journal.state, orgURL: session.orgURL)
    let ready = try await reading(for: desired, in: cache) { maker in
      let resolved = try await maker.resolve()
      let before = try await maker.entries()
      var org = try await maker.survey(resolved, before)
      let recovered =
        try await maker.recover(before, for: resolved, in: &org, journal)
        + maker.recoverCancels(before, in: &org, journal, waits: false)
      let entries = try await maker.entries()
      let planned = try await maker.plan(resolved, in: org, entries: entries)
      return ApplyRun.Ready(
        planned: planned, resolved: resolved, entries: entries, evidence: org.evidence, recovered: recovered,
        cache: maker.cache, journal: journal)
    }
    try desired.requireFresh(against: ready.planned.plan, entries: ready.entries)
    try run.confirm(ready.planned)
    let applied = try await run.apply(ready)
    return try await run.summarize(applied, of: ready)
  }

  /// Does the work for the org that answers at the address: its id is asked once, and where another org has taken the
  /// place of the one that the state knows, all begins again without what was known of the former.
  func reading<Value>(
    for desired: DesiredState, in cache: RequestCache, _ work: (PlanMaker) async throws -> Value
  ) async throws -> Value {
    let progress = ReadingProgress(of: session, on: console, in: environment)
    return try await progress.during {
      let known = try await session.survey.identified(cache)
      func plan(in cache: RequestCache) async throws -> Value {
        try await desired.requireSameOrg(to: cache, at: session.orgURL)
        return try await work(
          PlanMaker(
            desired: desired, cache: cache, session: session, console: console,
            environment: environment, options: options, progress: progress))
      }
      do {
        return try await plan(in: known)
      } catch let replaced as OrgReplacedError {
        console.note(
          "another org answers at \(session.orgURL) now: nothing that the state knows of the former one counts")
        return try await plan(in: try await known.recordOrgID(replaced.id))
      }
    }
  }

  /// A state that cannot be written does not prevent planning: then what the org says is not remembered.
  private func cache(at location: StateLocation) async throws(JournalError) -> RequestCache {
    do throws(JournalError) {
      return try await RequestCache(
        StateStore.open(location, environment: environment.variables, reconnection: reconnection),
        orgURL: session.orgURL)
    } catch {
      guard let reason = error.isOnlyUnwritable else { throw error }
      if case .diskFull = error {
        console.note(Self.diskFull)
      } else {
        console.note("the state \(location) cannot be written (\(reason)): what the org says is not remembered")
      }
    }
    return try await unwritten(location)
  }

  private static let diskFull = "the disk is full: what the org says is not remembered"

  /// What a copy of the state holds, if there is one: nothing is written to it.
  private func unwritten(_ location: StateLocation) async throws(JournalError) -> RequestCache {
    let state = try await StateStore.unwritten(location, environment: environment.variables)
    return try await RequestCache(state, orgURL: session.orgURL)
  }
}
