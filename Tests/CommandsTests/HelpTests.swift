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
      (["schema", "unknown"], "unknown"), (["aply"], "unknown command 'aply'\nhint: did you mean apply?\n"),
      (["aply", "m.yaml", "--yes"], "hint: did you mean apply?\n"),
      (["journal", "lsit", "--format", "json"], "unknown command 'lsit'\nhint: did you mean list?\n"),
      (["plan", "x", "--reserve", "0.1"], "--reserve 0.1 is ambiguous: say 10% or 0.1%"),
      (["plan", "x", "--reserve", "0.125"], "say 12.5% or 0.125%"), (["apply", "x", "--deadline", "30m1h"], "30m1h"),
      (["apply", "x", "--deadline", "1h30"], "1h30"), (["apply", "x", "--deadline", "1h1h"], "1h1h"),
      (["apply", "missing.yaml", "--deadline", "1h30m0.5s"], "no such file or folder"),
      (
        ["plan", "examples/onboarding-500.yaml", "--state", "Tests"],
        "the state Tests is a folder, expected a file\nhint: name a file in it"
      ),
      (["journal", "list", "--state", ""], "--state takes a path"),
    ])
  func usage(arguments: [String], reason: String) async throws {
    let connection = ["OKTA_CLIENT_ORGURL": "http://127.0.0.1:1", "OKTA_CLIENT_TOKEN": "t0ken"]
    let run = try await WritProgram.run(list: arguments, environment: connection)
    #expect(run.status == 64)
    #expect(run.output == "")
    #expect(run.error.hasPrefix("error: "))
    #expect(run.error.contains(reason))
  }
}
