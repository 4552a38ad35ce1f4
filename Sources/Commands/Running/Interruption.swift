import Dispatch
import Foundation
import Synchronization

/// Ctrl-C (SIGINT) and SIGTERM: the first ends what is under way in order, where somebody does that; the next one, or the
/// first where nobody does, ends the process at once with status 6.
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
    let list: [any DispatchSourceSignal]
  }

  private let state = Mutex(State())
  private let console: Console
  private let sources: Sources

  init(console: Console) {
    self.console = console
    sources = Sources(
      list: [SIGINT, SIGTERM].map { number in
        signal(number, SIG_IGN)
        return DispatchSource.makeSignalSource(signal: number, queue: .global())
      })
    for source in sources.list {
      source.setEventHandler { [weak self] in self?.come() }
      source.activate()
    }
  }

  /// From now on the first interruption does this instead of ending the process.
  func first(_ inOrder: @escaping @Sendable () async -> Void) {
    state.withLock { $0.inOrder = inOrder }
  }

  /// Gives the signals back to the system.
  func end() {
    for source in sources.list { source.cancel() }
    for number in [SIGINT, SIGTERM] { signal(number, SIG_DFL) }
  }

  private func come() {
    let (inOrder, isFirst) = state.withLock { state in
      defer { state.hasCome = true }
      return (state.inOrder, !state.hasCome)
    }
    guard isFirst, let inOrder else {
      console.note(inOrder == nil ? "interrupted, nothing was sent" : "interrupted again, ending at once")
      _exit(ExitStatus.stoppedEarly.rawValue)
    }
    Task { await inOrder() }
  }
}
