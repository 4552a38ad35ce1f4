/// Shows how far something has come while it goes on: on a terminal one line that is drawn again and again, elsewhere a plain line now
/// and then, and nothing with `--quiet`.
struct ProgressLine: Sendable {
  let console: Console
  /// What to show now, the most important first.
  let parts: @Sendable () async -> [String]

  /// Shows it until `work` has ended. What is short shows nothing.
  func during<Value>(_ work: () async throws -> Value) async throws -> Value {
    guard !console.isQuiet else { return try await work() }
    let ticking = Task { [self] in
      while !Task.isCancelled {
        try? await Task.sleep(for: console.stderrIsTerminal ? .milliseconds(200) : .seconds(10))
        guard !Task.isCancelled else { return }
        let parts = await parts()
        if !Task.isCancelled { show(parts) }
      }
    }
    do {
      let value = try await work()
      await end(ticking)
      return value
    } catch {
      await end(ticking)
      throw error
    }
  }

  /// Nothing is drawn any more once this returns.
  private func end(_ ticking: Task<Void, Never>) async {
    ticking.cancel()
    await ticking.value
    console.clearDrawnLine()
  }

  private func show(_ parts: [String]) {
    if console.stderrIsTerminal { console.draw(parts) } else { console.note(parts.joined(separator: ", ")) }
  }
}
