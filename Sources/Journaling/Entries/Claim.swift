package import Foundation
package import Model

/// The entry that holds a key or a message, so that no other one may be sent for it.
package struct Claim: Hashable, Sendable {
  /// The entry that holds it.
  package var entry: EntryVersion
  /// The run that the entry is part of.
  package var run: RunID
  /// Where in CI the run runs, or the host that it runs on.
  package var origin: String
  /// The request that the entry created, adopted, or sent its message to; `nil` while that is not known.
  package var requestID: RequestID?
  /// The entry's deadline, by our clock.
  package var deadline: Date?
  /// Whether the run has ended, or is known to have died.
  package var isRunOver: Bool

  /// Whether the org has done what the entry asks.
  package var isDone: Bool { entry.state.isDone }

  /// Whether its outcome is unknown, and its run cannot find it out any more.
  package func isAbandoned(_ liveness: RunLiveness, at now: Date) -> Bool {
    entry.state.isAmbiguous && !liveness.mayLive(run, isOver: isRunOver, deadline: deadline, at: now)
  }

  /// `run 20261127T031500Z-a1b2 (build-7)`
  package var text: String { "run \(run.text) (\(origin))" }
}
