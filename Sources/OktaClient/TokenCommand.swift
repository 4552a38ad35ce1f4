import Foundation
import Subprocess

#if canImport(System)
  import System
#else
  import SystemPackage
#endif

/// A shell command that prints a token.
package struct TokenCommand: Hashable, Sendable {
  /// More than any token has, in bytes.
  private static let maximumOutput = 1 << 20

  /// What `/bin/sh -c` runs; it may hold secrets of its own, so no message shows it.
  package let line: String
  /// It is killed after this time.
  package let timeout: Duration

  package init(line: String, timeout: Duration = .seconds(60)) {
    self.line = line
    self.timeout = timeout
  }

  /// All that the command wrote to its standard output. Its standard input is empty. Its standard error is ours where a
  /// person sees it, for prompts; a log gets none of it, since it may hold secrets. The command and what it started are
  /// killed where the task is canceled.
  package func run() async throws(TokenCommandError) -> String {
    do {
      return try await withThrowingTaskGroup(of: String?.self) { group in
        group.addTask { try await self.output() }
        group.addTask {
          try await Task.sleep(for: timeout)
          return nil
        }
        defer { group.cancelAll() }
        guard let output = try await group.next() ?? nil else { throw TokenCommandError.outOfTime(timeout) }
        return output
      }
    } catch let error as TokenCommandError {
      throw error
    } catch is CancellationError {
      throw .canceled
    } catch let error as SubprocessError where error.code == .outputLimitExceeded {
      throw .tooMuchOutput
    } catch {
      throw Task.isCancelled ? .canceled : .notStarted(String(describing: error))
    }
  }

  private func output() async throws -> String {
    isatty(STDERR_FILENO) == 0
      ? try await output(error: .discarded) : try await output(error: .currentStandardError)
  }

  private func output(error: some ErrorOutputProtocol) async throws -> String {
    var options = PlatformOptions()
    // A group of its own, so that what the shell started is killed with it.
    options.processGroupID = 0
    options.teardownSequence = [.send(signal: .kill, toProcessGroup: true, allowedDurationToNextStep: .seconds(1))]
    let result = try await Subprocess.run(
      .path("/bin/sh"), arguments: ["-c", line], platformOptions: options,
      output: .bytes(limit: Self.maximumOutput), error: error)
    switch result.terminationStatus {
    case .exited(0): break
    case .exited(let status): throw TokenCommandError.status(status)
    case .signaled(let signal): throw TokenCommandError.signal(signal)
    }
    let text = String(decoding: result.standardOutput, as: UTF8.self)
    guard !text.allSatisfy(\.isWhitespace) else { throw TokenCommandError.noOutput }
    return text
  }
}
