import Foundation
import Testing

/// The built program, run as a person or a script would run it.
enum WritProgram {
  /// What a run left behind.
  struct Run: Sendable {
    var status: Int32
    /// Whether a signal ended it; `status` is its number then.
    var isSignalled: Bool
    var output: String
    var error: String
  }

  private final class Anchor {}

  /// The folder of the checkout.
  static let checkout = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  /// The binary that this very build made.
  static var url: URL {
    #if os(macOS)
      let tests = Bundle(for: Anchor.self).bundleURL.deletingLastPathComponent()
    #else
      let tests = Bundle.main.bundleURL
    #endif
    return tests.appending(path: "writ")
  }

  /// Runs it to its end, for at most a minute, in the checkout unless `folder` is given. It sees only `environment`, and a
  /// home without settings. `shell` is what a shell makes of it, such as `"$@" >&-`.
  static func run(
    _ arguments: String..., environment: [String: String] = [:], input: String = "", folder: URL = checkout,
    output: FileHandle? = nil
  ) async throws -> Run {
    try await run(list: arguments, environment: environment, input: input, folder: folder, output: output)
  }

  /// Runs it again, up to 20 times, while it ends with status 1: where an org fails on purpose at each kind of call, all
  /// tries of one reading may fail.
  static func runUntilAnswered(
    list arguments: [String], environment: [String: String], folder: URL
  ) async throws -> Run {
    var run = try await run(list: arguments, environment: environment, folder: folder)
    for _ in 1..<20 where run.status == 1 {
      run = try await Self.run(list: arguments, environment: environment, folder: folder)
    }
    return run
  }

  static func run(
    list arguments: [String], environment: [String: String] = [:], input: String = "", folder: URL = checkout,
    output: FileHandle? = nil, shell: String? = nil
  ) async throws -> Run {
    let scratch = try ScratchFolder()
    let process = Process()
    process.executableURL = shell == nil ? url : URL(filePath: "/bin/sh")
    process.arguments = (shell.map { ["-c", $0, "sh", url.path] } ?? []) + arguments
    process.currentDirectoryURL = folder
    process.environment = ["HOME": scratch.url.path, "COLUMNS": "80", "PATH": "/usr/bin:/bin"]
      .merging(environment) { $1 }
    let files = [
      try scratch.file("input", input).reading, try scratch.file("output").writing, try scratch.file("error").writing,
    ]
    process.standardInput = files[0]
    process.standardOutput = output ?? files[1]
    process.standardError = files[2]
    for await _ in try process.start(within: .seconds(60), closing: files) {}
    // A test that was canceled stops waiting before the program has ended.
    if process.isRunning {
      kill(process.processIdentifier, SIGKILL)
      process.waitUntilExit()
    }
    return Run(
      status: process.terminationStatus, isSignalled: process.terminationReason == .uncaughtSignal,
      output: try scratch.text("output"), error: try scratch.text("error"))
  }
}

extension Process {
  /// Starts it, and gives a stream that ends when it does; what takes too long is killed, and fails the test.
  ///
  /// `files` are those that were handed to it: Foundation would keep them open here as well for as long as the tests run,
  /// and its `run` crashes now and then where a thousand are.
  func start(within limit: Duration, closing files: [FileHandle]) throws -> AsyncStream<Never> {
    defer { for file in files { try? file.close() } }
    let (end, continuation) = AsyncStream<Never>.makeStream()
    terminationHandler = { _ in continuation.finish() }
    try run()
    Task { [self] in
      try await Task.sleep(for: limit)
      guard isRunning else { return }
      Issue.record("writ \(arguments?.joined(separator: " ") ?? "") took longer than \(limit)")
      kill(processIdentifier, SIGKILL)
    }
    return end
  }
}
