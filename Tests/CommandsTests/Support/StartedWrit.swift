import Foundation
import Testing

/// A run of `writ` that a test watches, and may end before its time.
final class StartedWrit: Sendable {
  private let process: Process
  private let scratch: ScratchFolder
  private let ended: Task<Void, Never>

  /// `ignoring` names signals that are ignored when it starts, such as `HUP`; `input` and `output` take the place of none and
  /// of a file. `launcher` is a command that becomes the one that it is given.
  init(
    _ arguments: [String], environment: [String: String], folder: URL, ignoring signals: [String] = [],
    input: FileHandle = .nullDevice, output: FileHandle? = nil, launcher: [String] = []
  ) throws {
    let process = Process()
    scratch = try ScratchFolder()
    let shell = ["/bin/sh", "-c", "trap '' \(signals.joined(separator: " ")); exec \"$0\" \"$@\""]
    let command = launcher + (signals.isEmpty ? [] : shell) + [WritProgram.url.path] + arguments
    process.executableURL = URL(filePath: command[0])
    process.arguments = Array(command.dropFirst())
    process.currentDirectoryURL = folder
    process.environment = ["HOME": scratch.url.path, "PATH": "/usr/bin:/bin"].merging(environment) { $1 }
    process.standardInput = input
    let files = [try scratch.file("output").writing, try scratch.file("error").writing]
    process.standardOutput = output ?? files[0]
    process.standardError = files[1]
    self.process = process
    // It runs from here on: a test that asks whether it still runs must not take a start to come for an end.
    let end = try process.start(within: .seconds(240), closing: files)
    ended = Task { for await _ in end {} }
  }

  var isRunning: Bool { process.isRunning }
  var processIdentifier: Int32 { process.processIdentifier }

  /// Sends a signal, if it still runs; gives whether it did.
  @discardableResult
  func signal(_ number: Int32) -> Bool {
    process.isRunning && kill(process.processIdentifier, number) == 0
  }

  /// What it has written to standard output so far.
  func outputSoFar() throws -> String { try scratch.text("output") }

  /// What it has written to standard error so far.
  func errorSoFar() throws -> String { try scratch.text("error") }

  /// Waits for its end.
  func end() async throws -> WritProgram.Run {
    await ended.value
    return WritProgram.Run(
      status: process.terminationStatus, isSignalled: process.terminationReason == .uncaughtSignal,
      output: try scratch.text("output"), error: try scratch.text("error"))
  }
}

/// Asks again and again until something has come about, for at most a minute.
func eventually(_ condition: () async throws -> Bool) async throws {
  let deadline = ContinuousClock.now + .seconds(60)
  while try await !condition() {
    try #require(ContinuousClock.now < deadline, "it did not come about in a minute")
    try await Task.sleep(for: .milliseconds(5))
  }
}
