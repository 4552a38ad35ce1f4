import Foundation
import Testing

@Suite("Several processes at once", .serialized)
struct TogetherTests {
  private static func apply(
    _ manifest: String, state: String, org: ServedOrg, in folder: ScratchFolder, _ more: String...
  ) throws -> StartedWrit {
    try StartedWrit(
      ["apply", manifest, "--yes", "--state", state, "--settle", "500ms", "--longest-call", "1s"] + more,
      environment: org.environment,
      folder: folder.url)
  }

  @Test("two applies share the org's rate limit, while plans and lists run next to them")
  func twoStates() async throws {
    let folder = try ScratchFolder()
    try await ServedOrg.with("--rate-limit", "60/1s") { org in
      var (rounds, plans) = (0, 0)
      // On a busy machine, a plan may last as long as both runs.
      while plans < 2 {
        rounds += 1
        try folder.file("a.yaml", ManifestText.requests(120 * rounds, subject: "VPN"))
        try folder.file("b.yaml", ManifestText.requests(120 * rounds, subject: "Laptop"))
        let runs = [
          try Self.apply("a.yaml", state: "a.db", org: org, in: folder),
          try Self.apply("b.yaml", state: "b.db", org: org, in: folder),
        ]
        while runs.contains(where: \.isRunning) {
          plans += try await Self.look(org, folder)
        }
        for run in runs {
          let run = try await run.end()
          #expect(run.status == 0, "\(run.error)")
          #expect(run.output.contains(" 120 created"))
        }
      }
      let statistics = try await org.statistics()
      #expect(statistics.requests == 240 * rounds && statistics.duplicateKeys == 0)
    }
  }

  /// Plans and lists as a second person would; gives the number of plans.
  private static func look(_ org: ServedOrg, _ folder: ScratchFolder) async throws -> Int {
    let plan = try await WritProgram.run(
      "plan", "a.yaml", "--state", "a.db", "--settle", "500ms", "--longest-call", "1s", "--format", "json",
      environment: org.environment,
      folder: folder.url)
    #expect(plan.status == 0, "\(plan.error)")
    let list = try await WritProgram.run(
      "requests", "list", "--all", environment: org.environment, folder: folder.url)
    #expect(list.status == 0, "\(list.error)")
    let journal = try await WritProgram.run("journal", "list", "--state", "a.db", folder: folder.url)
    #expect([0, 64].contains(journal.status), "\(journal.error)")
    return 1
  }

  @Test("two applies of one manifest on one state share the work, and each request is created once")
  func oneManifest() async throws {
    let folder = try ScratchFolder()
    try await ServedOrg.with("--rate-limit", "10/1s") { org in
      for round in 1...6 {
        try folder.file("m.yaml", ManifestText.requests(10 * round))
        let runs = [
          try Self.apply("m.yaml", state: "s.db", org: org, in: folder),
          try Self.apply("m.yaml", state: "s.db", org: org, in: folder),
        ]
        // Who ends first may leave some to the other, which is at them.
        for run in runs {
          let run = try await run.end()
          #expect([0, 9].contains(run.status), "round \(round): \(run.error)")
          #expect(run.status == 0 || run.error.contains("another run has "), "\(run.error)")
        }
        let statistics = try await org.statistics()
        #expect(statistics.requests == 10 * round && statistics.duplicateKeys == 0)
      }
    }
  }

  @Test("two applies of one manifest both end with status 0 where they may wait for each other")
  func patience() async throws {
    let folder = try ScratchFolder()
    try folder.file("m.yaml", ManifestText.requests(40, messages: ["hello"]))
    try await ServedOrg.with("--rate-limit", "20/1s") { org in
      let runs = try (0..<2).map { _ in
        try Self.apply("m.yaml", state: "s.db", org: org, in: folder, "--lock-timeout", "30s")
      }
      var created = 0
      for run in runs {
        let run = try await run.end()
        #expect(run.status == 0, "\(run.error)")
        created += run.output.components(separatedBy: "\ncreated  ").count - 1
      }
      #expect(created == 40)
      let statistics = try await org.statistics()
      #expect(statistics.requests == 40 && statistics.duplicateKeys == 0 && statistics.messages == 40)
    }
  }

  @Test("two applies of two manifests on one state go on next to each other, and neither waits for the other to end")
  func twoManifests() async throws {
    let folder = try ScratchFolder()
    try folder.file("a.yaml", ManifestText.requests(60, subject: "VPN"))
    // Of another name: else one that is planned late would be taken for the other with an edited subject.
    let laptops = ManifestText.requests(60, subject: "Laptop")
      .replacingOccurrences(of: "name: team", with: "name: laptops")
    try folder.file("b.yaml", laptops)
    try await ServedOrg.with("--rate-limit", "10/1s") { org in
      let runs = [
        try Self.apply("a.yaml", state: "s.db", org: org, in: folder),
        try Self.apply("b.yaml", state: "s.db", org: org, in: folder),
      ]
      // Both are at work at once.
      try await eventually {
        let counts = try await JournalCounts.read(in: folder, state: "s.db")
        return counts?.states == ["running", "running"] && counts?.confirmedRuns == 2
      }
      for run in runs {
        let run = try await run.end()
        #expect(run.status == 0 && run.output.contains(" 60 created"), "\(run.error)\(run.output)")
      }
      let statistics = try await org.statistics()
      #expect(statistics.requests == 120 && statistics.duplicateKeys == 0)
    }
  }
}
