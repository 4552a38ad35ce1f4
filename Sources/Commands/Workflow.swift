import Applying
import Foundation
import Journaling
import OktaClient
import Planning
import Reporting
import RequestModel
import Throttling

/// The run from top to bottom: the desired state, which users it names, what the org has, the difference, and what becomes of
/// it. It shows the order of things and decides nothing.
struct Workflow: Sendable {
  let session: OrgSession
  let console: Console
  let environment: Environment
  let checks: CheckOptions
  /// What is asked beyond the list.
  let questions: PlanChecks
  /// What is shown while the org is read.
  let progress: ReadingProgress

  /// Desired state and existing requests → plan. Nothing is sent; the state remembers what the org's list said.
  func plan(_ desired: DesiredState, state path: String) async throws -> PlanResult {
    let state = try state(at: path)
    let cache = try RequestCache(state, orgURL: session.orgURL)
    return try await progress.during {
      try await recognizing(cache) { cache in
        try desired.requireSameOrg(to: cache, at: session.orgURL)
        let entries = try state.records.entriesAffectingPlan(orgURL: session.orgURL)
        let resolved = try await resolve(desired, cache)
        let org = try await survey(resolved, entries, cache)
        return try await plan(desired, resolved, org, entries, state.records, cache)
      }
    }
  }

  /// Desired state and existing requests → plan → requests, each exactly once.
  func apply(_ desired: DesiredState, journal: Journal, as applying: ApplyRun) async throws -> ExitStatus {
    let cache = try RequestCache(journal.state, orgURL: session.orgURL)
    let ready = try await progress.during {
      try await recognizing(cache) { cache in
        try desired.requireSameOrg(to: cache, at: session.orgURL)
        return try await prepare(desired, journal, cache)
      }
    }
    try desired.requireFresh(against: ready.planned.plan, entries: ready.entries)
    try applying.refuseIfUnsafe(ready.planned.plan)
    applying.show(ready.planned)
    try applying.confirm(ready.planned)
    return try await applying.execute(ready, in: session, journal: journal)
  }

  /// A plan, and all that carrying it out needs to know of what was before.
  struct Ready: Sendable {
    var planned: PlanResult
    var resolved: Resolution
    var entries: [JournalEntry]
    var evidence: OrgEvidence
    /// Creates of earlier runs that were found in the org.
    var recovered: [ApplyEvent]
    var cache: RequestCache
  }

  private func prepare(_ desired: DesiredState, _ journal: Journal, _ cache: RequestCache) async throws -> Ready {
    let before = try journal.records.entriesAffectingPlan(orgURL: session.orgURL)
    let resolved = try await resolve(desired, cache)
    var org = try await survey(resolved, before, cache)
    let recovery = CrashRecovery(
      journal: journal, reader: session.reader, waits: session.waits,
      onLook: { [console, environment, progress] look in
        progress.begins(.ambiguousCreates(look))
        console.note(LookText.line(look, now: environment.time.now()))
      })
    let recovered = try await recovery.recover(before, in: &org, orgURL: session.orgURL)
    let entries = try journal.records.entriesAffectingPlan(orgURL: session.orgURL)
    let planned = try await plan(desired, resolved, org, entries, journal.records, cache)
    return Ready(
      planned: planned, resolved: resolved, entries: entries, evidence: org.evidence, recovered: recovered,
      cache: cache)
  }

  /// Does the work for the org that answers at the address: its id is asked once, and where another org has taken the
  /// place of the one that the state knows, all begins again without what was known of the former.
  private func recognizing<Value>(_ cache: RequestCache, _ work: (RequestCache) async throws -> Value) async throws
    -> Value
  {
    let known = try await session.survey.identified(cache)
    do {
      return try await work(known)
    } catch let replaced as OrgReplacedError {
      console.note(
        "another org answers at \(session.orgURL) now: nothing that the state knows of the former one counts")
      return try await work(try known.recordOrgID(replaced.id))
    }
  }

  private func resolve(_ desired: DesiredState, _ cache: RequestCache) async throws -> Resolution {
    progress.begins(.people)
    let directory = try await session.survey.directory(
      for: desired.questions, lookups: LookupCache(in: cache), ignoringCache: checks.refresh == .full)
    let resolved = desired.resolved(by: directory, skipsUnknownUsers: checks.skipUnknownUsers, console)
    if !resolved.errors.isEmpty {
      let users = try await session.survey.users(named: resolved, cache: cache, checks: questions.users)
      try desired.refuse(resolved.errors + users.errors, console)
    }
    return resolved
  }

  private func survey(
    _ resolved: Resolution, _ entries: [JournalEntry], _ cache: RequestCache
  ) async throws -> OrgSnapshot {
    progress.begins(.list(0))
    return try await session.survey.existing(
      for: resolved, entries: entries, cache: cache, ignoringCache: checks.refresh == .full,
      onPage: { [console, progress] listed in
        progress.begins(.list(listed))
        console.detail("listed \(listed) existing requests")
      })
  }

  /// A state that cannot be written does not prevent planning: then all requests are listed, and not remembered.
  private func state(at path: String) throws(JournalError) -> StateStore {
    do throws(JournalError) {
      return try StateStore(path: path)
    } catch .diskFull {
      console.note("the disk is full: all requests are listed, and not remembered")
    } catch .cannotOpen(_, let reason), .readOnly(_, let reason) {
      console.note("the state \(path) cannot be written (\(reason)): all requests are listed, and not remembered")
    }
    if let state = try StateStore(readingFrom: path) { return state }
    return try StateStore()
  }

  private func plan(
    _ desired: DesiredState, _ resolved: Resolution, _ org: OrgSnapshot, _ entries: [JournalEntry],
    _ records: JournalRecords, _ cache: RequestCache
  ) async throws -> PlanResult {
    progress.begins(.details)
    var questions = questions
    questions.declaredKeys = desired.declaredKeys(users: resolved)
    questions.acceptsNewSubjects = questions.acceptsNewSubjects || desired.acceptsNewSubjects
    var inputs = try await session.survey.inputs(
      for: resolved, in: org, entries: entries, cache: cache, checks: questions)
    let (users, types) = (inputs.users, inputs.types)
    if let refusal = users.refusal {
      console.note("users' ids are taken as written, since the org does not say whose they are: \(refusal)")
    }
    if let refusal = types.refusal {
      console.note("request types are not checked, since the org does not say what they take: \(refusal)")
    }
    let findings = users.diagnostics + types.diagnostics
    try desired.refuse(users.errors, found: findings, leftOut: types.leftOutCount, console)
    inputs.planner.add(obstacles: desired.obstacles)
    let plan = inputs.planner.plan(types.declarations, orgURL: session.orgURL)
    let rateLimits = await session.rateLimits(remembered: try records.rateLimits(orgURL: session.orgURL))
    desired.report(findings, leftOut: types.leftOutCount, console)
    let requestTypes = try LookupCache(in: cache).requestTypes(
      Set(plan.actions.map(\.declaration.requestTypeID)), fetchedWithin: .distantPast...environment.time.date())
    return PlanResult(
      plan: plan, duplicates: inputs.planner.duplicates(of: types.declarations), obstacles: inputs.planner.obstacles,
      acceptsNewSubjects: questions.acceptsNewSubjects,
      diagnostics: resolved.warnings + findings, diagnosticsLeftOut: types.leftOutCount, users: resolved.users,
      requestTypes: requestTypes,
      rateLimits: rateLimits,
      forecast: Forecast(plan: plan, rateLimits: rateLimits, parallelism: session.limiter.settings.parallelism))
  }
}
