import Applying
import Foundation
import Journaling
import OktaClient
import Planning
import Reporting
import Model
import Throttling

/// Makes one plan, step by step, and shows what is read and found on the way.
struct PlanMaker: Sendable {
  struct Options: Sendable {
    /// What is asked beyond the list.
    var checks: PlanChecks
    /// Whether to ask for everything, even where the state remembers the answer.
    var ignoresCache: Bool
    /// Whether users that the org does not know are skipped.
    var skipsUnknownUsers: Bool
  }

  let desired: DesiredState
  /// What the org's list said.
  let cache: RequestCache
  let session: OrgSession
  let console: Console
  let environment: Environment
  let options: Options
  let progress: ReadingProgress

  /// What earlier runs have done for this org, or may have done.
  func entries() async throws(JournalError) -> [JournalEntry] {
    let entries = try await cache.state.records.entriesAffectingPlan(orgURL: session.orgURL)
    return cache.state.liveness.marking(entries, at: environment.time.date())
  }

  /// Who the names stand for. Throws where the org does not know them.
  func resolve() async throws -> Resolution {
    progress.begins(.people)
    let directory = try await session.survey.directory(
      for: desired.questions, lookups: LookupCache(in: cache), ignoringCache: options.ignoresCache)
    let resolved = desired.resolved(by: directory, skipsUnknownUsers: options.skipsUnknownUsers, console)
    if !resolved.errors.isEmpty {
      let users = try await session.survey.users(named: resolved, cache: cache, checks: options.checks.users)
      try desired.refuse(resolved.errors + users.errors, console)
    }
    return resolved
  }

  /// What the org has.
  func survey(_ resolved: Resolution, _ entries: [JournalEntry]) async throws -> OrgSnapshot {
    progress.begins(.list(0))
    return try await session.survey.existing(
      for: resolved, entries: entries, cache: cache, ignoringCache: options.ignoresCache,
      onPage: { [console, progress] listed in
        progress.begins(.list(listed))
        console.detail("listed \(CountText.noun(listed, "existing request"))")
      })
  }

  /// Looks up the creates of unknown outcome that earlier runs left; gives those that were found.
  func recover(
    _ entries: [JournalEntry], for resolved: Resolution, in org: inout OrgSnapshot, _ journal: Journal
  ) async throws -> [ApplyEvent] {
    try await recovery(journal).recover(
      entries, declared: Set(resolved.keys), in: &org, orgURL: session.orgURL)
  }

  /// Looks up the cancels of unknown outcome that earlier runs left, and waits for what is not known yet where `waits`; gives
  /// those that took effect.
  func recoverCancels(
    _ entries: [JournalEntry], in org: inout OrgSnapshot, _ journal: Journal, waits: Bool
  ) async throws -> [ApplyEvent] {
    try await recovery(journal).recoverCancels(entries, in: &org, waits: waits)
  }

  private func recovery(_ journal: Journal) -> CrashRecovery<OrgClient> {
    CrashRecovery(
      journal: journal, reader: session.reader, waits: session.waits,
      onLook: { [console, environment, progress] look in
        progress.begins(.ambiguousCreates(look))
        console.note(LookText.line(look, now: environment.time.now()))
      })
  }

  /// The difference. Throws where the org knows some users not at all.
  func plan(_ resolved: Resolution, in org: OrgSnapshot, entries: [JournalEntry]) async throws -> PlanResult {
    progress.begins(.details)
    var inputs = try await session.survey.inputs(
      for: resolved, in: org, entries: entries, cache: cache, checks: checks(for: resolved))
    let findings = try accept(inputs)
    inputs.planner.add(obstacles: desired.obstacles)
    let declarations = inputs.types.declarations
    let plan = inputs.planner.plan(declarations, orgURL: session.orgURL)
    let rateLimits = await session.rateLimits(
      remembered: try await cache.state.records.rateLimits(orgURL: session.orgURL))
    let requestTypes = try await LookupCache(in: cache).requestTypes(
      Set(plan.actions.map(\.declaration.requestTypeID)), fetchedWithin: .distantPast...environment.time.date())
    let planned = PlanResult(
      plan: plan, duplicates: inputs.planner.duplicates(of: declarations), obstacles: inputs.planner.obstacles,
      acceptsNewSubjects: acceptsNewSubjects, diagnostics: resolved.warnings + findings,
      diagnosticsLeftOut: inputs.types.leftOutCount, users: resolved.users, requestTypes: requestTypes,
      rateLimits: rateLimits,
      forecast: Forecast(
        plan: plan, rateLimits: rateLimits, parallelism: session.limiter.settings.parallelism,
        ceiling: session.limiter.settings.ceiling))
    environment.reports?.log.add(planned)
    return planned
  }

  private var acceptsNewSubjects: Bool { options.checks.acceptsNewSubjects || desired.acceptsNewSubjects }

  private func checks(for resolved: Resolution) -> PlanChecks {
    var checks = options.checks
    checks.declaredKeys = desired.declaredKeys(users: resolved)
    checks.acceptsNewSubjects = acceptsNewSubjects
    return checks
  }

  /// Shows what the org says against the declarations, and what it did not say; gives the findings. Throws where some are
  /// errors.
  private func accept(_ inputs: PlanInputs) throws(CommandError) -> [Diagnostic] {
    let (users, types) = (inputs.users, inputs.types)
    if let refusal = users.refusal {
      note("users' ids are taken as written, since the org does not say whose they are: \(refusal)")
    }
    if let refusal = types.refusal {
      note("request types are not checked, since the org does not say what they take: \(refusal)")
    }
    let findings = users.diagnostics + types.diagnostics
    try desired.refuse(users.errors, found: findings, leftOut: types.leftOutCount, console)
    desired.report(findings, leftOut: types.leftOutCount, console)
    return findings
  }

  private func note(_ text: String) {
    console.note(text)
    environment.reports?.log.note(text)
  }
}
