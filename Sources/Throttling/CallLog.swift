import Model

/// The calls that the user's own limit (`--rate N/60s`) still counts, oldest first: at most so many go in any period of its
/// length, whatever the org allows.
struct CallLog {
  private let maximum: Int
  private let length: Duration
  private var moments: [Duration] = []
  private var oldest = 0

  /// `nil` where nothing is limited.
  init?(_ limit: RateLimit) {
    guard case .window(let calls, let seconds) = limit else { return nil }
    maximum = calls
    length = .seconds(seconds)
  }

  /// `nil` when a call may go now, else the moment from which one may.
  func wait(now: Duration) -> Duration? {
    guard moments.count == maximum else { return nil }
    let free = moments[oldest] + length
    return free <= now ? nil : free
  }

  /// Counts a call that goes now.
  mutating func add(now: Duration) {
    guard moments.count == maximum else {
      moments.append(now)
      return
    }
    moments[oldest] = now
    oldest = (oldest + 1) % moments.count
  }
}
