import Foundation
import Model

/// A fixed window as an org counts it: it starts with the first call after the last one ended.
struct SimulatedWindow {
  let limit: Int
  let length: Double
  /// Whether a window starts at the whole second before its first call, or at that call.
  let isAligned: Bool
  private var end = -Double.infinity
  private var count = 0
  private(set) var fullWindows: [Int] = []
  private(set) var throttled = 0

  init(limit: Int, length: Double, isAligned: Bool) {
    self.limit = limit
    self.length = length
    self.isAligned = isAligned
  }

  /// Counts a call at `now`, seconds of the org's clock; says whether it is within the limit, and what its headers say.
  mutating func count(at now: Double) -> (isAllowed: Bool, headers: RateLimitHeaders) {
    if now >= end {
      if end > 0 { fullWindows.append(count) }
      end = (isAligned ? now.rounded(.down) : now) + length
      count = 0
    }
    let isAllowed = count < limit
    if isAllowed { count += 1 } else { throttled += 1 }
    return (isAllowed, headers(at: now))
  }

  func headers(at now: Double) -> RateLimitHeaders {
    RateLimitHeaders(
      limit: limit, remaining: limit - count, reset: Date(timeIntervalSince1970: end.rounded(.down)),
      date: Date(timeIntervalSince1970: now.rounded(.down)))
  }
}
