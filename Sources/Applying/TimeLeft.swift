import Model
package import Throttling

/// How long the rest of a run takes, from what is left and what the windows say: pure.
package struct TimeLeft: Hashable, Sendable {
  /// Calls left in one family.
  package var calls: Int
  /// The family's window; `nil` where no reply has shown it yet.
  package var window: RateLimitStatus?
  /// Calls a second while nothing held them back, measured; `nil` where nothing was measured yet.
  package var speed: Double?

  package init(calls: Int, window: RateLimitStatus?, speed: Double?) {
    self.calls = calls
    self.window = window
    self.speed = speed
  }

  /// Seconds until the last call is answered; `nil` where nothing is known.
  package var seconds: Double? {
    guard calls > 0 else { return 0 }
    let bySpeed = speed.flatMap { $0 > 0 ? Double(calls) / $0 : nil }
    guard let window, case .window(let allowance, let length) = window.allowance else { return bySpeed }
    guard calls > window.remaining else { return bySpeed ?? 0 }
    let laterWindows = (calls - window.remaining - 1) / max(1, allowance)
    let byWindow = window.endsIn + Double(laterWindows) * length
    let lastWindow = calls - window.remaining - laterWindows * max(1, allowance)
    return byWindow + (speed.map { $0 > 0 ? Double(lastWindow) / $0 : 0 } ?? 0)
  }
}
