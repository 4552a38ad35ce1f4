package import Foundation

/// Which of the runs in a journal have a process that lives.
package struct RunLiveness: Sendable {
  /// Whether the process of a run lives; `nil` where that cannot be known, as for one on another machine.
  package let isRunning: @Sendable (RunID) -> Bool?

  package init(isRunning: @escaping @Sendable (RunID) -> Bool?) {
    self.isRunning = isRunning
  }

  /// Of the runs on the state at a path, by the lock that each of them holds (`RunLock`).
  package init(state path: String) {
    let folder = RunLock.folder(of: path)
    isRunning = { run in RunLock.isHeld(run: run, at: folder) }
  }

  /// Of the runs on a state that machines share, as far as their locks are in a folder of this machine: a run without a
  /// file there may be on another one.
  init(sharedAt folder: String) {
    isRunning = { run in RunLock.hasFile(run: run, at: folder) ? RunLock.isHeld(run: run, at: folder) : nil }
  }

  /// The entries as they stand at a moment of our clock: each of unknown outcome is still its run's own matter while that
  /// lives, or may live and still have a call in flight.
  package func marking(_ entries: [JournalEntry], at now: Date) -> [JournalEntry] {
    var known: [RunID: Bool?] = [:]
    return entries.map { entry in
      guard entry.state.isAmbiguous else { return entry }
      let lives = known[entry.run] ?? isRunning(entry.run)
      known[entry.run] = .some(lives)
      var entry = entry
      entry.isUnderWay = Self.mayLive(lives, isOver: entry.isRunOver, deadline: entry.deadline, at: now)
      return entry
    }
  }

  /// Whether a run has not said how it ended, and its process lives or may live.
  func mayLive(_ run: JournalRun) -> Bool { run.state == .running && isRunning(run.id) != false }

  /// Whether a run may find out what became of an entry: it has not ended, and lives, or may live and still have the entry's
  /// call in flight.
  func mayLive(_ run: RunID, isOver: Bool, deadline: Date?, at now: Date) -> Bool {
    Self.mayLive(isRunning(run), isOver: isOver, deadline: deadline, at: now)
  }

  private static func mayLive(_ lives: Bool?, isOver: Bool, deadline: Date?, at now: Date) -> Bool {
    !isOver && (lives ?? deadline.map { now < $0 } ?? true)
  }
}
