import Foundation
import Journaling
import Synchronization
import TestPostgreSQL
import Testing

/// Each has a server of its own, which goes away while a run is at work.
@Suite("A database server that goes away in a run", .serialized)
struct OutageTests {
  private static func apply(
    _ org: ServedOrg, _ state: PostgresURL, in folder: ScratchFolder, _ more: String...
  ) throws -> StartedWrit {
    try StartedWrit(
      ["apply", "m.yaml", "--yes", "--settle", "1s", "--longest-call", "1s", "--state", state.description] + more,
      environment: org.environment, folder: folder.url)
  }

  /// Makes the server a standby, which to a run is as good as none, and waits until the run says so.
  private static func demote(_ cluster: PostgresCluster, below writ: StartedWrit) async throws {
    try cluster.stop()
    try cluster.makeStandby()
    try cluster.start()
    try await eventually { try writ.errorSoFar().contains(" is not reachable for ") }
  }

  private static func expectEachOnce(_ org: ServedOrg, _ count: Int) async throws {
    let statistics = try await org.statistics()
    #expect(statistics.requests == count && statistics.duplicateKeys == 0)
  }

  @Test("a run waits for a server that crashed, says so, and goes on when it is back: each request exists once")
  func restart() async throws {
    let (cluster, folder) = (try PostgresCluster(), try ScratchFolder())
    try folder.file("m.yaml", ManifestText.requests(60))
    try await ServedOrg.with("--rate-limit", "10/1s") { org in
      let writ = try Self.apply(org, try cluster.url(), in: folder)
      try await eventually { try await org.statistics().requests >= 10 }
      try cluster.stop()
      try await eventually { try writ.errorSoFar().contains(" is not reachable for ") }
      let made = try await org.statistics().requests
      try cluster.start()
      let run = try await writ.end()
      #expect(run.status == 0 && made < 60, "\(run.error)")
      #expect(run.error.contains(" is reachable again after "), "\(run.error)")
      try await Self.expectEachOnce(org, 60)
    }
  }

  @Test("a run whose server stays away ends with status 1, and the same command continues")
  func goneForLong() async throws {
    let (cluster, folder) = (try PostgresCluster(), try ScratchFolder())
    try folder.file("m.yaml", ManifestText.requests(60))
    try await ServedOrg.with("--rate-limit", "10/1s", "--faults", "delay=100%:300ms") { org in
      // Replies are late: the outcomes of some calls cannot be recorded, nor that the run has ended.
      let writ = try Self.apply(org, try cluster.url(), in: folder, "--state-timeout", "1s")
      try await eventually { try await org.statistics().requests >= 10 }
      try cluster.stop()
      let run = try await writ.end()
      #expect(run.status == 1 && run.error.contains(" was not reachable for 1 s"), "\(run.error)")
      #expect(run.error.contains("hint: run the same command again"), "\(run.error)")
      #expect(try await org.statistics().requests < 60)
      try cluster.start()
      let rest = try await Self.apply(org, try cluster.url(), in: folder).end()
      #expect(rest.status == 0, "\(rest.error)")
      try await Self.expectEachOnce(org, 60)
    }
  }

  @Test("Ctrl-C and a deadline end a run that waits for its server with status 6", arguments: [true, false])
  func stopped(isInterrupted: Bool) async throws {
    let (cluster, folder) = (try PostgresCluster(), try ScratchFolder())
    try folder.file("m.yaml", ManifestText.requests(60))
    try await ServedOrg.with("--rate-limit", "5/1s") { org in
      let deadline = isInterrupted ? [] : ["--deadline", "6s"]
      let writ = try StartedWrit(
        ["apply", "m.yaml", "--yes", "--state", try cluster.url().description, "--state-timeout", "1h"] + deadline,
        environment: org.environment, folder: folder.url)
      try await eventually { try await org.statistics().requests >= 2 }
      try cluster.stop()
      try await eventually { try !writ.isRunning || writ.errorSoFar().contains(" is not reachable for ") }
      if isInterrupted { writ.signal(SIGINT) }
      let run = try await writ.end()
      #expect(run.status == 6 && !run.isSignalled, "\(run.error)")
    }
  }

  @Test("after a failover a run makes no calls for a while, says so, and goes on: each request exists once")
  func failover() async throws {
    let (cluster, folder) = (try PostgresCluster(), try ScratchFolder())
    try folder.file("m.yaml", ManifestText.requests(40))
    try await ServedOrg.with("--rate-limit", "10/1s") { org in
      let writ = try Self.apply(org, try cluster.url(), in: folder)
      try await eventually { try await org.statistics().requests >= 10 }
      try await Self.demote(cluster, below: writ)
      let made = try await org.statistics().requests
      try cluster.promote()
      try await eventually { try !writ.isRunning || writ.errorSoFar().contains(": no new calls for ") }
      #expect(writ.isRunning)
      // Another run waits for the same.
      let other = try Self.apply(org, try cluster.url(), in: folder, "--lock-timeout", "10m")
      try await eventually { try other.errorSoFar().contains(": no new calls for ") }
      #expect(try await org.statistics().requests == made)
      for run in [try await writ.end(), try await other.end()] { #expect(run.status == 0, "\(run.error)") }
      try await Self.expectEachOnce(org, 40)
    }
  }

  @Test(
    "after a failover that lost the record of a request, a run does not make that again, and the next one continues")
  func unrecorded() async throws {
    let (cluster, folder) = (try PostgresCluster(), try ScratchFolder())
    try folder.file("m.yaml", ManifestText.requests(40))
    try await ServedOrg.with("--rate-limit", "10/1s") { org in
      let writ = try Self.apply(org, try cluster.url(), in: folder)
      try await eventually { try await org.statistics().requests >= 10 }
      try await Self.demote(cluster, below: writ)
      // As another run did it, whose record only the lost server had.
      let made = try await WritProgram.run(
        "requests", "create", "--type", "61eb2db568c7c300079fefd2", "--subject", "VPN", "--user",
        "00u00000000000000039", environment: org.environment)
      #expect(made.status == 0, "\(made.error)")
      try cluster.promote()
      let run = try await writ.end()
      #expect(run.status == 1 && run.error.contains("which the state does not know"), "\(run.error)")
      #expect(run.error.contains("hint: run the same command again"), "\(run.error)")
      let rest = try await Self.apply(org, try cluster.url(), in: folder).end()
      #expect(rest.status == 0, "\(rest.error)")
      try await Self.expectEachOnce(org, 40)
    }
  }

  @Test("a copy of the database is refused with status 7 until it is adopted")
  func copied() async throws {
    let (cluster, folder) = (try PostgresCluster(), try ScratchFolder())
    try folder.file("m.yaml", ManifestText.requests(1))
    let url = try cluster.url()
    _ = try await StateStore.open(.postgreSQL(url), environment: [:])
    let database = PostgresDatabase(url, environment: [:])
    _ = try await database.connect()
    // As if its tables came from elsewhere.
    _ = try await database.run([.change("UPDATE meta SET systemIdentifier = systemIdentifier + 1")])
    try await ServedOrg.with { org in
      let refused = try await Self.apply(org, url, in: folder).end()
      #expect(refused.status == 7 && refused.error.contains("writ state adopt"), "\(refused.error)")
      try await Self.expectEachOnce(org, 0)
      let adopted = try await WritProgram.run("state", "adopt", "--state", url.description, folder: folder.url)
      #expect(adopted.status == 0, "\(adopted.error)")
      let run = try await Self.apply(org, url, in: folder).end()
      #expect(run.status == 0, "\(run.error)")
      try await Self.expectEachOnce(org, 1)
    }
  }

  @Test("each request exists once though sessions end again and again", arguments: [false, true])
  func endedSessions(isPooled: Bool) async throws {
    let (cluster, folder) = (try PostgresCluster(), try ScratchFolder())
    try folder.file("m.yaml", ManifestText.requests(200, messages: ["hello"]))
    let pooler = isPooled ? try cluster.startPooler() : nil
    try await ServedOrg.with("--rate-limit", "60/1s") { org in
      _ = try await StateStore.open(.postgreSQL(try cluster.url()), environment: [:])
      let writ = try Self.apply(org, try cluster.url(folder: pooler), in: folder)
      try await eventually { try await org.statistics().requests > 0 }
      let ended = try await cluster.endSessions {
        writ.isRunning ? try await org.statistics().requests : nil
      }
      let run = try await writ.end()
      #expect(run.status == 0 && ended > 10, "\(ended) ended: \(run.error)")
      try await Self.expectEachOnce(org, 200)
      #expect(try await org.statistics().messages == 200)
    }
  }
}
