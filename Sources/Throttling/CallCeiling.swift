/// The user's own limit (`--rate N/60s`): at most `calls` in any period of `seconds`, whatever the org allows.
package struct CallCeiling: Hashable, Sendable {
  /// At least 1.
  package let calls: Int
  /// More than 0.
  package let seconds: Double

  /// `calls` of at least 1 in `seconds` of more than 0.
  package init(calls: Int, seconds: Double) {
    self.calls = calls
    self.seconds = seconds
  }
}

/// The calls that a ceiling still counts, oldest first.
struct CallLog {
  let ceiling: CallCeiling
  private var moments: [Duration] = []
  private var oldest = 0

  init(ceiling: CallCeiling) {
    self.ceiling = ceiling
  }

  /// `nil` when a call may go now, else the moment from which one may.
  func wait(now: Duration) -> Duration? {
    guard moments.count == ceiling.calls else { return nil }
    let free = moments[oldest] + .seconds(ceiling.seconds)
    return free <= now ? nil : free
  }

  /// Counts a call that goes now.
  mutating func add(now: Duration) {
    guard moments.count == ceiling.calls else {
      moments.append(now)
      return
    }
    moments[oldest] = now
    oldest = (oldest + 1) % moments.count
  }
}
