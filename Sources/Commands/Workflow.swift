import Applying
import Foundation
import Journaling
import OktaClient
import Planning
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
    let mirror = try mirror(at: path)
    return try await progress.during {
      try await recognizing(mirror) { mirror in
        try desired.requireSameOrg(to: mirror, at: session.orgURL)
        let records = try JournalRecords(path: path)
        let entries = try records?.entriesThatCount(orgURL: session.orgURL) ?? []
        let resolved = try await resolve(desired, mirror)
        let org = try await survey(resolved, entries, mirror)
        return try await plan(desired, resolved, org, entries, records, mirror)
      }
    }
  }

  /// Desired state and existing requests → plan → requests, each exactly once.
  func apply(_ desired: DesiredState, journal: Journal, as applying: ApplyRun) async throws -> ExitStatus {
    let mirror = try Mirror(journal, orgURL: session.orgURL)
    let ready = try await progress.during {
      try await recognizing(mirror) { mirror in
        try desired.requireSameOrg(to: mirror, at: session.orgURL)
        return try await prepare(desired, journal, mirror)
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
    var mirror: Mirror
  }

  private func prepare(_ desired: DesiredState, _ journal: Journal, _ mirror: Mirror) async throws -> Ready {
    let before = try journal.records.entriesThatCount(orgURL: session.orgURL)
    let resolved = try await resolve(desired, mirror)
    var org = try await survey(resolved, before, mirror)
    let recovery = CrashRecovery(
      journal: journal, reader: session.reader, waits: session.waits,
      onLook: { [console, environment, progress] look in
        progress.begins(.ambiguousCreates(look))
        console.note(LookText.line(look, now: environment.time.now()))
      })
    let recovered = try await recovery.recover(before, in: &org, orgURL: session.orgURL)
    let entries = try journal.records.entriesThatCount(orgURL: session.orgURL)
    let planned = try await plan(desired, resolved, org, entries, journal.records, mirror)
    return Ready(
      planned: planned, resolved: resolved, entries: entries, evidence: org.evidence, recovered: recovered,
      mirror: mirror)
  }

  /// Does the work for the org that answers at the address: its id is asked once, and where another org has taken the
  /// place of the one that the state knows, all begins again without what was known of the former.
  private func recognizing<Value>(_ mirror: Mirror, _ work: (Mirror) async throws -> Value) async throws -> Value {
    let known = try await session.survey.identified(mirror)
    do {
      return try await work(known)
    } catch let replaced as OrgReplacedError {
      console.note(
        "another org answers at \(session.orgURL) now: nothing that the state knows of the former one counts")
      return try await work(try known.learned(replaced.id))
    }
  }

  private func resolve(_ desired: DesiredState, _ mirror: Mirror) async throws -> Resolution {
    progress.begins(.people)
    let directory = try await session.survey.directory(
      for: desired.questions, memory: OrgMemory(beside: mirror), ignoringCache: checks.refresh == .full)
    let resolved = desired.resolved(by: directory, skipsUnknownUsers: checks.skipUnknownUsers, console)
    if !resolved.errors.isEmpty {
      let users = try await session.survey.users(named: resolved, mirror: mirror, checks: questions.users)
      try desired.refuse(resolved.errors + users.errors, console)
    }
    return resolved
  }

  private func survey(
    _ resolved: Resolution, _ entries: [JournalEntry], _ mirror: Mirror
  ) async throws -> OrgSnapshot {
    progress.begins(.list(0))
    return try await session.survey.existing(
      for: resolved, entries: entries, mirror: mirror, ignoringCache: checks.refresh == .full,
      onPage: { [console, progress] listed in
        progress.begins(.list(listed))
        console.detail("listed \(listed) existing requests")
      })
  }

  /// A state that cannot be written keeps nobody from planning: then all requests are listed, and forgotten.
  private func mirror(at path: String) throws(JournalError) -> Mirror {
    do throws(JournalError) {
      return try Mirror(path: path, orgURL: session.orgURL)
    } catch .diskFull {
      console.note("the disk is full: all requests are listed, and not remembered")
      return try Mirror(try Journal(), orgURL: session.orgURL)
    } catch .cannotOpen(_, let reason), .readOnly(_, let reason) {
      console.note("the state \(path) cannot be written (\(reason)): all requests are listed, and not remembered")
      return try Mirror(try Journal(), orgURL: session.orgURL)
    }
  }

  private func plan(
    _ desired: DesiredState, _ resolved: Resolution, _ org: OrgSnapshot, _ entries: [JournalEntry],
    _ records: JournalRecords?, _ mirror: Mirror
  ) async throws -> PlanResult {
    progress.begins(.details)
    var questions = questions
    questions.declaredKeys = desired.declaredKeys(users: resolved)
    questions.acceptsNewSubjects = questions.acceptsNewSubjects || desired.acceptsNewSubjects
    var (facts, users, types) = try await session.survey.facts(
      for: resolved, in: org, entries: entries, mirror: mirror, checks: questions)
    if let refusal = users.refusal {
      console.note("users' ids are taken as written, since the org does not say whose they are: \(refusal)")
    }
    if let refusal = types.refusal {
      console.note("request types are not checked, since the org does not say what they take: \(refusal)")
    }
    let findings = users.diagnostics + types.diagnostics
    try desired.refuse(users.errors, found: findings, leftOut: types.leftOutCount, console)
    facts.obstacles.merge(desired.obstacles) { known, _ in known }
    let planner = Planner(facts: facts, consent: checks.consent)
    let plan = planner.plan(types.declarations, orgURL: session.orgURL)
    let allowances = await session.allowances(remembered: try records?.allowances(orgURL: session.orgURL) ?? [:])
    desired.tell(findings, leftOut: types.leftOutCount, console)
    return PlanResult(
      plan: plan, duplicates: planner.duplicates(of: types.declarations), obstacles: facts.obstacles,
      acceptsNewSubjects: questions.acceptsNewSubjects,
      diagnostics: resolved.warnings + findings, diagnosticsLeftOut: types.leftOutCount, users: resolved.users,
      allowances: allowances,
      forecast: Forecast(plan: plan, allowances: allowances, parallelism: session.limiter.settings.parallelism))
  }
}
