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

  @Test(
    "the first signal lets calls in flight finish, so that no outcome is ambiguous",
    arguments: [SIGHUP, SIGTERM, SIGINT])
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
      let journal = try #require(try await JournalCounts.read(in: folder))
      #expect(journal.states == ["stopped"] && journal.ambiguous == 0)
      #expect(run.error.contains(" \(journal.number("confirmed")) of 400 done"), "\(run.error)")
    }
  }

  @Test("a signal that was ignored when apply started stays ignored, as under nohup", arguments: ["HUP", "INT"])
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

  @Test("a signal ends apply at once with status 6 while it reads from the org")
  func beforeAnythingIsSent() async throws {
    let folder = try ScratchFolder()
    try folder.file("m.yaml", ManifestText.requests(12))
    try await ServedOrg.with("--faults", "delay=100%:60s") { org in
      let writ = try Self.apply(org, in: folder)
      try await eventually { FileManager.default.fileExists(atPath: folder.path(".writ/state.db-wal")) }
      writ.signal(SIGHUP)
      let run = try await writ.end()
      #expect(run.status == 6 && !run.isSignalled)
      let transcript = Transcript("signal-while-planning", of: org, in: folder)
      transcript.record(run, of: ["apply", "m.yaml", "--yes"])
      try transcript.check()
    }
  }

  #if os(Linux)
    @Test("Ctrl-C at the prompt ends apply at once, also on a machine with one processor", arguments: [false, true])
    func atThePrompt(isSingle: Bool) async throws {
      let folder = try ScratchFolder()
      try folder.file("m.yaml", ManifestText.requests(2))
      let terminal = try Terminal()
      try await ServedOrg.with { org in
        let more = isSingle ? CrashPoint.singleProcessor : [:]
        let writ = try StartedWrit(
          ["apply", "m.yaml"], environment: org.environment.merging(more) { $1 }, folder: folder.url,
          input: terminal.device)
        try await eventually { try writ.errorSoFar().contains("to continue") }
        writ.signal(SIGINT)
        try await eventually { !writ.isRunning }
        let run = try await writ.end()
        #expect(run.status == 6 && !run.isSignalled && run.error.contains("interrupted"), "\(run.error)")
        #expect(try await org.statistics().requests == 0)
      }
    }
  #endif

  @Test("a signal ends plan though the reader of its output stands still")
  func standingReader() async throws {
    let folder = try ScratchFolder()
    try folder.file("m.yaml", ManifestText.requests(2_000))
    let pipe = Pipe()
    try await ServedOrg.with("--rate-limit", "off") { org in
      let writ = try StartedWrit(
        ["plan", "m.yaml", "--verbose"], environment: org.environment, folder: folder.url,
        output: pipe.fileHandleForWriting)
      try await eventually {
        var waiting: Int32 = 0
        // A pipe of Linux holds 64 KiB.
        return ioctl(pipe.fileHandleForReading.fileDescriptor, UInt(FIONREAD), &waiting) == 0 && waiting >= 65_536
      }
      writ.signal(SIGINT)
      try await eventually { !writ.isRunning }
      #expect(try await writ.end().status == 6)
    }
  }
}
