import Foundation
package import Model
import Synchronization

/// One bucket of an org that several clients call in simulated time; it remembers what each got of each window.
package final class SharedBucket: Sendable {
  /// What the clients got of one window, by their numbers.
  package struct Share: Sendable {
    package var allowed: [Int: Int] = [:]
    package var throttled: [Int: Int] = [:]
  }

  private struct State {
    var window: SimulatedWindow
    var shares: [Share] = []
    var random: SplitMix64
  }

  private let state: Mutex<State>
  private let time: SimulatedTime
  /// One way of a call, in seconds.
  private let latency: ClosedRange<Double>

  package init(
    time: SimulatedTime, seed: UInt64, limit: SimulatedOrg.Limit, latency: ClosedRange<Double> = 0.02...0.2
  ) {
    self.time = time
    self.latency = latency
    let window = SimulatedWindow(limit: limit.calls, length: limit.seconds, isAligned: limit.isAligned)
    state = Mutex(State(window: window, random: SplitMix64(seed: seed)))
  }

  /// The windows that have ended.
  package var shares: [Share] { state.withLock { $0.shares.dropLast() } }

  /// One call of a client: whether it was allowed, and what its headers say.
  package func call(by client: Int) async -> (isAllowed: Bool, headers: RateLimitHeaders) {
    await travel()
    let now = time.date(at: time.now).timeIntervalSince1970
    let answer = state.withLock { state in
      let answer = state.window.count(at: now)
      while state.shares.count <= state.window.fullWindows.count { state.shares.append(Share()) }
      let last = state.shares.count - 1
      if answer.isAllowed {
        state.shares[last].allowed[client, default: 0] += 1
      } else {
        state.shares[last].throttled[client, default: 0] += 1
      }
      return answer
    }
    await travel()
    return answer
  }

  private func travel() async {
    let seconds = state.withLock { Double.random(in: latency, using: &$0.random) }
    await time.sleep(until: time.now + .seconds(seconds))
  }
}
