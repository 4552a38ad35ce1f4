import Foundation
import Testing

@Suite("Signals that end a run")
struct SignalTests {
  private static func apply(
    _ org: ServedOrg, in folder: ScratchFolder, ignoring signals: [String] = []
  ) throws -> StartedWrit {
    try StartedWrit(
      ["apply", "m.yaml", "--yes", "--settle", "200ms", "--longest-call", "1s", "--parallelism", "2"],
      environment: org.environment,
      folder: folder.url, ignoring: signals)
  }

  @Test("the first one ends what is under way in order: nothing is in doubt", arguments: [SIGHUP, SIGTERM, SIGINT])
  func inOrder(number: Int32) async throws {
    let folder = try ScratchFolder()
    try folder.file("m.yaml", ManifestText.requests(200, messages: ["Hello"]))
    try await ServedOrg.with("--faults", "delay=100%:200ms") { org in
      let writ = try Self.apply(org, in: folder)
      try await eventually { try await org.statistics().messages > 0 }
      writ.signal(number)
      // A terminal that is closed sends it by itself and through the shell.
      if number == SIGHUP { writ.signal(number) }
      let run = try await writ.end()
      #expect(run.status == 6 && !run.isSignalled, "\(run.error)")
      #expect(run.error.contains("the rest continue with the same command"))
      let journal = try await WritProgram.run("journal", "list", folder: folder.url)
      #expect(journal.output.contains("stopped") && !journal.output.contains(" sent"))
      #expect(!journal.output.contains("ambiguous"))
    }
  }

  @Test("one that was ignored at the start stays ignored: nohup, background jobs", arguments: ["HUP", "INT"])
  func ignored(name: String) async throws {
    let folder = try ScratchFolder()
    try folder.file("m.yaml", ManifestText.requests(12))
    try await ServedOrg.with("--faults", "delay=100%:200ms") { org in
      let writ = try Self.apply(org, in: folder, ignoring: [name])
      try await eventually { try await org.statistics().requests > 0 }
      writ.signal(name == "HUP" ? SIGHUP : SIGINT)
      let run = try await writ.end()
      #expect(run.status == 0 && !run.isSignalled, "\(run.error)")
      #expect(try await org.statistics().requests == 12)
    }
  }

  @Test("while the org is read it ends at once, and says that nothing was sent")
  func beforeAnythingIsSent() async throws {
    let folder = try ScratchFolder()
    try folder.file("m.yaml", ManifestText.requests(12))
    try await ServedOrg.with("--faults", "delay=100%:60s") { org in
      let writ = try Self.apply(org, in: folder)
      try await eventually { FileManager.default.fileExists(atPath: folder.path(".writ/state.db-wal")) }
      writ.signal(SIGHUP)
      let run = try await writ.end()
      #expect(run.status == 6 && !run.isSignalled && run.error.contains("nothing was sent"))
    }
  }
}
