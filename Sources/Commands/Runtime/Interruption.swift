import Dispatch
import Foundation
import Synchronization

/// Ctrl-C (SIGINT), SIGTERM, and SIGHUP of a terminal that is closed: the first lets calls in flight finish, where
/// a command does that; the next one, or the first where none does, ends the process at once with status 6. A signal that
/// was ignored when the process started stays ignored: SIGHUP under nohup, SIGINT in a shell's background job.
///
/// Ending at once loses nothing: every intent is on the disk before its call goes out, so that the next run looks up what
/// was under way.
final class Interruption: Sendable {
  private struct State {
    var inOrder: (@Sendable () async -> Void)?
    var hasCome = false
  }

  /// Dispatch sources may be used from any thread; on Linux their protocol does not say so.
  private struct Sources: @unchecked Sendable {
    let list: [(number: Int32, source: any DispatchSourceSignal)]
  }

  private let state = Mutex(State())
  private let console: Console
  private let sources: Sources

  init(console: Console) {
    self.console = console
    sources = Sources(
      list: [SIGINT, SIGTERM, SIGHUP].filter(Self.takeOver).map { number in
        (number, DispatchSource.makeSignalSource(signal: number, queue: .global()))
      })
    for (number, source) in sources.list {
      source.setEventHandler { [weak self] in self?.come(number) }
      source.activate()
    }
  }

  /// From now on the first interruption does this instead of ending the process.
  func first(_ inOrder: @escaping @Sendable () async -> Void) {
    state.withLock { $0.inOrder = inOrder }
  }

  /// Gives the signals back to the system.
  func end() {
    for (number, source) in sources.list {
      source.cancel()
      signal(number, SIG_DFL)
    }
  }

  /// Keeps the system from acting on a signal; `false` where it was ignored already, and stays so.
  private static func takeOver(_ number: Int32) -> Bool {
    let before = signal(number, SIG_IGN)
    return unsafeBitCast(before, to: Int.self) != unsafeBitCast(SIG_IGN, to: Int.self)
  }

  private func come(_ number: Int32) {
    let (inOrder, isFirst) = state.withLock { state in
      defer { state.hasCome = true }
      return (state.inOrder, !state.hasCome)
    }
    // A closed terminal sends it through the shell and by itself, and some send it after SIGTERM: none of them is impatient.
    if number == SIGHUP, !isFirst { return }
    guard isFirst, let inOrder else {
      console.note(inOrder == nil ? "interrupted, nothing was sent" : "interrupted again, ending at once")
      _exit(ExitStatus.stoppedEarly.rawValue)
    }
    Task { await inOrder() }
  }
}
