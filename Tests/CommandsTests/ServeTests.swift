import Foundation
import Testing

#if canImport(FoundationNetworking)
  import FoundationNetworking
#endif

@Suite("writ serve")
struct ServeTests {
  @Test("ends with status 0 and tells what it did", arguments: [SIGINT, SIGTERM])
  func signals(signal: Int32) async throws {
    try await ServedOrg.with { org in
      #expect(try await WritProgram.run("requests", "list", environment: org.environment).status == 0)
      let end = try await org.end(signal)
      #expect(end.status == 0)
      #expect(end.talk == "served 1 call (0 throttled); holds 0 requests and 0 messages\n")
    }
  }

  @Test("keeps requests in a data file from one run to the next")
  func data() async throws {
    let scratch = try ScratchFolder()
    let made = try await ServedOrg.with("--data", scratch.path("org.db")) { org in
      try await WritProgram.run(
        "requests", "create", "--type", "61eb2db568c7c300079fefd2", "--subject", "kept", environment: org.environment)
    }
    #expect(made.status == 0, "\(made.error)")
    let list = try await ServedOrg.with("--data", scratch.path("org.db")) { org in
      try await WritProgram.run("requests", "list", environment: org.environment)
    }
    #expect(list.output.contains("\"kept\""))
  }

  @Test("a state that a run made is no data file, and the run goes on with it afterward")
  func stateAsData() async throws {
    let folder = try ScratchFolder()
    try folder.file("m.yaml", ManifestText.requests(1, messages: ["hello"]))
    try await ServedOrg.with { org in
      func apply() async throws -> WritProgram.Run {
        try await WritProgram.run(
          list: ["apply", "m.yaml", "--yes", "--state", "state.db"], environment: org.environment, folder: folder.url)
      }
      #expect(try await apply().status == 0)
      let serve = try await WritProgram.run("serve", "--port", "0", "--data", "state.db", folder: folder.url)
      #expect(serve.status == 1 && serve.output == "")
      #expect(serve.error.contains("state.db: a state, in which writ records its runs"))
      #expect(try await apply().output == "No changes. 1 request is as declared.\n")
    }
  }

  @Test("faults strike on demand, are told at the end, and a seed of chance is told at the beginning")
  func faults() async throws {
    func talk(_ org: ServedOrg) async throws -> String {
      _ = try await WritProgram.run("requests", "get", "61eb06a3c462d20007f0235c", environment: org.environment)
      return try await org.end().talk
    }
    let faults = "500-before=1,clock-skew=-90s"
    let end = "holds 0 requests and 0 messages; 1 fault struck\n"
    let chance = try await ServedOrg.with("--faults", faults) { try await talk($0) }
    #expect(chance.wholeMatch(of: /fault seed \d+\nserved \d calls? .*\n/) != nil, "\(chance)")
    #expect(chance.hasSuffix(end))
    let chosen = try await ServedOrg.with("--faults", faults, "--fault-seed", "7") { try await talk($0) }
    #expect(chosen.hasPrefix("served ") && chosen.hasSuffix(end))
  }

  @Test("a wrong list of faults is wrong usage, with the names there are and the one that was likely meant")
  func wrongFaults() async throws {
    let run = try await WritProgram.run("serve", "--port", "0", "--faults", "delay=5%,reply-lots=5%")
    #expect(run.status == 64)
    #expect(run.output == "")
    #expect(run.error.hasPrefix("error: unknown fault \"reply-lots=5%\": expected one of reply-lost, "))
    #expect(run.error.hasSuffix("\nhint: did you mean reply-lost?\n"))
  }

  @Test("the token that everybody knows is warned of where other machines reach the server, and nowhere else")
  func defaultToken() async throws {
    // No machine has this address, so that nothing is served.
    let warning = "everybody knows the token local-dev-token: set your own with --token"
    let known = try await WritProgram.run("serve", "--host", "192.0.2.1", "--port", "0")
    #expect(known.status == 1 && known.error.hasPrefix("warning: 192.0.2.1 ") && known.error.contains(warning))
    let own = try await WritProgram.run("serve", "--host", "192.0.2.1", "--port", "0", "--token", "own")
    #expect(own.status == 1 && !own.error.contains("warning"))
  }

  @Test("a name that was allowed may be called, any other may not")
  func allowedNames() async throws {
    try await ServedOrg.with("--allow-host", "a.example", "--allow-host", "b.example") { org in
      for (name, status) in [("a.example", 200), ("b.example", 200), ("c.example", 403)] {
        var request = URLRequest(url: try #require(URL(string: org.url)))
        request.setValue("http://\(name)", forHTTPHeaderField: "Origin")
        let (_, response) = try await URLSession.shared.data(for: request)
        #expect((response as? HTTPURLResponse)?.statusCode == status)
      }
    }
    let run = try await WritProgram.run("serve", "--port", "0", "--allow-host", "http://a.example")
    #expect(run.status == 64)
    #expect(run.error.contains("\"http://a.example\" is not a host name: write the name alone"))
  }

  @Test("a port that is taken is a failure with a remedy")
  func portInUse() async throws {
    try await ServedOrg.with { org in
      let port = try #require(org.url.split(separator: ":").last)
      let run = try await WritProgram.run("serve", "--port", String(port))
      #expect(run.status == 1)
      #expect(run.output == "")
      #expect(run.error.contains("port \(port) of 127.0.0.1 is in use: "))
    }
  }

  @Test("a wrong seed is status 3, every finding with its place")
  func badSeed() async throws {
    let scratch = try ScratchFolder()
    try scratch.file("seed.yaml", "users:\n  - id: nobody\n  - login: x\n")
    let run = try await WritProgram.run("serve", "--port", "0", "--seed", "seed.yaml", folder: scratch.url)
    #expect(run.status == 3)
    #expect(run.output == "")
    #expect(run.error.contains("seed.yaml:2:9: error["))
    #expect(run.error.contains("seed.yaml:3:5: error["))
    #expect(run.error.hasSuffix("error: the seed has 2 errors\n"))
  }
}
