import Dispatch
import Foundation

/// The first request to end, by a person (SIGINT) or the system (SIGTERM).
package enum Interruption {
  /// Yields once, when the first of the two signals comes; a second one then ends the process at once, as without us.
  package static func signals() -> AsyncStream<Void> {
    let (stream, continuation) = AsyncStream.makeStream(of: Void.self)
    let numbers = [SIGINT, SIGTERM]
    let sources = numbers.map { number in
      signal(number, SIG_IGN)
      return DispatchSource.makeSignalSource(signal: number, queue: .global())
    }
    for source in sources {
      source.setEventHandler {
        for number in numbers { signal(number, SIG_DFL) }
        continuation.yield()
        continuation.finish()
      }
      source.activate()
    }
    let held = Held(sources: sources)
    continuation.onTermination = { _ in held.release() }
    return stream
  }

  /// Keeps the sources alive while anybody may wait for them.
  private struct Held: @unchecked Sendable {
    // Dispatch sources may be used from any thread; on Linux their protocol does not say so.
    let sources: [any DispatchSourceSignal]

    func release() {
      for source in sources { source.cancel() }
    }
  }
}
