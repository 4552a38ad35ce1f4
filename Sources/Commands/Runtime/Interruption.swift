import Dispatch
import Foundation
import Synchronization
import UnixSignals

/// Ctrl-C (SIGINT), SIGTERM, and SIGHUP of a terminal that is closed: the first lets calls in flight finish, where
/// a command does that; the next one, or the first where none does, ends the process at once with status 6. A signal that
/// was ignored when the process started stays ignored: SIGHUP under nohup, SIGINT in a shell's background job.
///
/// Ending at once loses nothing: every intent is on the disk before its call goes out, so that the next run looks up what
/// was in flight. Once the command is over, a first signal is too late, and does not keep its reports from being written.
final class Interruption: Sendable {
  private struct State {
    var stop: (@Sendable () async -> Void)?
    var atOnce: (@Sendable () -> String?)?
    var isInterrupted = false
    /// Whether the command is over, and its reports are being written.
    var isOver = false
    var isInterruptedSince = false
    var listener: Task<Void, Never>?
  }

  private let state = Mutex(State())
  private let console: Console
  private let reports: ReportWriter?
  private let note: String
  private let signals: [UnixSignal]

  /// `reports` are written as well where it ends the process, and `note` says what that means before anything is sent.
  init(console: Console, reports: ReportWriter? = nil, note: String = "interrupted") async {
    self.console = console
    self.reports = reports
    self.note = note
    signals = [.sigint, .sigterm, .sighup].filter(Self.takeOver)
    let sequence = await UnixSignalsSequence(trapping: signals)
    let listener = Task(executorPreference: SignalExecutor()) { [self] in
      for await signal in sequence { receive(signal) }
    }
    state.withLock { $0.listener = listener }
  }

  /// From now on the first interruption does this instead of ending the process; `atOnce` gives what is to say of what the
  /// second one leaves.
  func first(atOnce: @escaping @Sendable () -> String? = { nil }, _ stop: @escaping @Sendable () async -> Void) {
    state.withLock { ($0.stop, $0.atOnce) = (stop, atOnce) }
  }

  /// The command is over. Gives the signals back to the system, unless reports are still to be written.
  func end() {
    if reports != nil { return state.withLock { $0.isOver = true } }
    state.withLock { $0.listener?.cancel() }
    for name in signals { signal(name.rawValue, SIG_DFL) }
  }

  /// Keeps the system from acting on a signal; `false` where it was ignored already, and stays so.
  private static func takeOver(_ name: UnixSignal) -> Bool {
    let before = signal(name.rawValue, SIG_IGN)
    return unsafeBitCast(before, to: Int.self) != unsafeBitCast(SIG_IGN, to: Int.self)
  }

  private func receive(_ signal: UnixSignal) {
    let (now, isFirst) = state.withLock { state in
      defer {
        state.isInterrupted = true
        if signal != .sighup { state.isInterruptedSince = state.isOver }
      }
      return (state, !state.isInterrupted)
    }
    if now.isOver {
      if now.isInterruptedSince, signal != .sighup { _exit(ExitStatus.stoppedEarly.rawValue) }
      return
    }
    // A closed terminal sends it through the shell and by itself, and some send it after SIGTERM: none of them is impatient.
    if signal == .sighup, !isFirst { return }
    guard isFirst, let stop = now.stop else {
      let again = ["interrupted again, ending at once", now.atOnce?()].compactMap(\.self).joined(separator: ": ")
      exit(saying: now.stop == nil ? note : again)
    }
    Task { await stop() }
  }

  /// Says why, writes the reports and ends the process, also where a reader of its output stands still, so that nothing
  /// can be said.
  private func exit(saying note: String) -> Never {
    let said = DispatchSemaphore(value: 0)
    DispatchQueue.global().async { [console, reports] in
      console.note(note)
      _ = reports?.write(CommandError(.stoppedEarly, note), status: .stoppedEarly)
      said.signal()
    }
    _ = said.wait(timeout: .now() + (reports == nil ? .seconds(1) : .seconds(2)))
    _exit(ExitStatus.stoppedEarly.rawValue)
  }
}

/// Runs tasks on a queue of its own: Swift's threads are as many as processors, and a read of the terminal or long work may
/// keep all of them.
private final class SignalExecutor: TaskExecutor {
  private let queue = DispatchQueue(label: "signals")

  func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    queue.async { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
  }
}
