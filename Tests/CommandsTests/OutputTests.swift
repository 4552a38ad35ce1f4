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

  @Test("a pipe or a file gets no colours")
  func noColours() async throws {
    let run = try await WritProgram.run("validate", "examples/broken.yaml", environment: ["TERM": "xterm-256color"])
    #expect(!run.output.contains("\u{1B}"))
  }

  @Test(
    "a terminal gets colours, unless something forbids them",
    arguments: [
      ([:], [], true), (["NO_COLOR": "1"], [], false), (["NO_COLOR": ""], [], true), (["TERM": "dumb"], [], false),
      ([:], ["--no-color"], false),
    ] as [([String: String], [String], Bool)])
  func colours(environment: [String: String], flags: [String], isColoured: Bool) async throws {
    let terminal = try Terminal()
    let environment = ["TERM": "xterm"].merging(environment) { $1 }
    let run = try await WritProgram.run(
      list: ["validate", "-"] + flags, environment: environment, input: "apiVersion: writ/v2", output: terminal.device)
    #expect(run.status == 3)
    let text = terminal.shown()
    #expect(text.contains("error[api-version]"))
    #expect(text.contains("\u{1B}[31;1m") == isColoured)
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
  #endif
}
