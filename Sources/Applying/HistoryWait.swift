import Foundation
package import Journaling
import Model
package import Throttling

/// Waits after a failover or a restored backup of the state's database: intents of this and other runs may be missing, so
/// that nothing is sent before the org can no longer act on their calls and its list shows what they made.
package struct HistoryWait: Sendable {
  private static let pause = Duration.milliseconds(250)

  private let journal: Journal
  private let time: TimeSource
  private let stop: StopSignal
  private let length: TimeInterval

  /// Of a run that `stop` ends.
  package init(journal: Journal, time: TimeSource, stop: StopSignal, waits: EvidenceWaits) {
    (self.journal, self.time, self.stop) = (journal, time, stop)
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
      guard stop.reason == nil else { return false }
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
}
