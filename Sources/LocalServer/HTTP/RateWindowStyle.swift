import Foundation
import Model

/// When the server's rate-limit windows begin, and how it shows their ends: other servers do it in other ways than Okta.
package struct RateWindowStyle: Hashable, Sendable {
  /// When windows begin.
  package enum Beginning: Hashable, Sendable {
    /// With the first call after the previous one ended (Okta's documentation: "12:00:20 to 12:01:19").
    case firstCall
    /// One after the other, at multiples of their length, and so many seconds later.
    case aligned(offset: Double)
  }

  /// How `X-Rate-Limit-Reset` shows the end of a window in whole seconds.
  package enum Reset: String, Hashable, Sendable, CaseIterable {
    /// As Okta's.
    case down
    /// To the nearest second.
    case nearest
    /// So that who waits for it is never too early.
    case up

    fileprivate var rounding: FloatingPointRoundingRule {
      switch self {
      case .down: .down
      case .nearest: .toNearestOrAwayFromZero
      case .up: .up
      }
    }
  }

  /// When windows begin.
  package var beginning: Beginning
  /// How their ends are shown.
  package var reset: Reset

  /// Okta's, where nothing else is given.
  package init(beginning: Beginning = .firstCall, reset: Reset = .down) {
    self.beginning = beginning
    self.reset = reset
  }

  /// The end of a window of this length that a call opens.
  func end(at now: Date, length: Double) -> Date {
    guard case .aligned(let offset) = beginning else { return now.addingTimeInterval(length) }
    let windows = ((now.timeIntervalSince1970 - offset) / length).rounded(.down) + 1
    return Date(timeIntervalSince1970: windows * length + offset)
  }

  /// The epoch seconds that show an end.
  func shown(_ end: Date) -> Int { Int(end.timeIntervalSince1970.rounded(reset.rounding)) }
}

extension RateWindowStyle.Beginning {
  /// Reads `first-call`, `aligned` or `aligned:370ms`; `nil` where `text` is none of them.
  package init?(text: String) {
    switch text {
    case "first-call": self = .firstCall
    case "aligned": self = .aligned(offset: 0)
    default:
      guard text.hasPrefix("aligned:"), let offset = Duration(text: text.dropFirst("aligned:".count)) else {
        return nil
      }
      self = .aligned(offset: offset.inSeconds)
    }
  }

  /// What `init(text:)` reads.
  package var text: String {
    switch self {
    case .firstCall: "first-call"
    case .aligned(0): "aligned"
    case .aligned(let offset): "aligned:\(Int((offset * 1000).rounded()))ms"
    }
  }
}
