import Foundation

/// The length of an org's windows, a whole number of seconds.
///
/// `reset` and `date` are whole seconds too, so their difference may be one second less than the length where the reply crossed a
/// second's boundary or came late, and one more where `reset` is rounded up; and one more where the `Date` of a node is late. Lengths
/// are round numbers: 59 s were seen of 60 s, not of 59. What is left open is taken to be long, until calls at a window's end
/// show which it is.
struct WindowLength {
  private(set) var longestSeen = 0.0
  /// A window lasted longer than this.
  private var above = 0.0
  /// A window lasted less than this.
  private var below = Double.infinity

  /// Whether a window was seen from its beginning. The first one may have been half over: a minute is believed at once, since hardly
  /// any window is longer.
  private(set) var isConfirmed = false

  /// A reading's difference; `confirmed`, if the window before was seen as well.
  mutating func learn(seconds: Double, confirmed: Bool) {
    longestSeen = max(longestSeen, seconds)
    if candidates.isEmpty { (above, below) = (0, .infinity) }
    isConfirmed = isConfirmed || confirmed || longestSeen.truncatingRemainder(dividingBy: 60) == 0
  }

  /// A window was seen from its beginning for so long, and was not over.
  mutating func lasted(moreThan seconds: Double) {
    guard isConfirmed else { return }
    above = max(above, seconds)
    // Another length than it was.
    if candidates.isEmpty { (above, below) = (seconds, .infinity) }
  }

  /// A window was over so long after its first call, if that opened it: one of a grid may have begun before. So it counts only where
  /// a round length is left.
  mutating func wasOver(after seconds: Double) {
    let before = below
    lasted(lessThan: seconds)
    if !Self.isRound(self.seconds) { below = before }
  }

  /// A window was over after less.
  mutating func lasted(lessThan seconds: Double) {
    guard isConfirmed else { return }
    let before = below
    below = min(below, seconds)
    if candidates.isEmpty { below = before }
  }

  private var candidates: [Double] {
    if longestSeen > 0 && Self.isRound(longestSeen) { return [longestSeen] }
    return [longestSeen - 2, longestSeen - 1, longestSeen, longestSeen + 1].filter {
      $0 > above && $0 < below && $0 >= 1 && ($0 > longestSeen - 2 || Self.isRound($0))
    }
  }

  private static func isRound(_ seconds: Double) -> Bool { seconds.truncatingRemainder(dividingBy: 5) == 0 }

  /// The longest that it can be.
  var seconds: Double { candidates.last ?? max(1, longestSeen + 1) }

  /// The shortest that it can be.
  var least: Double { candidates.first ?? max(1, longestSeen - 1) }

  var isKnown: Bool { isConfirmed && seconds == least }

  /// What other processes, and those of earlier versions, take for the longest difference that was seen.
  var shared: Double { isKnown && seconds < longestSeen ? seconds : longestSeen }
}
