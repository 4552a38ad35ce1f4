import Applying
import Foundation
import Journaling
import OktaAPI
import Planning
import RequestModel
import Throttling

/// The run from top to bottom: what is wanted, what the org has, the difference, and what becomes of it.
/// It shows the order of things and decides nothing.
struct Workflow: Sendable {
  let session: OrgSession
  let console: Console
  let environment: Environment
  let questions: OrgQuestions
  let resendsDoubtfulMessages: Bool

  /// What is wanted and what the org has → plan. Nothing is written.
  func plan(_ wanted: WantedRequests, state path: String) async throws -> PlannedRun {
    let records = try JournalRecords(path: path)
    let entries = try records?.entriesThatCount(orgURL: session.orgURL) ?? []
    let (existing, ownUser) = try await survey(wanted, entries)
    return try await plan(wanted, existing, ownUser, entries, records)
  }

  /// What is wanted and what the org has → plan → requests, each exactly once.
  func apply(_ wanted: WantedRequests, journal: Journal, as applying: ApplyRun) async throws -> ExitStatus {
    let doubts = try journal.records.entriesThatCount(orgURL: session.orgURL)
    let (existing, ownUser) = try await survey(wanted, doubts)
    let recovered = try await DoubtRecovery(journal: journal, time: environment.time).settle(doubts, existing: existing)
    let entries = try journal.records.entriesThatCount(orgURL: session.orgURL)
    let planned = try await plan(wanted, existing, ownUser, entries, journal.records)
    try wanted.refuseIfStale(against: planned.plan, entries: entries)
    try applying.refuseIfUnsafe(planned.plan)
    applying.show(planned)
    try applying.confirm(planned)
    return try await applying.carryOut(planned, in: session, journal: journal, recovered: recovered)
  }

  private func survey(
    _ wanted: WantedRequests, _ entries: [JournalEntry]
  ) async throws -> (existing: [ExistingRequest], ownUser: UserID?) {
    let ownUser = try await session.survey.ownUser(for: wanted.declarations)
    let existing = try await session.survey.existing(
      for: wanted.declarations, ownUser: ownUser, entries: entries,
      onPage: { listed in console.detail("listed \(listed) existing requests") })
    return (existing, ownUser)
  }

  private func plan(
    _ wanted: WantedRequests, _ existing: [ExistingRequest], _ ownUser: UserID?, _ entries: [JournalEntry],
    _ records: JournalRecords?
  ) async throws -> PlannedRun {
    var facts = try await session.survey.facts(
      for: wanted.declarations, existing: existing, ownUser: ownUser, entries: entries, asking: questions)
    facts.requestTypes.merge(wanted.requestTypes) { asked, _ in asked }
    let plan = Planner(facts: facts, resendsDoubtfulMessages: resendsDoubtfulMessages)
      .plan(wanted.declarations, orgURL: session.orgURL)
    let allowances = await session.allowances(remembered: try records?.allowances(orgURL: session.orgURL) ?? [:])
    return PlannedRun(
      plan: plan, requestTypes: facts.requestTypes, allowances: allowances,
      forecast: Forecast(plan: plan, allowances: allowances, parallelism: session.limiter.settings.parallelism))
  }
}
