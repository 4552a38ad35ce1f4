import Testing

@Suite("help and usage")
struct HelpTests {
  @Test(
    "each command explains itself",
    arguments: [
      "", "validate", "requests", "requests list", "requests get", "requests create", "requests message", "serve",
      "schema", "plan", "apply", "journal", "journal list", "journal show", "journal resolve", "auth", "auth check",
    ])
  func help(command: String) async throws {
    let words = command.split(separator: " ").map(String.init)
    let run = try await WritProgram.run(list: words + ["--help"])
    #expect(run.status == 0)
    #expect(run.error == "")
    try Golden.check(run.output, "help\(words.map { "-\($0)" }.joined()).txt")
  }

  @Test("each command tells the version")
  func version() async throws {
    let root = try await WritProgram.run("--version")
    #expect(root.status == 0)
    #expect(root.output.wholeMatch(of: /writ \d+\.\d+\.\d+\n/) != nil)
    #expect(try await WritProgram.run("requests", "list", "--version").output == root.output)
  }

  @Test(
    "a wrong command line is usage: status 64, the reason on standard error, and nothing on standard output",
    arguments: [
      (["nope"], "nope"), (["validate"], "path"), (["validate", "--frobnicate", "x"], "--frobnicate"),
      (["validate", "--format", "xml", "x"], "xml"), (["requests", "list", "--limit", "201"], "from 1 to 200"),
      (["requests", "create", "--subject", "s"], "--type"), (["requests", "get", ""], "id of the request is empty"),
      (["requests", "create", "--type", "t", "--subject", "s", "--field", "novalue"], "novalue"),
      (["serve", "--port", "65536"], "65536"), (["serve", "--rate-limit", "fast"], "fast"),
      (["schema", "unknown"], "unknown"),
    ])
  func usage(arguments: [String], reason: String) async throws {
    let run = try await WritProgram.run(list: arguments)
    #expect(run.status == 64)
    #expect(run.output == "")
    #expect(run.error.hasPrefix("error: "))
    #expect(run.error.contains(reason))
  }
}
