import Foundation
import Testing

@Suite("The state's files under a run")
struct StateTests {
  private static func apply(_ org: ServedOrg, in folder: ScratchFolder, _ more: String...) throws -> StartedWrit {
    try StartedWrit(
      ["apply", "m.yaml", "--yes", "--settle", "200ms", "--longest-call", "1s"] + more, environment: org.environment,
      folder: folder.url)
  }

  @Test("apply sends nothing more and ends with status 1 once its state is deleted")
  func deleted() async throws {
    let folder = try ScratchFolder()
    try folder.file("m.yaml", ManifestText.requests(200))
    try await ServedOrg.with("--faults", "delay=100%:300ms") { org in
      let writ = try Self.apply(org, in: folder, "--parallelism", "2")
      try await eventually { try await org.statistics().requests > 2 }
      try FileManager.default.removeItem(at: folder.url.appending(path: ".writ"))
      let sent = try await org.statistics().requests
      let run = try await writ.end()
      #expect(run.status == 1 && run.error.contains(" .writ/state.db "), "\(run.error)")
      // What was under way at that moment, or was just recorded.
      #expect(try await org.statistics().requests <= sent + 4)
      #expect(!FileManager.default.fileExists(atPath: folder.path(".writ")))
      #expect(try await Self.apply(org, in: folder).end().status == 0)
      let statistics = try await org.statistics()
      #expect(statistics.requests == 200 && statistics.duplicateKeys == 0)
    }
  }

  @Test(
    "--lock-timeout waits for a state that a run has alone until it is free, the time is over, the deadline passes or Ctrl-C comes"
  )
  func lockTimeout() async throws {
    let folder = try ScratchFolder()
    try folder.file("m.yaml", ManifestText.requests(30))
    try await ServedOrg.with("--rate-limit", "10/10m") { org in
      let first = try Self.apply(org, in: folder, "--reserve", "0%", "--exclusive")
      try await eventually { try await org.statistics().requests > 0 }
      let list = try await WritProgram.run("journal", "list", folder: folder.url)
      #expect(list.output.contains("  running  "))

      let transcript = Transcript("state-locked", of: org, in: folder)
      let late = try await transcript.run("apply", "m.yaml", "--yes", "--lock-timeout", "300ms")
      #expect(late.status == 9 && late.error.contains("process \(first.processIdentifier) on "), "\(late.error)")
      // No other state is recommended.
      #expect(!late.error.contains("--state"))
      let outOfTime = try await transcript.run(
        "apply", "m.yaml", "--yes", "--lock-timeout", "10m", "--deadline", "3s")
      #expect(outOfTime.status == 6)

      let interrupted = try Self.apply(org, in: folder, "--lock-timeout", "10m")
      let waiting = try StartedWrit(
        ["journal", "resolve", "999", "--absent", "--lock-timeout", "10m"], environment: [:], folder: folder.url)
      for writ in [interrupted, waiting] {
        try await eventually { try !writ.errorSoFar().isEmpty }
      }
      interrupted.signal(SIGINT)
      let ended = try await interrupted.end()
      #expect(ended.status == 6 && !ended.isSignalled)
      transcript.record(ended, of: ["apply", "m.yaml", "--yes", "--lock-timeout", "10m"])
      #expect(first.isRunning && waiting.isRunning)
      first.signal(SIGKILL)
      _ = try await first.end()
      let resolved = try await waiting.end()
      #expect(resolved.status == 64)
      transcript.record(resolved, of: ["journal", "resolve", "999", "--absent", "--lock-timeout", "10m"])
      try transcript.check()
    }
  }

  @Test("journal lists a run whose process was killed as died")
  func killedRun() async throws {
    let folder = try ScratchFolder()
    try folder.file("m.yaml", ManifestText.requests(30))
    try await ServedOrg.with("--rate-limit", "10/10m") { org in
      let writ = try Self.apply(org, in: folder, "--reserve", "0%")
      try await eventually { try await org.statistics().requests > 0 }
      writ.signal(SIGKILL)
      _ = try await writ.end()
      for arguments in [["journal", "list"], ["journal", "show"], ["journal", "list", "--format", "json"]] {
        let run = try await WritProgram.run(list: arguments, folder: folder.url)
        #expect(run.output.contains("died") && !run.output.contains("running"), "\(run.output)")
      }
    }
  }
}
