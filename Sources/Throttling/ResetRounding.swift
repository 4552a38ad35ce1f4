/// How an org cuts the end of a window to the whole second of `X-Rate-Limit-Reset`.
///
/// Okta does not document it; recorded replies (`reset` − `date` is 60 at most, and 60 where a window begins) show that Okta cuts it
/// off. Gateways and other servers round to the nearest second, or up, so that a client that waits for it is not too early.
enum ResetRounding: CaseIterable {
  case down, nearest, up

  /// How far a window's end can be from the second that is shown, in seconds.
  var offsets: ClosedRange<Double> {
    switch self {
    case .down: 0...1
    case .nearest: -0.5...0.5
    case .up: -1...0
    }
  }
}

extension Set<ResetRounding> {
  /// How far a window's end can be from the second that is shown by any of them.
  var offsets: ClosedRange<Double> {
    (map(\.offsets.lowerBound).min() ?? -1)...(map(\.offsets.upperBound).max() ?? 1)
  }

  /// Keeps those by which an end can be that far from the second that is shown: all, where none can.
  mutating func keep(_ shown: ClosedRange<Double>) {
    let possible = filter { $0.offsets.overlaps(shown) }
    self = possible.isEmpty ? Set(ResetRounding.allCases) : possible
  }
}
