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
  /// By how much the org's clock is faster than ours, as a share of the time.
  private let drift: Double
  /// How far the header `Date` of a node is at most from the clock that counts, in seconds.
  private let nodeSpread: Double
  /// The share of ways that take up to three seconds: a call that has to wait before it goes, or a reply before it is read.
  private let slowness: Double

  package init(
    time: SimulatedTime, seed: UInt64, limit: SimulatedOrg.Limit, latency: ClosedRange<Double> = 0.02...0.2,
    drift: Double = 0, nodeSpread: Double = 0, slowness: Double = 0
  ) {
    self.time = time
    self.latency = latency
    self.drift = drift
    self.nodeSpread = nodeSpread
    self.slowness = slowness
    state = Mutex(State(window: SimulatedWindow(limit), random: SplitMix64(seed: seed)))
  }

  /// The windows that have ended.
  package var shares: [Share] { state.withLock { $0.shares.dropLast() } }

  /// From the end of each window until the first call came after it, in seconds.
  package var idle: [Double] { state.withLock { $0.window.idle } }

  /// One call of a client: whether it was allowed, and what its headers say.
  package func call(by client: Int) async -> (isAllowed: Bool, headers: RateLimitHeaders) {
    await travel()
    let now = time.date(at: time.now * (1 + drift)).timeIntervalSince1970
    let answer = state.withLock { state in
      var answer = state.window.count(at: now)
      let node = nodeSpread == 0 ? 0 : Double.random(in: -nodeSpread / 2...nodeSpread / 2, using: &state.random)
      answer.headers.date = Date(timeIntervalSince1970: (now + node).rounded(.down))
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
    let seconds = state.withLock { state in
      let isSlow = slowness > 0 && Double.random(in: 0..<1, using: &state.random) < slowness
      return Double.random(in: isSlow ? 0...3 : latency, using: &state.random)
    }
    await time.sleep(until: time.now + .seconds(seconds))
  }
}
