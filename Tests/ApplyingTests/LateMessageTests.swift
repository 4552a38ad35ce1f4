import Applying
import Foundation
import Journaling
import Model
import Planning
import Simulation
import Testing
import Throttling

@Suite("Messages that arrive late")
struct LateMessageTests {
  @Test("messages that arrive late come before those that are declared after them")
  func order() async {
    for seed in 1...40 as ClosedRange<UInt64> {
      var schedule = Schedule(seed: seed, count: 1)
      schedule.messages = 2
      schedule.faults = SimulatedOrg.Faults(each: 0.5, of: [.slowThere])
      schedule.traits.slowness = 59...63
      schedule.demandsOrderOfLateMessages = true
      if await SchedulePlay.outcome(of: schedule).violations.isEmpty { continue }
      Issue.record("\(await SchedulePlay.report(on: schedule))")
      return
    }
  }

  @Test("a message after one of a dead run waits for the longest call and the settling, but not for a call to leave")
  func afterDeath() async throws {
    let time = SimulatedTime()
    let org = SimulatedOrg(time: time)
    let journal = Journal(try StateStore())
    let now = time.date(at: .zero)
    let run = JournalRun(
      id: RunID("r1"), orgURL: "https://org", planDigest: "", startedAt: now, host: "here", processID: 1)
    let declaration = SimulatedRun.declarations(count: 1, messages: 1)[0]
    let message = NewEntry(
      kind: .message("hello", index: 0), name: nil, key: declaration.key, place: declaration.place,
      requestID: RequestID("61eb"))
    let planned = try await journal.begin(run, entries: [message])[0]
    let deadline = now + (SendDeadline.limit + .seconds(65)).inSeconds
    try await journal.record(.intent(requestID: RequestID("61eb"), deadline: deadline), of: planned, at: now)
    let entries = try await SimulatedRun.entries(in: journal, at: now)
    let source = time.timeSource
    let reader = ThrottledReader(
      service: SimulatedConnection(org: org, process: nil),
      limiter: RateLimiter(settings: RateSettings(reserve: 0, parallelism: 1), time: source), policy: RetryPolicy(),
      time: source, random: { 0.5 })
    let cache = try await RequestCache(journal.state, orgURL: "https://org")
    let evidence = await time.run {
      try? await OrgReader(reader: reader, listLag: .seconds(10)).existing(
        for: Resolution(resolved: [declaration]), entries: entries, cache: cache, ignoringCache: false,
        onPage: { _ in }
      ).evidence
    }
    let notBefore = try #require(evidence?.messagesNotBefore)
    #expect(notBefore > .seconds(65) && notBefore <= .seconds(75) + .seconds(1))
  }
}
