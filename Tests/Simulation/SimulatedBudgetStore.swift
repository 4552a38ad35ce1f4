import Foundation
package import Model
import Synchronization
package import Throttling

/// A database that keeps shared windows, as far away as a test says, and away altogether for some time.
package final class SimulatedBudgetStore: BudgetStore {
  /// It does not answer at all.
  struct AwayError: Error {}

  private struct State {
    var texts: [CallFamily: (text: String, version: Int64)] = [:]
    var random: SplitMix64
    var roundTrips = 0
  }

  private let state: Mutex<State>
  private let time: SimulatedTime
  /// In seconds.
  private let roundTrip: ClosedRange<Double>
  private let outage: Range<Duration>
  /// How long a call takes to fail during an outage, in seconds.
  private let failing: Double

  package init(
    time: SimulatedTime, seed: UInt64 = 1, roundTrip: ClosedRange<Double>,
    outage: Range<Duration> = .zero..<(.zero), failing: Double = 0.01
  ) {
    (self.time, self.roundTrip, self.outage, self.failing) = (time, roundTrip, outage, failing)
    state = Mutex(State(random: SplitMix64(seed: seed)))
  }

  /// How often it was asked.
  package var roundTrips: Int { state.withLock { $0.roundTrips } }

  package func exchange(_ text: String?, for family: CallFamily, version: Int64) async throws -> BudgetRecord {
    try await travel()
    let record = state.withLock { state in
      state.roundTrips += 1
      let there = state.texts[family]
      let isWritten = text != nil && version == there?.version ?? 0
      if isWritten, let text { state.texts[family] = (text, version + 1) }
      let now = state.texts[family]
      // Its clock is not that of any machine.
      return BudgetRecord(
        text: now?.text, version: now?.version ?? 0, date: time.date(at: time.now) + 4321.5, isWritten: isWritten)
    }
    try await travel()
    return record
  }

  private func travel() async throws {
    guard !outage.contains(time.now) else {
      await time.sleep(until: time.now + .seconds(failing))
      throw AwayError()
    }
    let seconds = state.withLock { Double.random(in: roundTrip, using: &$0.random) }
    await time.sleep(until: time.now + .seconds(seconds / 2))
  }
}
