import Foundation
import Simulation
import Testing

@Suite("Whatever dies and fails, each declared request is made once", .serialized)
struct ScheduleTests {
  /// `WRIT_SIMULATED_SCHEDULES` plays more of them, `WRIT_SIMULATED_SEED` begins at another seed.
  @Test("in schedules of many seeds, with several deaths and any misfortune")
  func manySeeds() async {
    let environment = ProcessInfo.processInfo.environment
    let count = environment["WRIT_SIMULATED_SCHEDULES"].flatMap(UInt64.init) ?? 300
    let first = environment["WRIT_SIMULATED_SEED"].flatMap(UInt64.init) ?? 1
    var failures = 0
    for seed in first..<(first + count) {
      guard let failure = await SchedulePlay.failure(of: .random(seed: seed)) else { continue }
      Issue.record("\(failure)")
      failures += 1
      if failures == 5 { return }
    }
  }

  @Test("where a process dies at any step of a small run", arguments: [0, 3])
  func everyStep(outlives: Double) async {
    var schedule = Schedule(seed: 1, count: 3)
    schedule.parallelism = 2
    schedule.messages = 1
    schedule.traits.outlives = outlives
    schedule.traits.listLag = 5
    schedule.traits.pageSize = 2
    await killAtEveryStep(of: schedule)
  }

  @Test("where a process dies at any step, with the first replies lost")
  func everyStepOfLookingUp() async {
    var schedule = Schedule(seed: 3, count: 4)
    schedule.faults = SimulatedOrg.Faults(each: 0.25, of: [.lostAfter, .closedBefore])
    schedule.traits.listLag = 4
    await killAtEveryStep(of: schedule)
  }

  private func killAtEveryStep(of whole: Schedule) async {
    for step in 1... {
      var schedule = whole
      schedule.lifetimes = [step]
      if let failure = await SchedulePlay.failure(of: schedule) {
        Issue.record("\(failure)")
        return
      }
      if await SchedulePlay.outcome(of: schedule).steps[0] < step { break }
    }
  }
}
