import Foundation
import Testing

/// A `writ serve` for one test, on a free port.
final class ServedOrg: Sendable {
  static let token = "token-of-the-test-0123456789"

  let url: String
  private let process: Process
  private let scratch: ScratchFolder

  /// The settings that a command needs to call it.
  var environment: [String: String] { ["OKTA_CLIENT_ORGURL": url, "OKTA_CLIENT_TOKEN": Self.token] }

  /// Starts it, lets `body` use it, and ends it.
  static func with<Result>(
    _ arguments: String..., body: (ServedOrg) async throws -> Result
  ) async throws -> Result {
    try await with(list: arguments, body: body)
  }

  static func with<Result>(
    list arguments: [String], body: (ServedOrg) async throws -> Result
  ) async throws -> Result {
    let org = try await ServedOrg(arguments)
    do {
      let result = try await body(org)
      try await org.end()
      return result
    } catch {
      _ = try? await org.end()
      throw error
    }
  }

  private init(_ arguments: [String]) async throws {
    let process = Process()
    let output = Pipe()
    scratch = try ScratchFolder()
    process.executableURL = WritProgram.url
    process.arguments = ["serve", "--port", "0", "--token", Self.token, "--rate-limit", "off"] + arguments
    process.environment = ["HOME": scratch.url.path]
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = output
    let file = try scratch.file("error").writing
    process.standardError = file
    try process.run()
    try file.close()
    self.process = process
    let line = await output.fileHandleForReading.firstLine()
    url = try #require(line.wholeMatch(of: /listening on (http:\/\/127\.0\.0\.1:\d+)/)).output.1.description
  }

  /// Ends it as Ctrl-C does, at most once; gives its status and what it wrote to standard error.
  @discardableResult
  func end(_ signal: Int32 = SIGINT) async throws -> WritProgram.Run {
    if process.isRunning { kill(process.processIdentifier, signal) }
    await withCheckedContinuation { continuation in
      DispatchQueue.global().async { [process] in
        process.waitUntilExit()
        continuation.resume()
      }
    }
    return WritProgram.Run(
      status: process.terminationStatus, isSignalled: process.terminationReason == .uncaughtSignal, output: "",
      error: try scratch.text("error"))
  }
}

extension FileHandle {
  /// Everything before the first line end, or before the end.
  fileprivate func firstLine() async -> String {
    await withCheckedContinuation { continuation in
      DispatchQueue.global().async { [self] in
        var line = Data()
        while let byte = try? read(upToCount: 1), let first = byte.first, first != UInt8(ascii: "\n") {
          line.append(first)
        }
        continuation.resume(returning: String(decoding: line, as: UTF8.self))
      }
    }
  }
}
