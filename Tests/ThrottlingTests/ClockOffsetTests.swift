import Model
import Simulation
import Testing
import Throttling

@Suite("The org's clock is known by many headers")
struct ClockOffsetTests {
  /// Replies of an org whose clock is ahead of ours, at random moments.
  private struct World {
    var random: SplitMix64
    var offset: Double
    var drift: Double
    var latency: ClosedRange<Double>

    mutating func reply(at moment: Double, to clock: inout ClockOffset) -> Bool {
      let there = Double.random(in: latency, using: &random)
      let back = Double.random(in: latency, using: &random)
      let second = (moment + there + trueOffset(at: moment + there)).rounded(.down)
      return clock.learn(second..<(second + 1), sent: .seconds(moment), received: .seconds(moment + there + back))
    }

    func trueOffset(at moment: Double) -> Double { offset + drift * moment }
  }

  @Test(
    "two hundred replies at different fractions of a second leave little more than the shortest round trip",
    arguments: [(1, 0.0), (2, 0.00015), (3, -0.00015), (4, 0.0001)])
  func bounds(seed: UInt64, drift: Double) {
    var world = World(random: SplitMix64(seed: seed), offset: 1.9e9 + 0.37, drift: drift, latency: 0.001...0.02)
    var clock = ClockOffset()
    var moment = 0.0
    for _ in 0..<200 {
      moment += Double.random(in: 0.01...0.4, using: &world.random)
      #expect(world.reply(at: moment, to: &clock))
      #expect(clock.bounds(at: .seconds(moment + 1)).contains(world.trueOffset(at: moment + 1)))
    }
    let bounds = clock.bounds(at: .seconds(moment))
    #expect(bounds.upperBound - bounds.lowerBound < 0.05, "\(bounds)")
    #expect(clock.disagreement == 0)
  }

  @Test(
    "a clock that is set, or another node's, is all that is known from then on", arguments: [-7.5, -1.3, 1.3, 3600])
  func restart(jump: Double) {
    var world = World(random: SplitMix64(seed: 9), offset: 12.9, drift: 0, latency: 0.001...0.02)
    var clock = ClockOffset()
    for step in 0..<100 { _ = world.reply(at: Double(step) * 0.13, to: &clock) }
    world.offset += jump
    #expect(!world.reply(at: 13.1, to: &clock))
    #expect(abs(clock.disagreement - abs(jump)) < 1.1)
    for step in 0..<100 { _ = world.reply(at: 14 + Double(step) * 0.13, to: &clock) }
    #expect(clock.bounds(at: .seconds(28)).contains(world.offset))
  }

  @Test("a time is shown at some moment between the two that are given")
  func moments() {
    var world = World(random: SplitMix64(seed: 5), offset: -40.2, drift: 0.0001, latency: 0.005...0.05)
    var clock = ClockOffset()
    for step in 0..<60 { _ = world.reply(at: Double(step) * 0.31, to: &clock) }
    for ahead in [0.0, 60, 600] {
      let moment = 18.6 + ahead
      let shown = moment + world.trueOffset(at: moment)
      #expect(clock.moments(of: shown).contains(moment))
    }
  }
}
