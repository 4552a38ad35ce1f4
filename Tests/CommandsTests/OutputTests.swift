import Foundation
import Testing

@Suite("output rules")
struct OutputTests {
  @Test("schema prints schemas/manifest.schema.json, byte for byte")
  func schema() async throws {
    let file = WritProgram.checkout.appending(path: "schemas/manifest.schema.json")
    let run = try await WritProgram.run("schema", "manifest")
    #expect(run.status == 0)
    let schema = try String(contentsOf: file, encoding: .utf8)
    #expect(run.output == schema)
    #expect(try await WritProgram.run("schema").output == run.output)
  }

  @Test("a pipe or a file gets no colors")
  func noColors() async throws {
    let run = try await WritProgram.run("validate", "examples/broken.yaml", environment: ["TERM": "xterm-256color"])
    #expect(!run.output.contains("\u{1B}"))
  }

  @Test(
    "a terminal gets colors, unless something forbids them",
    arguments: [
      ([:], [], true), (["NO_COLOR": "1"], [], false), (["NO_COLOR": ""], [], true), (["TERM": "dumb"], [], false),
      ([:], ["--no-color"], false),
    ] as [([String: String], [String], Bool)])
  func colors(environment: [String: String], flags: [String], usesColor: Bool) async throws {
    let terminal = try Terminal()
    let environment = ["TERM": "xterm"].merging(environment) { $1 }
    let run = try await WritProgram.run(
      list: ["validate", "-"] + flags, environment: environment, input: "apiVersion: writ/v2", output: terminal.device)
    #expect(run.status == 3)
    let text = terminal.shown()
    #expect(text.contains("error[api-version]"))
    #expect(text.contains("\u{1B}[31;1m") == usesColor)
  }

  @Test("a closed pipe ends a command by SIGPIPE, without a message")
  func brokenPipe() async throws {
    let pipe = Pipe()
    try pipe.fileHandleForReading.close()
    let run = try await WritProgram.run("schema", output: pipe.fileHandleForWriting)
    #expect(run.isSignalled)
    #expect(run.status == SIGPIPE)
    #expect(run.error == "")
  }

  #if os(Linux)
    @Test("a command whose output cannot be written ends with status 1")
    func fullDisk() async throws {
      let full = try #require(FileHandle(forWritingAtPath: "/dev/full"))
      let run = try await WritProgram.run("schema", output: full)
      #expect(run.status == 1)
      let transcript = Transcript("output-not-written")
      transcript.record(run, of: ["schema"])
      try transcript.check()
    }

    @Test(
      "closed or full standard streams change no status of a command, and crash none",
      arguments: [
        ">&-", "2>&-", "<&-", ">&- 2>&-", "<&- >&- 2>&-", "2>/dev/full", ">/dev/full", ">/dev/full 2>/dev/full",
        ">/dev/full 2>&-",
      ])
    func closedStreams(redirection: String) async throws {
      let isLost = redirection.contains(">/dev/full") && !redirection.hasPrefix("2")
      let commands: [([String], Int32)] = [
        (["schema"], isLost ? 1 : 0), (["--help"], isLost ? 1 : 0), (["validate", "examples/broken.yaml"], 3),
        (["validate", "--unknown"], 64), (["journal", "list", "--state", "/dev/null/x"], 64),
      ]
      for (arguments, status) in commands {
        let run = try await WritProgram.run(list: arguments, shell: "exec \"$@\" \(redirection)")
        #expect(!run.isSignalled && run.status == status, "\(arguments) \(redirection): \(run.status)")
      }
    }
  #endif

  @Test("apply with closed standard streams writes no output into its state file")
  func closedStreamsUnderApply() async throws {
    let folder = try ScratchFolder()
    try folder.file("m.yaml", ManifestText.requests(20))
    try await ServedOrg.with { org in
      for shell in ["exec \"$@\" <&- >&- 2>&-", "exec \"$@\""] {
        let run = try await WritProgram.run(
          list: ["apply", "m.yaml", "--yes", "--verbose"], environment: org.environment, folder: folder.url,
          shell: shell)
        #expect(run.status == 0 && !run.isSignalled, "\(run.error)")
      }
      #expect(try await org.statistics().requests == 20)
      #expect(try await JournalCounts.read(in: folder)?.number("confirmed") == 20)
    }
  }

  @Test("apply ends with the status of its work where the reader of its output is gone")
  func brokenPipeUnderApply() async throws {
    let folder = try ScratchFolder()
    try folder.file("m.yaml", ManifestText.requests(20))
    try await ServedOrg.with { org in
      let pipe = Pipe()
      try pipe.fileHandleForReading.close()
      let run = try await WritProgram.run(
        list: ["apply", "m.yaml", "--yes"], environment: org.environment, folder: folder.url,
        output: pipe.fileHandleForWriting)
      #expect(run.status == 0 && !run.isSignalled, "\(run.error)")
      #expect(try await org.statistics().requests == 20)
    }
  }
}
