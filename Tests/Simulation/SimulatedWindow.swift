import Foundation
import Model

/// A fixed window as an org counts it.
struct SimulatedWindow {
  private let limit: SimulatedOrg.Limit
  private var end = -Double.infinity
  private var count = 0
  private(set) var fullWindows: [Int] = []
  private(set) var throttled = 0
  /// From the end of each window until the first call came after it, in seconds.
  private(set) var idle: [Double] = []

  init(_ limit: SimulatedOrg.Limit) { self.limit = limit }

  /// Counts a call at `now`, seconds of the org's clock; says whether it is within the limit, and what its headers say.
  mutating func count(at now: Double) -> (isAllowed: Bool, headers: RateLimitHeaders) {
    if now >= end {
      if end > 0 {
        fullWindows.append(count)
        idle.append(now - end)
      }
      end = beginning(at: now) + limit.seconds
      count = 0
    }
    let isAllowed = count < limit.calls
    if isAllowed { count += 1 } else { throttled += 1 }
    return (isAllowed, headers(at: now))
  }

  private func beginning(at now: Double) -> Double {
    switch limit.beginning {
    case .firstCall: now
    case .wholeSecond: now.rounded(.down)
    case .grid(let phase): ((now - phase) / limit.seconds).rounded(.down) * limit.seconds + phase
    }
  }

  private func headers(at now: Double) -> RateLimitHeaders {
    RateLimitHeaders(
      limit: limit.calls, remaining: limit.calls - count,
      reset: Date(timeIntervalSince1970: end.rounded(limit.rounding)),
      date: Date(timeIntervalSince1970: now.rounded(.down)))
  }
}
