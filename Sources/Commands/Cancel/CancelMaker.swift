import Applying
import Foundation
import Journaling
import Planning
import Reporting
import Model
import Throttling

/// Makes the plan that takes requests back, and carries it out as a run of its own.
struct CancelMaker: Sendable {
  let target: CancelTarget
  /// A message that goes before each cancel.
  let comment: String?
  let workflow: Workflow

  private var session: OrgSession { workflow.session }

  /// What would be taken back. Nothing is sent.
  func plan(state: StateLocation) async throws -> PlanResult {
    try await workflow.remembering(in: state) { cache in
      try await workflow.reading(for: target.desired, in: cache) { maker in
        let (entries, found) = try await survey(maker)
        let unknown = session.survey.unknownCreates(entries, for: found.resolved, in: found.org)
        if unknown > 0, target.readsList {
          workflow.console.note(
            "the outcome of \(CountText.noun(unknown, "create")) is unknown: the run looks for the requests first")
        }
        return try await plan(maker, found, entries, isRecovered: false)
      }
    }
  }

  /// Takes requests back, each once. Throws what keeps it from beginning.
  func cancel(in journal: Journal, as run: ApplyRun) async throws -> ExitStatus {
    _ = await HistoryWait(
      journal: journal, time: workflow.environment.time, stop: run.stop, waits: session.waits
    ).isOver()
    try await journal.markDeadRuns(at: workflow.environment.time.date())
    let cache = try await RequestCache(journal.state, orgURL: session.orgURL)
    let ready = try await workflow.reading(for: target.desired, in: cache) { maker in
      var (before, found) = try await survey(maker)
      var recovered = try await maker.recoverCancels(before, in: &found.org, journal, waits: true)
      // Single retrievals do not show what the list hides: they prove no create absent.
      if target.readsList {
        recovered += try await maker.recover(before, for: found.resolved, in: &found.org, journal)
      }
      let entries = try await maker.entries()
      return ApplyRun.Ready(
        planned: try await plan(maker, found, entries, isRecovered: true), resolved: found.resolved, entries: entries,
        evidence: found.org.evidence, recovered: recovered, cache: maker.cache, journal: journal)
    }
    try run.confirm(ready.planned)
    let applied = try await run.apply(ready)
    return try await run.summarize(applied, of: ready)
  }

  /// The requests in question, and what the org says of them.
  private struct Found {
    var resolved: Resolution
    var org: OrgSnapshot
  }

  private func survey(_ maker: PlanMaker) async throws -> ([JournalEntry], Found) {
    let entries = try await maker.entries()
    let resolved: Resolution
    switch target {
    case .declared: resolved = try await maker.resolve()
    case .run(let id, let selection):
      let creates = try await maker.cache.state.records.creates(of: id, in: maker.cache)
      resolved = Resolution(resolved: try selection.selected(of: creates.map(\.declaration)))
    case .requests(let ids):
      let org = try await session.survey.retrieved(ids, entries: entries)
      try expect(ids, in: org)
      let created = Dictionary(
        entries.compactMap { entry in entry.createdRequest.map { ($0, entry) } }, uniquingKeysWith: { $1 })
      let declarations = org.requests.map { RequestDeclaration($0, createdBy: created) }
      return (entries, Found(resolved: Resolution(resolved: declarations), org: org))
    }
    return (entries, Found(resolved: resolved, org: try await maker.survey(resolved, entries)))
  }

  private func expect(_ ids: [RequestID], in org: OrgSnapshot) throws(CommandError) {
    let missing = ids.filter { id in !org.requests.contains { $0.id == id } }
    guard let first = missing.first else { return }
    let more = missing.count > 1 ? " and \(CountText.number(missing.count - 1)) more" : ""
    throw CommandError(
      .rejected, "the org has no request \(first.text)\(more), or does not show it: nothing was done",
      hint: "see what it has with writ requests list")
  }

  private func plan(
    _ maker: PlanMaker, _ found: Found, _ entries: [JournalEntry], isRecovered: Bool
  ) async throws -> PlanResult {
    maker.progress.begins(.details)
    let planner = try await session.survey.cancelPlanner(
      for: found.resolved, in: found.org, entries: entries, cache: maker.cache, isRecovered: isRecovered)
    let plan = planner.cancelPlan(
      for: found.resolved.declarations, try await scope(maker, found, entries), comment: comment, orgURL: session.orgURL
    )
    return try await maker.result(of: plan, resolved: found.resolved)
  }

  /// Looked up again after the recovery of the run's creates; without one, those count that the list shows.
  private func scope(_ maker: PlanMaker, _ found: Found, _ entries: [JournalEntry]) async throws -> CancelScope {
    switch target {
    case .declared(_, let isDuplicatesOnly): return isDuplicatesOnly ? .duplicates : .all
    case .run(let id, _):
      let creates = try await maker.cache.state.records.creates(of: id, in: maker.cache)
      let listed = session.survey.listed(Set(creates.map(\.id)), of: entries, in: found.org)
      return .only(Set(creates.compactMap(\.createdRequest)).union(listed))
    case .requests(let ids): return .only(Set(ids))
    }
  }
}

extension PlanMaker {
  /// A plan that takes requests back, with the names of the people it is about.
  fileprivate func result(of plan: Plan, resolved: Resolution) async throws -> PlanResult {
    let rateLimits = await session.rateLimits(
      remembered: try await cache.state.records.rateLimits(orgURL: session.orgURL))
    let lookups = LookupCache(in: cache)
    let people = Set(plan.actions.compactMap(\.declaration.requester)).subtracting(resolved.users.keys)
    let requestTypes = try await lookups.requestTypes(
      Set(plan.actions.map(\.declaration.requestTypeID)), fetchedWithin: .distantPast...environment.time.date())
    let settings = session.limiter.settings
    let planned = PlanResult(
      plan: plan, duplicates: [], obstacles: [:], acceptsNewSubjects: false, diagnostics: resolved.warnings,
      diagnosticsLeftOut: 0,
      users: resolved.users.merging(try await session.survey.people(people, lookups: lookups)) { $1 },
      requestTypes: requestTypes, rateLimits: rateLimits,
      forecast: Forecast(
        plan: plan, rateLimits: rateLimits, parallelism: settings.parallelism, ceiling: settings.ceiling))
    environment.reports?.log.add(planned)
    return planned
  }
}
