import Foundation
import Synchronization
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
  /// home without settings.
  static func run(
    _ arguments: String..., environment: [String: String] = [:], input: String = "", folder: URL = checkout,
    output: FileHandle? = nil
  ) async throws -> Run {
    try await run(list: arguments, environment: environment, input: input, folder: folder, output: output)
  }

  static func run(
    list arguments: [String], environment: [String: String] = [:], input: String = "", folder: URL = checkout,
    output: FileHandle? = nil
  ) async throws -> Run {
    let scratch = try ScratchFolder()
    let process = Process()
    process.executableURL = url
    process.arguments = arguments
    process.currentDirectoryURL = folder
    process.environment = ["HOME": scratch.url.path, "COLUMNS": "80", "PATH": "/usr/bin:/bin"]
      .merging(environment) { $1 }
    process.standardInput = try scratch.file("input", input).reading
    let file = try scratch.file("output").writing
    process.standardOutput = output ?? file
    process.standardError = try scratch.file("error").writing
    try await process.runToEnd(within: .seconds(60))
    return Run(
      status: process.terminationStatus, isSignalled: process.terminationReason == .uncaughtSignal,
      output: try scratch.text("output"), error: try scratch.text("error"))
  }
}

extension Process {
  /// Starts it and waits for its end; what takes too long is killed, and fails the test.
  func runToEnd(within limit: Duration) async throws {
    for await _ in try start(within: limit) {}
  }

  /// Starts it, and gives a stream that ends when it does; what takes too long is killed, and fails the test.
  func start(within limit: Duration) throws -> AsyncStream<Never> {
    let (end, continuation) = AsyncStream<Never>.makeStream()
    let watch = Watch()
    terminationHandler = { _ in
      watch.end()
      continuation.finish()
    }
    try run()
    watch.begin { [self] in
      try await Task.sleep(for: limit)
      guard isRunning else { return }
      Issue.record("writ \(arguments?.joined(separator: " ") ?? "") took longer than \(limit)")
      Foundation.kill(processIdentifier, SIGKILL)
    }
    return end
  }

  /// Looks after one process and no longer: while it sleeps it keeps the process's files open, and Foundation's `run`
  /// crashes now and then where a thousand are.
  private final class Watch: Sendable {
    private let task = Mutex<(task: Task<Void, any Error>?, isOver: Bool)>((nil, false))

    func begin(_ body: @escaping @Sendable () async throws -> Void) {
      task.withLock { if !$0.isOver { $0.task = Task(operation: body) } }
    }

    func end() {
      task.withLock { state in
        state.task?.cancel()
        state = (nil, true)
      }
    }
  }
}
