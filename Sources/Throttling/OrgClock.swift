package import Foundation
import Model

/// The org's clock against ours, measured by one reply: its header `Date` is cut to whole seconds, and was written at some
/// moment between the call and the reply.
package struct OrgClock: Hashable, Sendable {
  /// How far a cluster's clocks differ among themselves, in seconds.
  package static var tolerance: TimeInterval { 2 }

  /// The header `Date`.
  package var date: Date
  /// When the call went out and the reply was here, on the time source's clock, which no one sets: it only moves forward.
  package var sent: Duration
  /// When the reply was received, by the same clock.
  package var received: Duration

  package init(date: Date, sent: Duration, received: Duration) {
    self.date = date
    self.sent = sent
    self.received = received
  }

  /// The least that the org's clock can have shown at a moment of ours.
  package func earliest(at moment: Duration) -> Date {
    date - (received - moment).inSeconds - Self.tolerance
  }
}
