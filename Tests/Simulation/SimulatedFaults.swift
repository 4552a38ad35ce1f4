import Model

/// What can befall one call.
package enum Misfortune: String, Hashable, Sendable, CaseIterable {
  /// The process stands still, from seconds to over a minute, before the call leaves.
  case frozen
  /// No connection: it never left.
  case refused
  /// The connection is closed before the org has acted.
  case closedBefore
  /// 500, and the org has not acted.
  case errorBefore
  /// 503, and the org has not acted.
  case unavailable
  /// The org's own error body, and the org has not acted.
  case endedBefore
  /// The org acts, and answers with its own error body.
  case endedAfter
  /// A gateway's reply, and the org has not acted.
  case gatewayBefore
  /// The org acts, and a gateway answers something else.
  case gatewayAfter
  /// The org acts, and answers 500.
  case errorAfter
  /// The org acts, and the connection is closed before its reply.
  case lostAfter
  /// The org acts, and its reply cannot be read.
  case unreadable
  /// Seconds to over a minute on the way there.
  case slowThere
  /// Seconds to over a minute on the way back.
  case slowBack
  /// A 429 of a window that is not used up.
  case throttled
  /// A 429 of the concurrency limit.
  case concurrencyLimited
  /// The request that a list's link begins behind is gone.
  case vanishedCursor
}

extension SimulatedOrg {
  /// How often each kind of misfortune strikes a call, 0 to 1.
  package struct Faults: Sendable {
    private var odds: [(misfortune: Misfortune, chance: Double)]
    private var strikesReads = false

    /// For writes only.
    package init(lostAfter: Double = 0, errorBefore: Double = 0, refused: Double = 0, concurrencyLimited: Double = 0) {
      odds = [
        (.lostAfter, lostAfter), (.errorBefore, errorBefore), (.refused, refused),
        (.concurrencyLimited, concurrencyLimited),
      ]
    }

    /// Each misfortune with one chance, for reads and writes.
    package init(each chance: Double, of misfortunes: [Misfortune] = Misfortune.allCases) {
      odds = misfortunes.map { ($0, chance) }
      strikesReads = true
    }

    /// Whether a call may arrive after its client has given it up.
    package var makeLateCalls: Bool { odds.contains { $0.misfortune == .slowThere && $0.chance > 0 } }

    func draw(isRead: Bool, using random: inout SplitMix64) -> Misfortune? {
      guard strikesReads || !isRead else { return nil }
      var strike = Double.random(in: 0..<1, using: &random)
      for (misfortune, chance) in odds {
        strike -= chance
        if strike < 0 { return misfortune }
      }
      return nil
    }
  }
}
