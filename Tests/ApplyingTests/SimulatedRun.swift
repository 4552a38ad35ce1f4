import Applying
import Foundation
import Journaling
import Planning
import RequestModel
import Simulation
import Throttling

/// Declarations, an org and a journal in simulated time, and runs of `apply` over them.
struct SimulatedRun: Sendable {
  static let type = RequestTypeID(fromOrg: "08ab2db568c7c300079fefd0")

  let time: SimulatedTime
  let org: SimulatedOrg
  let journal: Journal
  let declarations: [RequestDeclaration]
  let random: SharedRandom
  var settings = RateSettings(reserve: 0, parallelism: 10)
  var settle = Duration.seconds(10)
  var failFast = false

  init(
    time: SimulatedTime, org: SimulatedOrg, journal: Journal, count: Int, messages: Int = 0, seed: UInt64 = 1
  ) {
    self.time = time
    self.org = org
    self.journal = journal
    random = SharedRandom(seed: seed)
    declarations = (0..<count).map { index in
      RequestDeclaration(
        requestTypeID: Self.type, requester: UserID(fromOrg: "00u\(index)"), subject: "subject \(index)",
        messages: (0..<messages).map { "message \($0) of \(index)" },
        place: SourcePlace(file: "m.yaml", mark: SourceMark(line: UInt32(index + 1), column: 1)))
    }
  }

  struct Result: Sendable {
    var plan: Plan
    var events: [ApplyEvent]
    var tally: ApplyTally
    var stopReason: StopReason?
  }

  /// Recovers, lists, plans and applies, as the command does; `stopAfter` raises a stop that long after the run began.
  func apply(stopAfter: Duration? = nil) async throws -> Result {
    let limiter = RateLimiter(settings: settings, time: time.timeSource)
    let stop = StopSignal(limiter: limiter)
    let reader = ThrottledReader(
      service: org, limiter: limiter, policy: RetryPolicy(), time: time.timeSource, random: { random.unit() })
    let (plan, clock) = try await plan(with: reader)
    let run = JournalRun(
      id: RunID(UUID().uuidString), orgURL: "https://org", planDigest: "", startedAt: time.date(at: time.now),
      host: "here", processID: 1)
    let applier = Applier(
      reader: reader, journal: journal, stop: stop, settle: settle, clock: clock, failFast: failFast)
    var events: [ApplyEvent] = []
    let alarm = stopAfter.map { wait in
      time.timeSource.alarm(time.now + wait) { await stop.raise(.interrupted) }
    }
    try await applier.apply(plan, as: run) { events.append($0) }
    alarm?.cancel()
    let tally = ApplyTally(try journal.records.entries(of: run.id))
    return Result(plan: plan, events: events, tally: tally, stopReason: stop.reason)
  }

  func plan(with reader: ThrottledReader<SimulatedOrg>) async throws -> (Plan, OrgClock?) {
    let survey = OrgSurvey(reader: reader, settle: settle)
    let doubts = try journal.records.entriesThatCount(orgURL: "https://org")
    let (existing, clock) = try await survey.existing(
      for: declarations, ownUser: nil, entries: doubts, mirror: try Mirror(journal, orgURL: "https://org"), anew: false,
      onPage: { _ in })
    _ = try await DoubtRecovery(journal: journal, time: time.timeSource)
      .settle(doubts, existing: existing, clock: clock)
    let facts = try await survey.facts(
      for: declarations, existing: existing, ownUser: nil,
      entries: try journal.records.entriesThatCount(orgURL: "https://org"),
      asking: .init(fieldValues: true, requestTypes: false))
    return (Planner(facts: facts).plan(declarations, orgURL: "https://org"), clock)
  }
}
