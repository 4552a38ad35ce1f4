import Applying
import Foundation
import Journaling
import OktaClient
import Planning
import Reporting
import Model
import Throttling

/// Reads what became of declared requests, and shows what it reads.
struct StatusMaker: Sendable {
  /// So many calls are worth a forecast.
  private static let manyCalls = 20

  /// What is declared; `nil` for what runs have created.
  private let desired: DesiredState?
  private let workflow: Workflow
  private let stop: StopSignal
  private let inquiry: OrgReader<OrgClient>.StatusInquiry
  /// How to make fewer calls.
  private let remedy: String

  /// `retrieves` says which requests that have changed are retrieved.
  init(
    desired: DesiredState?, workflow: Workflow, stop: StopSignal, remedy: String,
    retrieves: @escaping @Sendable (ExistingRequest) -> Bool
  ) {
    self.desired = desired
    self.workflow = workflow
    self.stop = stop
    self.remedy = remedy
    var inquiry = OrgReader<OrgClient>.StatusInquiry(retrieves: retrieves)
    inquiry.ignoresCache = workflow.options.ignoresCache
    self.inquiry = inquiry
  }

  private var session: OrgSession { workflow.session }
  private var console: Console { workflow.console }

  /// What became of the requests that manifests declare, or without manifests of those that runs of the state have created.
  /// What keeps it from reading names and lists ends it; a stop later on leaves out what was not read.
  func report(state: StateLocation) async throws -> StatusReport {
    try await workflow.remembering(in: state) { cache in
      try await workflow.reading(for: desired ?? DesiredState(), in: cache) { maker in
        try await look(at: try await subjects(maker), maker, inquiry)
      }
    }
  }

  /// Looks again and again until none of the declared requests is waited for; `nil` where the time was up before the first
  /// look.
  func wait(for goal: WaitGoal, until end: Duration, state: StateLocation) async throws -> StatusReport? {
    try await workflow.remembering(in: state) { cache in
      try await workflow.reading(for: desired ?? DesiredState(), in: cache) { maker in
        try await wait(for: goal, until: end, maker)
      }
    }
  }

  private func wait(for goal: WaitGoal, until end: Duration, _ maker: PlanMaker) async throws -> StatusReport? {
    let subjects: StatusSubjects
    do {
      subjects = try await self.subjects(maker)
    } catch ReadFailure.stopped where stop.reason == .deadline {
      return nil
    }
    var last: StatusReport?
    try await StatusWatch(for: goal, until: end, time: workflow.environment.time).run {
      let report = try await next(after: last, subjects, maker, goal)
      last = report
      return report.answer.isCutShort || stop.reason != nil ? nil : report.answer.statuses
    } interval: {
      StatusWatch.interval(await session.limiter.statuses()[.listRequests])
    } onLook: { statuses, next in
      maker.progress.begins(.decisions(WaitTally(statuses, for: goal), next: next))
    }
    return last
  }

  /// Another look at what is still waited for; all else stays as it was.
  private func next(
    after last: StatusReport?, _ subjects: StatusSubjects, _ maker: PlanMaker, _ goal: WaitGoal
  ) async throws -> StatusReport {
    var inquiry = inquiry
    inquiry.isRepeated = last != nil
    var report = try await look(at: subjects, maker, inquiry)
    guard let before = last?.answer else { return report }
    let now = zip(before.statuses, report.answer.statuses).map { goal.verdict(on: $0) == .pending ? $1 : $0 }
    let isCutShort = report.answer.isCutShort
    report.answer = before
    (report.answer.statuses, report.answer.isCutShort) = (now, isCutShort)
    return report
  }

  private func look(
    at subjects: StatusSubjects, _ maker: PlanMaker, _ inquiry: OrgReader<OrgClient>.StatusInquiry
  ) async throws -> StatusReport {
    var inquiry = inquiry
    inquiry.onForecast = { calls in await forecast(calls, maker) }
    inquiry.onRetrieval = { done in maker.progress.begins(.retrievals(done)) }
    let entries = try await maker.entries()
    var notes: [String] = []
    let org: OrgSnapshot
    do {
      org = try await maker.survey(subjects.resolved, entries)
    } catch ReadFailure.stopped where stop.reason != nil {
      notes.append("the changes in the org were not read: this is what the state remembers")
      org = try await session.survey.remembered(for: subjects.resolved, entries: entries, cache: maker.cache)
    }
    maker.progress.begins(.details)
    var answer = try await session.survey.status(
      of: subjects, in: org, entries: entries, cache: maker.cache, inquiry: inquiry)
    answer.isCutShort = answer.isCutShort || !notes.isEmpty
    return StatusReport(answer, orgURL: session.orgURL, notes: notes + self.notes(answer))
  }

  private func subjects(_ maker: PlanMaker) async throws -> StatusSubjects {
    guard desired == nil else { return .declared(try await maker.resolve()) }
    return StatusSubjects(created: try await maker.cache.state.records.creates(orgURL: session.orgURL))
  }

  /// Says how long many calls will take before they are made.
  private func forecast(_ calls: Int, _ maker: PlanMaker) async {
    guard calls > Self.manyCalls else { return }
    let remembered = try? await maker.cache.state.records.rateLimits(orgURL: session.orgURL)
    let limits = await session.rateLimits(remembered: remembered ?? [:])
    let settings = session.limiter.settings
    let seconds = Forecast.seconds(
      calls, under: limits[.retrieveRequest] ?? limits[.listRequests], parallelism: settings.parallelism,
      ceiling: settings.ceiling)
    console.note(
      "retrieving what changed: \(CountText.noun(calls, "call")), about \(CountText.duration(seconds: seconds)) "
        + "(\(remedy))")
  }

  private func notes(_ answer: StatusAnswer) -> [String] {
    var notes: [String] = []
    if answer.unretrieved > 0 {
      let are = answer.unretrieved == 1 ? "is" : "are"
      let count = CountText.noun(answer.unretrieved, "request")
      notes.append("\(count) \(are) not retrieved: who decided or has to decide is not known")
    }
    if answer.isCutShort {
      notes.append("reading was stopped: the same command continues")
    }
    return notes
  }
}
