import Foundation
import RequestModel

/// A shell command that prints a token.
package struct TokenCommand: Hashable, Sendable {
  /// What `/bin/sh -c` runs; it may hold secrets of its own, so no message shows it.
  package let line: String
  /// It is killed after this time.
  package let timeout: Duration

  package init(line: String, timeout: Duration = .seconds(60)) {
    self.line = line
    self.timeout = timeout
  }

  /// All that the command wrote to its standard output. Its standard input is empty. Its standard error is
  /// ours where a person sees it, for prompts; a log gets none of it, since it may hold secrets.
  package func run() async throws(TokenCommandError) -> String {
    let result = await withCheckedContinuation { continuation in
      // Waiting for a process blocks, so it waits on a thread that no task needs.
      DispatchQueue.global().async { continuation.resume(returning: self.runBlocking()) }
    }
    return try result.get()
  }

  private func runBlocking() -> Result<String, TokenCommandError> {
    let deadline = ContinuousClock.now + timeout
    let ended = DispatchSemaphore(value: 0)
    let output = Pipe()
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/sh")
    process.arguments = ["-c", line]
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = output
    if isatty(STDERR_FILENO) == 0 { process.standardError = FileHandle.nullDevice }
    process.terminationHandler = { _ in ended.signal() }
    do {
      try process.run()
    } catch {
      return .failure(.notStarted(SystemReason.text(error)))
    }
    guard let bytes = PipeReading.all(of: output.fileHandleForReading.fileDescriptor, until: deadline),
      ended.wait(timeout: .now() + deadline.secondsAhead) == .success
    else {
      stop(process)
      return .failure(.outOfTime(timeout))
    }
    guard process.terminationReason == .exit else { return .failure(.signal(process.terminationStatus)) }
    guard process.terminationStatus == 0 else { return .failure(.status(process.terminationStatus)) }
    let text = String(decoding: bytes, as: UTF8.self)
    return text.allSatisfy(\.isWhitespace) ? .failure(.noOutput) : .success(text)
  }

  private func stop(_ process: Process) {
    // Foundation gives the shell a process group of its own on Linux, so this reaches what the shell started too.
    kill(-process.processIdentifier, SIGKILL)
    kill(process.processIdentifier, SIGKILL)
  }
}

/// Why a token command gave no token.
package enum TokenCommandError: Error, Hashable, Sendable {
  /// The shell could not be started, and why.
  case notStarted(String)
  /// It ended with another status than 0.
  case status(Int32)
  /// A signal ended it.
  case signal(Int32)
  /// It took longer than this.
  case outOfTime(Duration)
  /// It printed nothing but white space.
  case noOutput

  /// The rest of a sentence that begins with "the token command".
  package var text: String {
    switch self {
    case .notStarted(let reason): "could not be started: \(reason)"
    case .status(let status): "failed with exit status \(status); run it by hand to see why"
    case .signal(let signal): "was ended by signal \(signal); run it by hand to see why"
    case .outOfTime(let limit): "did not finish within \(limit.components.seconds) seconds; run it by hand to see why"
    case .noOutput: "printed nothing; it must print the token to standard output"
    }
  }
}

/// Reading of a pipe to its end, but not for ever.
private enum PipeReading {
  /// `nil` where the deadline came first. A token has less than 1 MiB: the rest is not kept.
  static func all(of descriptor: Int32, until deadline: ContinuousClock.Instant) -> [UInt8]? {
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 4096)
    while true {
      var waiting = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
      let ready = poll(&waiting, 1, Int32(min(deadline.secondsAhead * 1000, 1_000_000).rounded(.up)))
      if ready < 0 && errno == EINTR { continue }
      guard ready > 0 else { return nil }
      let count = read(descriptor, &chunk, chunk.count)
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else { return bytes }
      if bytes.count < 1 << 20 { bytes += chunk[..<count] }
    }
  }
}

extension ContinuousClock.Instant {
  /// Seconds from now, 0 where the moment is past.
  fileprivate var secondsAhead: Double { max(0, (self - .now) / .seconds(1)) }
}
