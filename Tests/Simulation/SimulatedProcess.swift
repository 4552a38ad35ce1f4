import Foundation
import Synchronization
package import Throttling
import Model

/// A process that talks to the org: it counts its steps, and may die at one of them.
///
/// A step is a look at the calendar (one precedes each write to the journal), and the leaving of a call, its arrival at the
/// org and its reply's arrival. What a dead process does has no effect. One that is frozen stands still: what it waits for
/// happens, and it goes on from there when it thaws.
package final class SimulatedProcess: Sendable {
  private struct State {
    var steps = 0
    var died: Duration?
    var isOver = false
    /// Until when it is frozen.
    var thaws = Duration.zero
    var lastWill: [@Sendable () -> Void] = []
  }

  /// From a step on it stands still for so long.
  package struct Freeze: Sendable {
    package var step: Int
    package var length: Duration

    package init(step: Int, length: Duration) { (self.step, self.length) = (step, length) }
  }

  package let number: Int
  private let time: SimulatedTime
  private let diesAt: Int?
  private let freeze: Freeze?
  private let log: StepLog?
  private let state = Mutex(State())

  package init(
    number: Int, time: SimulatedTime, diesAt: Int? = nil, freeze: Freeze? = nil, log: StepLog? = nil
  ) {
    self.number = number
    self.time = time
    self.diesAt = diesAt
    self.freeze = freeze
    self.log = log
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

  package func step(_ what: @autoclosure () -> String) {
    let number = state.withLock { state -> Int? in
      guard state.died == nil, !state.isOver else { return nil }
      state.steps += 1
      if state.steps == diesAt { state.died = time.now }
      if let freeze, state.steps == freeze.step { state.thaws = time.now + freeze.length }
      return state.steps
    }
    guard let number else { return }
    let (dies, freezes) = (number == diesAt, number == freeze?.step)
    let end = dies ? ", and the process dies" : freezes ? ", and the process freezes" : ""
    log?.add("\(stamp) step \(number): \(what())\(end)")
    if dies { for act in state.withLock({ $0.lastWill }) { act() } }
  }

  /// Returns when the process is not frozen.
  package func thaw() async {
    let moment = state.withLock { $0.thaws }
    if moment > time.now { await time.sleep(until: moment) }
  }

  package func note(_ what: @autoclosure () -> String) {
    log?.add("\(stamp) \(what())")
  }

  private var stamp: String { "\(String(format: "%10.3f", time.now.inSeconds)) process \(number)" }

  /// The simulation's time, with the steps that this process takes.
  package var timeSource: TimeSource {
    var source = time.timeSource
    source.date = {
      self.step("looks at the calendar")
      return self.time.date(at: self.time.now)
    }
    source.alarm = { [alarm = source.alarm] moment, ring in
      alarm(moment) {
        await self.thaw()
        await ring()
      }
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
