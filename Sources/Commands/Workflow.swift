import Applying
import Foundation
import Journaling
import OktaAPI
import Planning
import RequestModel
import Throttling

/// The run from top to bottom: what is wanted, whom it names, what the org has, the difference, and what becomes of it.
/// It shows the order of things and decides nothing.
struct Workflow: Sendable {
  let session: OrgSession
  let console: Console
  let environment: Environment
  let checks: CheckOptions
  /// What is asked beyond the list.
  let questions: OrgQuestions

  /// What is wanted and what the org has → plan. Nothing is sent; the state remembers what the org's list said.
  func plan(_ wanted: WantedRequests, state path: String) async throws -> PlannedRun {
    let mirror = try mirror(at: path)
    let records = try JournalRecords(path: path)
    let entries = try records?.entriesThatCount(orgURL: session.orgURL) ?? []
    let resolved = try await resolve(wanted, mirror)
    let org = try await survey(resolved, entries, mirror)
    return try await plan(wanted, resolved, org, entries, records, mirror)
  }

  /// What is wanted and what the org has → plan → requests, each exactly once.
  func apply(_ wanted: WantedRequests, journal: Journal, as applying: ApplyRun) async throws -> ExitStatus {
    let doubts = try journal.records.entriesThatCount(orgURL: session.orgURL)
    let mirror = try Mirror(journal, orgURL: session.orgURL)
    let resolved = try await resolve(wanted, mirror)
    let org = try await survey(resolved, doubts, mirror)
    let recovered = try await DoubtRecovery(journal: journal, time: environment.time)
      .settle(doubts, existing: org.existing, clock: org.clock)
    let entries = try journal.records.entriesThatCount(orgURL: session.orgURL)
    let planned = try await plan(wanted, resolved, org, entries, journal.records, mirror)
    try wanted.refuseIfStale(against: planned.plan, entries: entries)
    try applying.refuseIfUnsafe(planned.plan)
    applying.show(planned)
    try applying.confirm(planned)
    return try await applying.carryOut(
      planned, in: session, journal: journal, clock: org.clock, recovered: recovered)
  }

  /// What the org told of what is wanted.
  private typealias Told = (existing: [ExistingRequest], clock: OrgClock?)

  private func resolve(_ wanted: WantedRequests, _ mirror: Mirror) async throws -> Resolution {
    let directory = try await session.survey.directory(
      for: wanted.questions, memory: OrgMemory(beside: mirror), anew: checks.refresh == .full)
    return try wanted.resolved(by: directory, console)
  }

  private func survey(_ resolved: Resolution, _ entries: [JournalEntry], _ mirror: Mirror) async throws -> Told {
    let org = try await session.survey.existing(
      for: resolved, entries: entries, mirror: mirror, anew: checks.refresh == .full,
      onPage: { [console] listed in console.detail("listed \(listed) existing requests") })
    return (org.requests, org.clock)
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
    _ wanted: WantedRequests, _ resolved: Resolution, _ org: Told, _ entries: [JournalEntry],
    _ records: JournalRecords?, _ mirror: Mirror
  ) async throws -> PlannedRun {
    var (facts, inactive, types) = try await session.survey.facts(
      for: resolved, existing: org.existing, entries: entries, memory: OrgMemory(beside: mirror),
      asking: questions)
    facts.obstacles.merge(wanted.obstacles) { told, _ in told }
    let plan = Planner(facts: facts, resendsDoubtfulMessages: checks.resendDoubtfulMessages)
      .plan(types.declarations, orgURL: session.orgURL)
    let allowances = await session.allowances(remembered: try records?.allowances(orgURL: session.orgURL) ?? [:])
    let findings = inactive.diagnostics + types.diagnostics
    wanted.tell(findings, leftOut: types.leftOutCount, console)
    return PlannedRun(
      plan: plan, obstacles: facts.obstacles, diagnostics: resolved.warnings + findings,
      diagnosticsLeftOut: types.leftOutCount, users: resolved.users, allowances: allowances,
      forecast: Forecast(plan: plan, allowances: allowances, parallelism: session.limiter.settings.parallelism))
  }
}
