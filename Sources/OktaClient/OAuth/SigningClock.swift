import Foundation
import Synchronization

/// The org's clock as its replies show it: a signed token must not be from the org's future.
final class SigningClock: Sendable {
  /// Seconds to add to our clock before the first reply: our clock may be that far ahead without harm.
  private static let unknownOffset: TimeInterval = -5

  private let now: @Sendable () -> Date
  private let offset = Mutex(SigningClock.unknownOffset)

  init(now: @escaping @Sendable () -> Date) {
    self.now = now
  }

  /// The org's now, never later than it is there.
  var date: Date { now().addingTimeInterval(secondsAhead) }

  /// How far the org's clock is ahead of ours, by the last reply; negative where it is behind.
  var secondsAhead: TimeInterval { offset.withLock { $0 } }

  /// Takes in a reply's header `Date`, which is cut to whole seconds and was written before now.
  func learn(from date: Date?) {
    guard let date else { return }
    let ahead = date.timeIntervalSince(now())
    offset.withLock { $0 = ahead }
  }

  /// Whether a moment that was signed with `used` seconds added can be why the org refused it.
  func contradicts(_ used: TimeInterval) -> Bool {
    let known = secondsAhead
    return used > known || known - used > 60
  }
}
