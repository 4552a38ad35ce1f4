import Model
import Synchronization

/// A seeded source that several tasks share.
package final class SharedRandom: Sendable {
  private let generator: Mutex<SplitMix64>

  package init(seed: UInt64) {
    generator = Mutex(SplitMix64(seed: seed))
  }

  /// From 0 up to 1.
  package func unit() -> Double {
    generator.withLock { Double.random(in: 0..<1, using: &$0) }
  }
}
