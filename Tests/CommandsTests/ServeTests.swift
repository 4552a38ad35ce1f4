import Foundation
import Testing

#if canImport(FoundationNetworking)
  import FoundationNetworking
#endif

@Suite("writ serve")
struct ServeTests {
  @Test("serve ends with status 0 on a signal, and prints what it served", arguments: [SIGINT, SIGTERM])
  func signals(signal: Int32) async throws {
    try await ServedOrg.with { org in
      #expect(try await WritProgram.run("requests", "list", environment: org.environment).status == 0)
      let end = try await org.end(signal)
      #expect(end.status == 0)
      let transcript = Transcript("serve-end")
      transcript.record(end, of: ["serve"])
      try transcript.check()
    }
  }

  @Test("serve --data keeps requests from one run to the next")
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

  @Test("serve --data refuses the state of a run, which stays usable")
  func stateAsData() async throws {
    let folder = try ScratchFolder()
    try folder.file("m.yaml", ManifestText.requests(1, messages: ["hello"]))
    try await ServedOrg.with { org in
      func apply() async throws -> WritProgram.Run {
        try await WritProgram.run(
          list: ["apply", "m.yaml", "--yes", "--state", "state.db"], environment: org.environment, folder: folder.url)
      }
      #expect(try await apply().status == 0)
      let transcript = Transcript("serve-data-is-a-state", of: org, in: folder)
      let serve = try await transcript.run("serve", "--port", "0", "--data", "state.db")
      #expect(serve.status == 1 && serve.output == "")
      #expect(try await transcript.run("apply", "m.yaml", "--yes", "--state", "state.db").status == 0)
      #expect(try await org.statistics().requests == 1)
      try transcript.check()
    }
  }

  @Test("serve injects the given faults, counts them at its end, and prints a random seed at its start")
  func faults() async throws {
    let transcript = Transcript("serve-faults")
    for seed in [[], ["--fault-seed", "7"]] {
      let arguments = ["--faults", "500-before=1,clock-skew=-90s"] + seed
      try await ServedOrg.with(list: arguments) { org in
        _ = try await WritProgram.run("requests", "get", "61eb06a3c462d20007f0235c", environment: org.environment)
        #expect(try await org.statistics().faults["500-before"] == 1)
        transcript.record(try await org.end(), of: ["serve"] + arguments)
      }
    }
    try transcript.check()
  }

  @Test("serve --faults refuses an unknown name, lists the known ones and suggests one")
  func wrongFaults() async throws {
    let transcript = Transcript("serve-unknown-fault")
    let run = try await transcript.run("serve", "--port", "0", "--faults", "delay=5%,reply-lots=5%")
    #expect(run.status == 64 && run.output == "" && run.error.contains("reply-lost?"))
    try transcript.check()
  }

  @Test("serve warns of the default token only where other machines can reach it")
  func defaultToken() async throws {
    // No machine has this address, so that nothing is served.
    let transcript = Transcript("serve-default-token")
    let known = try await transcript.run("serve", "--host", "192.0.2.1", "--port", "0")
    #expect(known.status == 1 && known.error.hasPrefix("warning: "))
    let own = try await transcript.run("serve", "--host", "192.0.2.1", "--port", "0", "--token", "own")
    #expect(own.status == 1 && !own.error.contains("warning"))
    try transcript.check()
  }

  @Test("serve answers calls to names given with --allow-host, and refuses others")
  func allowedNames() async throws {
    try await ServedOrg.with("--allow-host", "a.example", "--allow-host", "b.example") { org in
      for (name, status) in [("a.example", 200), ("b.example", 200), ("c.example", 403)] {
        var request = URLRequest(url: try #require(URL(string: org.url)))
        request.setValue("http://\(name)", forHTTPHeaderField: "Origin")
        let (_, response) = try await URLSession.shared.data(for: request)
        #expect((response as? HTTPURLResponse)?.statusCode == status)
      }
    }
    let transcript = Transcript("serve-not-a-host-name")
    #expect(try await transcript.run("serve", "--port", "0", "--allow-host", "http://a.example").status == 64)
    try transcript.check()
  }

  @Test("serve ends with status 1 and a hint where its port is in use")
  func portInUse() async throws {
    try await ServedOrg.with { org in
      let port = try #require(org.url.split(separator: ":").last)
      let transcript = Transcript("serve-port-in-use", of: org)
      let run = try await transcript.run("serve", "--port", String(port))
      #expect(run.status == 1 && run.output == "" && run.error.contains(port))
      try transcript.check()
    }
  }

  @Test("serve ends with status 3 for an invalid seed, and reports every finding with its place")
  func badSeed() async throws {
    let scratch = try ScratchFolder()
    try scratch.file("seed.yaml", "users:\n  - id: unknown\n  - login: x\n")
    let transcript = Transcript("serve-invalid-seed", in: scratch)
    let run = try await transcript.run("serve", "--port", "0", "--seed", "seed.yaml")
    #expect(run.status == 3)
    #expect(run.output == "")
    #expect(run.error.contains("seed.yaml:2:9: error["))
    #expect(run.error.contains("seed.yaml:3:5: error["))
    try transcript.check()
  }
}
