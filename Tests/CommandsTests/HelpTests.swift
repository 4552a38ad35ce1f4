import Testing

@Suite("help and usage")
struct HelpTests {
  @Test(
    "each command's help is the recorded one",
    arguments: [
      "", "validate", "requests", "requests list", "requests get", "requests create", "requests message", "serve",
      "schema", "plan", "apply", "cancel", "status", "wait", "export", "request-types", "request-types list",
      "request-types get", "request-types scaffold", "report", "journal", "journal list", "journal show",
      "journal resolve", "auth", "auth check",
      "state",
      "state init", "state check", "state export", "state import", "state adopt",
    ])
  func help(command: String) async throws {
    let words = command.split(separator: " ").map(String.init)
    let run = try await WritProgram.run(list: words + ["--help"])
    #expect(run.status == 0)
    #expect(run.error == "")
    try Golden.check(run.output, "help\(words.map { "-\($0)" }.joined()).txt")
  }

  @Test("each command prints the version")
  func version() async throws {
    let root = try await WritProgram.run("--version")
    #expect(root.status == 0)
    #expect(root.output.wholeMatch(of: /writ \d+\.\d+\.\d+\n/) != nil)
    #expect(try await WritProgram.run("requests", "list", "--version").output == root.output)
  }

  @Test("a wrong command line ends with status 64, the reason on standard error, and nothing on standard output")
  func usage() async throws {
    let connection = ["OKTA_CLIENT_ORGURL": "http://127.0.0.1:1", "OKTA_CLIENT_TOKEN": "t0ken"]
    let transcript = Transcript("usage", environment: connection)
    for arguments in [
      ["nope"], ["validate"], ["validate", "--frobnicate", "x"], ["validate", "--format", "xml", "x"],
      ["requests", "list", "--limit", "201"], ["requests", "create", "--subject", "s"], ["requests", "get", ""],
      ["requests", "create", "--type", "t", "--subject", "s", "--field", "novalue"], ["serve", "--port", "65536"],
      ["serve", "--rate-limit", "fast"], ["schema", "unknown"], ["aply"], ["aply", "m.yaml", "--yes"],
      ["journal", "lsit", "--format", "json"], ["plan", "x", "--reserve", "0.1"], ["plan", "x", "--reserve", "0.125"],
      ["apply", "x", "--deadline", "30m1h"], ["apply", "x", "--deadline", "1h30"],
      ["apply", "x", "--deadline", "1h1h"],
      ["apply", "missing.yaml", "--deadline", "1h30m0.5s"],
      ["plan", "examples/onboarding-500.yaml", "--state", "Tests"], ["journal", "list", "--state", ""],
      ["help", "nosuch"], ["help", "paln"], ["help", "journal", "lsit"], ["plan", "--fromat", "json"],
      ["hlep"], ["plan", "x", "--fromat=json", "--format", "json"], ["plan", "x", "--format", "json", "--rate", "y"],
    ] {
      let run = try await transcript.run(list: arguments)
      #expect(run.status == 64)
      // Programs get the error too.
      let error = #"{"formatVersion":1,"type":"error","status":64,"#
      let wantsJSON = arguments.contains("--format") && arguments.contains("json")
      #expect(wantsJSON ? run.output.hasPrefix(error) : run.output == "")
      #expect(run.error.hasPrefix("error: "))
    }
    try transcript.check()
  }
}
