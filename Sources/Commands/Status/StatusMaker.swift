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

  let desired: DesiredState?
  /// Whether requests that have changed are retrieved.
  let retrievesRequests: Bool
  let workflow: Workflow
  let stop: StopSignal

  private var session: OrgSession { workflow.session }
  private var console: Console { workflow.console }

  /// What became of the requests that manifests declare, or without manifests of those that runs of the state have created.
  /// What keeps it from reading names and lists ends it; a stop later on leaves out what was not read.
  func report(state: StateLocation) async throws -> StatusReport {
    try await report(in: try await workflow.cache(at: state))
  }

  /// The same with a cache that is open.
  func report(in cache: RequestCache) async throws -> StatusReport {
    try await workflow.reading(for: desired ?? DesiredState(), in: cache) { maker in
      let entries = try await maker.entries()
      let subjects = try await subjects(maker)
      let org: OrgSnapshot
      var notes: [String] = []
      do {
        org = try await maker.survey(subjects.resolved, entries)
      } catch ReadFailure.stopped where stop.reason != nil {
        notes.append("the changes in the org were not read: this is what the state remembers")
        org = try await session.survey.remembered(for: subjects.resolved, entries: entries, cache: maker.cache)
      }
      maker.progress.begins(.details)
      let answer = try await session.survey.status(
        of: subjects, in: org, entries: entries, cache: maker.cache, inquiry: inquiry(maker))
      return StatusReport(answer, orgURL: session.orgURL, notes: notes + self.notes(answer))
    }
  }

  private func subjects(_ maker: PlanMaker) async throws -> StatusSubjects {
    guard desired == nil else { return .declared(try await maker.resolve()) }
    return StatusSubjects(created: try await maker.cache.state.records.creates(orgURL: session.orgURL))
  }

  private func inquiry(_ maker: PlanMaker) -> OrgReader<OrgClient>.StatusInquiry {
    .init(
      retrievesRequests: retrievesRequests, ignoresCache: workflow.options.ignoresCache,
      onForecast: { calls in await forecast(calls, maker) },
      onRetrieval: { done in maker.progress.begins(.retrievals(done)) })
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
        + "(--no-decisions leaves it out, --deadline ends it)")
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
