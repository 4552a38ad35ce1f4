import Foundation
import Synchronization
package import Throttling
import Model

/// A process that talks to the org: it counts its steps, and may die at one of them.
///
/// A step is a look at the calendar (one precedes each write to the journal), and the leaving of a call, its arrival at the
/// org and its reply's arrival. What a dead process does has no effect.
package final class SimulatedProcess: Sendable {
  private struct State {
    var steps = 0
    var died: Duration?
    var isOver = false
    /// Whether the journal may have been written since the last step.
    var mayHaveWritten = false
    var lastWill: [@Sendable () -> Void] = []
  }

  package let number: Int
  private let time: SimulatedTime
  private let diesAt: Int?
  private let log: StepLog?
  private let onWrite: @Sendable () -> Void
  private let state = Mutex(State())

  /// `onWrite` is called at each step before which the journal may have been written, while the process lives.
  package init(
    number: Int, time: SimulatedTime, diesAt: Int? = nil, log: StepLog? = nil,
    onWrite: @escaping @Sendable () -> Void = {}
  ) {
    self.number = number
    self.time = time
    self.diesAt = diesAt
    self.log = log
    self.onWrite = onWrite
  }

  package var steps: Int { state.withLock { $0.steps } }
  package var isAlive: Bool { died == nil }
  /// When it died.
  package var died: Duration? { state.withLock { $0.died } }

  /// Happens at the moment of its death.
  package func atDeath(_ act: @escaping @Sendable () -> Void) {
    state.withLock { $0.lastWill.append(act) }
  }

  /// It ends well: it takes no steps any more. `false` where it died before.
  package func end() -> Bool {
    state.withLock { state in
      state.isOver = true
      return state.died == nil
    }
  }

  package func step(_ what: @autoclosure () -> String, mayWrite: Bool = false) {
    let (number, hasWritten) = state.withLock { state -> (Int?, Bool) in
      guard state.died == nil, !state.isOver else { return (nil, false) }
      state.steps += 1
      if state.steps == diesAt { state.died = time.now }
      defer { state.mayHaveWritten = mayWrite }
      return (state.steps, state.mayHaveWritten)
    }
    guard let number else { return }
    let dies = number == diesAt
    log?.add("\(stamp) step \(number): \(what())\(dies ? ", and the process dies" : "")")
    if hasWritten { onWrite() }
    if dies { for act in state.withLock({ $0.lastWill }) { act() } }
  }

  package func note(_ what: @autoclosure () -> String) {
    log?.add("\(stamp) \(what())")
  }

  private var stamp: String { "\(String(format: "%10.3f", time.now.inSeconds)) process \(number)" }

  /// The simulation's time, with the steps that this process takes.
  package var timeSource: TimeSource {
    var source = time.timeSource
    source.date = {
      self.step("looks at the calendar", mayWrite: true)
      return self.time.date(at: self.time.now)
    }
    return source
  }
}

/// The last steps of a simulation, for the report of a failure.
package final class StepLog: Sendable {
  private let lines = Mutex<[String]>([])
  private let maximum: Int

  package init(maximum: Int = 150) {
    self.maximum = maximum
  }

  package func add(_ line: String) {
    lines.withLock { lines in
      if lines.count == maximum { lines.removeFirst() }
      lines.append(line)
    }
  }

  package var text: String { lines.withLock { $0.joined(separator: "\n") } }
}
