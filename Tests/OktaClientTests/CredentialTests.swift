import Foundation
import OktaClient
import OktaWire
import Model
import Testing

@Suite("Credentials")
struct CredentialTests {
  /// A file of its own for each test, gone when the test ends.
  private func withFile(_ text: String, _ body: (URL) async throws -> Void) async throws {
    let file = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try Data(text.utf8).write(to: file)
    do { try await body(file) } catch {
      try FileManager.default.removeItem(at: file)
      throw error
    }
    try FileManager.default.removeItem(at: file)
  }

  @Test("the token is the first line of a token file", arguments: ["abc", "abc\n", "  abc \r\nsecond line\n"])
  func file(text: String) async throws {
    try await withFile(text) { file in
      let read = try await CredentialSource.file(path: file.path, .bearer).read()
      #expect(read == (try Credentials(.bearer, token: "abc")))
    }
  }

  @Test("there are no credentials where the token file is empty or missing")
  func missingFile() async throws {
    try await withFile("\nabc") { file in
      await expectNone(.file(path: file.path, .ssws), "the token file \(file.path): the token is empty")
    }
    await expectNone(.file(path: "", .ssws), "the path of the token file is empty")
    await expectNone(.file(path: "/tmp", .ssws), "cannot read the token file /tmp: it is a folder")
    await expectNone(.file(path: "/nonexistent/token", .ssws), "cannot read the token file /nonexistent/token: ")
  }

  @Test("the token is what a token command prints")
  func command() async throws {
    let source = CredentialSource.command(TokenCommand(line: "echo ' abc'; echo note >/dev/null; cat"), .ssws)
    #expect(try await source.read() == (try Credentials(.ssws, token: "abc")))
  }

  @Test(
    "there are no credentials where the token command fails, prints nothing or times out, and its text is not shown",
    arguments: [
      ("echo secret; exit 3", "the token command failed with exit status 3"),
      ("true secret", "the token command printed nothing"), ("kill -9 $$ # secret", "was ended by signal 9"),
      ("echo secret; sleep 100", "did not finish within 5 seconds"),
      ("exec >&-; sleep 100 # secret", "did not finish within 5 seconds"),
      ("echo two secrets", "the token command: the token holds white space"),
    ])
  func failingCommand(line: String, text: String) async {
    // Only what never ends has to be cut off: on a busy machine everything else may take its time.
    let limit = Duration.seconds(line.contains("sleep") ? 5 : 60)
    await expectNone(.command(TokenCommand(line: line, timeout: limit), .ssws), text)
  }

  /// A process that ended stays until its parent asks for its status, as a zombie.
  private static func isRunning(_ process: pid_t) -> Bool {
    let status = (try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8)) ?? ""
    return kill(process, 0) == 0 && !status.contains(") Z ")
  }

  private func expectNone(_ source: CredentialSource, _ text: String) async {
    let failure = await #expect(throws: ServiceFailure.self) { try await source.read() }
    #expect(FailureKind(failure) == .noCredentials)
    #expect(failure?.text.contains(text) == true && failure?.text.contains("secret") == false)
  }

  @Test("a token command and what it started are killed when the last caller that waits for the token is canceled")
  func canceledCommand() async throws {
    try await withFile("") { file in
      let line = "sleep 100 & echo $$ $! > '\(file.path)'; wait"
      let keeper = CredentialKeeper(.command(TokenCommand(line: line), .ssws))
      let callers = (0..<2).map { _ in Task { try await keeper.credentials() } }
      var processes: [pid_t] = []
      while processes.count < 2 {
        try await Task.sleep(for: .milliseconds(10))
        processes = try String(contentsOf: file, encoding: .utf8).split(whereSeparator: \.isWhitespace)
          .compactMap { pid_t($0) }
      }
      callers[0].cancel()
      _ = await callers[0].result
      #expect(processes.allSatisfy(Self.isRunning))
      callers[1].cancel()
      _ = await callers[1].result
      for _ in 0..<500 where processes.contains(where: Self.isRunning) {
        try await Task.sleep(for: .milliseconds(10))
      }
      #expect(!processes.contains(where: Self.isRunning))
    }
  }

  @Test("credentials are read once for many callers, and again only for the first that was refused")
  func renewal() async throws {
    try await withFile("one") { file in
      let keeper = CredentialKeeper(.file(path: file.path, .ssws))
      let one = try await keeper.credentials()
      try Data("two".utf8).write(to: file)
      #expect(try await keeper.credentials() == one)
      await keeper.note(refused: one)
      #expect(try await keeper.renew())
      let two = try await keeper.credentials()
      #expect(two == (try Credentials(.ssws, token: "two")))
      // A second caller with the same 401 finds the work done, even though the file says nothing newer.
      await keeper.note(refused: one)
      #expect(try await keeper.renew())
      await keeper.note(refused: two)
      #expect(try await !keeper.renew())
    }
  }

  @Test("a fixed token cannot be renewed")
  func fixed() async throws {
    let fixed = try Credentials(.ssws, token: "t")
    let keeper = CredentialKeeper(.fixed(fixed))
    await keeper.note(refused: fixed)
    #expect(try await !keeper.renew())
  }

  @Test("a token is sent without the quotes and the byte order mark that shells, YAML and editors leave around it")
  func quotes() async throws {
    let file = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    defer { try? FileManager.default.removeItem(at: file) }
    let utf16 = "\u{FEFF}\"00token\"\r\nmore".utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
    for data in [Data("00token\n".utf8), Data("\u{FEFF}'00token'\r\n".utf8), Data(utf16)] {
      try data.write(to: file)
      #expect(try await CredentialSource.file(path: file.path, .ssws).read() == Credentials(.ssws, token: "00token"))
    }
    #expect(try Credentials(.bearer, token: " \"00token\"\n") == Credentials(.bearer, token: "00token"))
    for text in ["\"\"", "''", " ", "\u{FEFF}"] {
      #expect(throws: TokenError.empty) { try Credentials(.ssws, token: text) }
    }
    #expect(throws: TokenError.schemeWritten(.ssws)) { try Credentials(.ssws, token: "'SSWS 00token'") }
  }
}
