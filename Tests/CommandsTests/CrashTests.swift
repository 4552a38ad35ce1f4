import Foundation
import Testing

@Suite("Whatever dies, each request exists once", .serialized)
struct CrashTests {
  private static func apply(_ org: ServedOrg, in folder: ScratchFolder, _ more: String...) throws -> StartedWrit {
    try StartedWrit(
      ["apply", "m.yaml", "--yes", "--settle", "1s", "--longest-call", "1s"] + more, environment: org.environment,
      folder: folder.url)
  }

  /// Runs meet an org with a limit under which they cannot come to their end, however long a busy machine takes to notice;
  /// afterwards the same org has no limit.
  private static func with(
    limit: String, in folder: ScratchFolder, _ body: (ServedOrg) async throws -> Void,
    then after: (ServedOrg) async throws -> Void
  ) async throws {
    let data = folder.path("org.db")
    try await ServedOrg.with("--rate-limit", limit, "--data", data, body: body)
    try await ServedOrg.with("--data", data, body: after)
  }

  @Test("an interrupted apply finishes calls in flight, and the next one continues")
  func interrupted() async throws {
    let folder = try ScratchFolder()
    try folder.file("m.yaml", ManifestText.requests(60))
    try await Self.with(limit: "20/10m", in: folder) { org in
      let writ = try Self.apply(org, in: folder, "--reserve", "0%")
      // The last few of a window go late, to look for other clients.
      try await eventually { try await org.statistics().requests >= 10 }
      writ.signal(SIGINT)
      let run = try await writ.end()
      #expect(run.status == 6 && !run.isSignalled)
      let made = try await org.statistics().requests
      #expect(run.error.contains(" \(made) of 60 done"), "\(run.error)")
      let journal = try #require(try await JournalCounts.read(in: folder))
      #expect(journal.states == ["stopped"] && journal.ambiguous == 0)
    } then: { org in
      let rest = try await Self.apply(org, in: folder).end()
      #expect(rest.status == 0, "\(rest.error)")
      let statistics = try await org.statistics()
      #expect(statistics.requests == 60 && statistics.duplicateKeys == 0)
    }
  }

  @Test("apply causes no 429 after a run that was killed when it had used up the rate limit")
  func spentWindow() async throws {
    let folder = try ScratchFolder()
    try folder.file("m.yaml", ManifestText.requests(40))
    try await ServedOrg.with("--rate-limit", "30/8s") { org in
      let writ = try Self.apply(org, in: folder, "--reserve", "0%")
      try await eventually { try await org.statistics().requests >= 30 }
      writ.signal(SIGKILL)
      _ = try await writ.end()
      let rest = try await Self.apply(org, in: folder, "--reserve", "0%").end()
      #expect(rest.status == 0, "\(rest.error)")
      let statistics = try await org.statistics()
      #expect(statistics.requests == 40 && statistics.duplicateKeys == 0)
      #expect(statistics.buckets.values.allSatisfy { $0.throttled == 0 }, "\(statistics.buckets)")
    }
  }

  @Test("apply stops when the org goes away, and continues when it is back")
  func orgGoesAway() async throws {
    let folder = try ScratchFolder()
    try folder.file("m.yaml", ManifestText.requests(1200))
    try await Self.with(limit: "20/2s", in: folder) { org in
      let writ = try Self.apply(org, in: folder, "--reserve", "0%")
      try await eventually { try await org.statistics().requests >= 20 }
      try await org.end(SIGKILL)
      let run = try await writ.end()
      #expect(run.status == 1 && run.error.contains(org.url))
      // A note every ten seconds says what the run waits for.
      #expect(run.error.contains(/\btry [1-8] of 8/), "\(run.error)")
      #expect(run.error.contains("\nhint: "))
    } then: { org in
      // The org is the same though its port is not: the state knows it by its address, so only the list shows what exists.
      let rest = try await Self.apply(org, in: folder).end()
      #expect(rest.status == 0, "\(rest.error)")
      let statistics = try await org.statistics()
      #expect(statistics.requests == 1200 && statistics.duplicateKeys == 0)
    }
  }
}
