import Applying
import Foundation
import Simulation
import Synchronization
import Testing

@Suite("Whatever dies and fails, each declared request is created once", .serialized)
struct ScheduleTests {
  /// `WRIT_SIMULATED_SCHEDULES` plays more of them, `WRIT_SIMULATED_SEED` begins at another seed. With
  /// `SWIFT_DETERMINISTIC_HASHING=1` each seed goes the same way in every process.
  @Test("each request is created once in schedules of many seeds, with several crashes and any fault")
  func manySeeds() async {
    await play { .random(seed: $0) }
  }

  @Test("each request is created once where several processes apply at the same time, in schedules of many seeds")
  func manySeedsOfTeams() async {
    await play { .randomTeam(seed: $0) }
  }

  /// Seed 159: a create that the org ended, and whose run lives on another machine, is found by a second run.
  /// Seed 5704: a create that was given up is looked for while another run has one of the same key in flight.
  /// Seed 9099: a create is sent whose intent was written though the reply of the database was lost.
  @Test("each request is created once in schedules that went wrong before", arguments: [159, 5704, 9099] as [UInt64])
  func seedsOfTeams(seed: UInt64) async {
    let schedule = Schedule.randomTeam(seed: seed)
    if await SchedulePlay.outcome(of: schedule).violations.isEmpty { return }
    Issue.record("\(await SchedulePlay.report(on: schedule))")
  }

  private func play(_ schedule: @escaping @Sendable (UInt64) -> Schedule) async {
    let environment = ProcessInfo.processInfo.environment
    let count = environment["WRIT_SIMULATED_SCHEDULES"].flatMap(UInt64.init) ?? 40
    let first = environment["WRIT_SIMULATED_SEED"].flatMap(UInt64.init) ?? 1
    let seeds = Seeds(first..<(first + count))
    // A schedule has a thread of its own: one for each processor.
    await withTaskGroup { group in
      for _ in 0..<ProcessInfo.processInfo.activeProcessorCount {
        group.addTask {
          while let seed = seeds.next() {
            let schedule = schedule(seed)
            if await SchedulePlay.outcome(of: schedule).violations.isEmpty { continue }
            Issue.record("\(await SchedulePlay.report(on: schedule))")
            seeds.fail()
          }
        }
      }
    }
  }

  /// The schedules that are still to be played; none once enough of them failed.
  private final class Seeds: Sendable {
    private let left: Mutex<Range<UInt64>>
    private let failures = Mutex(0)

    init(_ seeds: Range<UInt64>) { left = Mutex(seeds) }

    func next() -> UInt64? { failures.withLock { $0 } < 5 ? left.withLock { $0.popFirst() } : nil }

    func fail() { failures.withLock { $0 += 1 } }
  }

  @Test("each request is created once where a process dies at any step of a small run", arguments: [0, 3])
  func everyStep(outlives: Double) async {
    var schedule = Schedule(seed: 1, count: 3)
    schedule.parallelism = 2
    schedule.messages = 1
    schedule.traits.outlives = outlives
    schedule.traits.listLag = 5
    schedule.traits.pageSize = 2
    await killAtEveryStep(of: schedule)
  }

  @Test("each request is created once where a process dies at any step, with some replies lost")
  func everyStepOfLookingUp() async {
    var schedule = Schedule(seed: 3, count: 3)
    schedule.faults = SimulatedOrg.Faults(each: 0.3, of: [.lostAfter, .closedBefore])
    schedule.traits.listLag = 4
    await killAtEveryStep(of: schedule)
  }

  @Test("a schedule takes the same steps each time that it is played")
  func sameSteps() async {
    for seed in 1...5 as ClosedRange<UInt64> {
      let logs = [StepLog(maximum: .max), StepLog(maximum: .max)]
      for log in logs { _ = await SchedulePlay.outcome(of: .random(seed: seed), log: log) }
      #expect(logs[0].text == logs[1].text && logs[0].text.count > 1000, "seed \(seed)")
    }
  }

  @Test("the simulation detects a list that is believed too soon")
  func believedTooSoon() async {
    var isDetected = false
    for seed in 1...20 as ClosedRange<UInt64> where !isDetected {
      var schedule = Schedule(seed: seed)
      schedule.faults = SimulatedOrg.Faults(each: 0.5, of: [.lostAfter])
      schedule.traits.listLag = 6
      schedule.waits = EvidenceWaits(maximumCallTime: .zero, listLag: .zero)
      let violations = await SchedulePlay.outcome(of: schedule).violations
      isDetected = violations.contains { $0.hasPrefix("a second create") }
    }
    #expect(isDetected)
  }

  @Test("the simulation detects a database that went back and is believed too soon")
  func believedAfterReturn() async {
    var isDetected = false
    for seed in 1...60 as ClosedRange<UInt64> where !isDetected {
      var schedule = Schedule(seed: seed)
      schedule.traits.listLag = 6
      schedule.storeFaults = [.goesBack: 0.1]
      schedule.waitAfterReturn = 0
      let violations = await SchedulePlay.outcome(of: schedule).violations
      isDetected = violations.contains { $0.hasPrefix("a second create") }
    }
    #expect(isDetected)
  }

  @Test("a call that a frozen process has not sent in time is recorded again before it is sent")
  func frozen() async {
    for seed in 1...40 as ClosedRange<UInt64> {
      var schedule = Schedule(seed: seed)
      schedule.messages = 1
      schedule.faults = SimulatedOrg.Faults(each: 0.3, of: [.frozen, .slowThere])
      schedule.lifetimes = [40]
      if await SchedulePlay.outcome(of: schedule).violations.isEmpty { continue }
      Issue.record("\(await SchedulePlay.report(on: schedule))")
      return
    }
  }

  private func killAtEveryStep(of whole: Schedule) async {
    for step in 1... {
      var schedule = whole
      schedule.lifetimes = [step]
      let outcome = await SchedulePlay.outcome(of: schedule)
      guard outcome.violations.isEmpty else {
        Issue.record("\(await SchedulePlay.report(on: schedule))")
        return
      }
      if outcome.steps[0] < step { break }
    }
  }
}
