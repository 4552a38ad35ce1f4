package import Foundation
import OktaWire

/// What a client takes from the machine and the program around it; tests choose their own.
package struct ClientDependencies: Sendable {
  /// The calendar's now, for tokens that are signed with it.
  package var date: @Sendable () -> Date
  /// Time since an arbitrary start; never goes back.
  package var elapsed: @Sendable () -> Duration
  /// Any 64 bits.
  package var random: @Sendable () -> UInt64
  /// Waits; throws `CancellationError` where the task is canceled.
  package var sleep: @Sendable (Duration) async throws -> Void
  /// Takes what only `--verbose` shows; never a secret.
  package var log: @Sendable (String) -> Void

  package init(
    date: @escaping @Sendable () -> Date, elapsed: @escaping @Sendable () -> Duration,
    random: @escaping @Sendable () -> UInt64, sleep: @escaping @Sendable (Duration) async throws -> Void,
    log: @escaping @Sendable (String) -> Void
  ) {
    self.date = date
    self.elapsed = elapsed
    self.random = random
    self.sleep = sleep
    self.log = log
  }

  /// This machine's clocks and chance.
  package static func system(log: @escaping @Sendable (String) -> Void = { _ in }) -> ClientDependencies {
    let start = ContinuousClock.now
    return ClientDependencies(
      date: { Date() }, elapsed: { start.duration(to: .now) }, random: { UInt64.random(in: .min ... .max) },
      sleep: { try await Task.sleep(for: $0) }, log: log)
  }

  /// 128 random bits as base64url: an id that no other token has (`jti`).
  func newID() -> String { Base64URL.random(words: 2, random) }
}
