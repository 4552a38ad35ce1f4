import Foundation
package import Journaling
package import Model
package import Throttling

/// Waits after a failover or a restored backup of the state's database: intents of this and other runs may be missing, so
/// that nothing is sent before the org can no longer act on their calls and its list shows what they made. A run that has
/// planned before looks at that list then.
package struct HistoryWait: Sendable {
  private static let pause = Duration.milliseconds(250)

  private let journal: Journal
  private let time: TimeSource
  private let stop: StopSignal
  private let length: TimeInterval
  private let unrecorded: @Sendable () async throws -> RequestID?

  /// Of a run that `stop` ends. `unrecorded` looks for a request of the run's plan whose record is missing; it throws what a
  /// reader throws, or a `JournalError`.
  package init(
    journal: Journal, time: TimeSource, stop: StopSignal, waits: EvidenceWaits,
    unrecorded: @escaping @Sendable () async throws -> RequestID? = { nil }
  ) {
    (self.journal, self.time, self.stop, self.unrecorded) = (journal, time, stop, unrecorded)
    length = (SendDeadline.limit + waits.maximumCallTime + waits.listLag).inSeconds
  }

  /// Returns when calls may go out: at once, unless the state has another history since a short time. `false` where the run
  /// stops instead.
  package func isOver() async -> Bool {
    while let history = journal.state.history, let change = history.change {
      guard stop.reason == nil else { return false }
      guard history.begin(change) else {
        await time.sleep(until: time.now() + Self.pause)
        continue
      }
      guard await hasOwnEntries() else { return false }
      let end = change.since + length
      if end > time.date() { journal.state.report(wait: .seconds(end.timeIntervalSince(time.date()))) }
      // Another machine has noted the moment by its clock, which may be ahead.
      let latest = time.now() + .seconds(length)
      while time.date() < end, time.now() < latest {
        guard stop.reason == nil else { return false }
        await time.sleep(until: time.now() + Self.pause)
      }
      guard stop.reason == nil, await isRecorded() else { return false }
      history.settle(change)
    }
    return true
  }

  private func hasOwnEntries() async -> Bool {
    do throws(JournalError) {
      try await journal.expectOwnEntries()
      return true
    } catch {
      await stop.raise(.journal(error))
      return false
    }
  }
  /// Whether the org has no request that the run would make again.
  private func isRecorded() async -> Bool {
    do {
      guard let request = try await unrecorded() else { return true }
      await stop.raise(.journal(.database(.unrecorded(request: request.text), location: journal.state.path)))
    } catch let error as JournalError {
      await stop.raise(.journal(error))
    } catch ReadFailure.service(let failure) {
      await stop.raise(.unreachable(failure))
    } catch {
      // The limiter was stopped, and the reason is known.
    }
    return false
  }
}
