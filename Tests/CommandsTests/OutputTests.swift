import Foundation
import Testing

@Suite("output rules")
struct OutputTests {
  @Test("schema prints the schema file, byte for byte")
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

  @Test("a reader that went away ends a command quietly, as the shell expects it")
  func brokenPipe() async throws {
    let pipe = Pipe()
    try pipe.fileHandleForReading.close()
    let run = try await WritProgram.run("schema", output: pipe.fileHandleForWriting)
    #expect(run.isSignalled)
    #expect(run.status == SIGPIPE)
    #expect(run.error == "")
  }

  #if os(Linux)
    @Test("a result that could not be written is a failure")
    func fullDisk() async throws {
      let full = try #require(FileHandle(forWritingAtPath: "/dev/full"))
      let run = try await WritProgram.run("schema", output: full)
      #expect(run.status == 1)
      #expect(run.error.hasPrefix("error: cannot write the output: "))
    }

    @Test(
      "the status of the work stands where the streams are closed or full, and nothing crashes",
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

  @Test("what is printed to a closed stream is not written into the state, which takes no standard number")
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
      let journal = try await WritProgram.run("journal", "show", folder: folder.url)
      #expect(journal.status == 0 && journal.output.contains("20 confirmed"))
    }
  }

  @Test("a reader that goes away takes nothing from the status of work that was done")
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
