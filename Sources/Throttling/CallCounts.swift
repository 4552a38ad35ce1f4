/// How many calls a limiter let go, and how many of them came back as a 429.
package struct CallCounts: Hashable, Sendable {
  /// Calls that got a permit.
  package var calls = 0
  /// Calls that came back as a 429.
  package var throttled = 0
}
