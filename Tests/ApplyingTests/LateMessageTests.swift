import Simulation
import Testing

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
}
