import Foundation
import Testing

@Suite("Several processes at once", .serialized)
struct TogetherTests {
  private static func apply(_ manifest: String, state: String, org: ServedOrg, in folder: ScratchFolder) throws
    -> StartedWrit
  {
    try StartedWrit(
      ["apply", manifest, "--yes", "--state", state, "--settle", "500ms", "--longest-call", "1s"],
      environment: org.environment,
      folder: folder.url)
  }

  @Test("two applies share the org's rate limit, while plans and lists run next to them")
  func twoStates() async throws {
    let folder = try ScratchFolder()
    try folder.file("a.yaml", ManifestText.requests(120, subject: "VPN"))
    try folder.file("b.yaml", ManifestText.requests(120, subject: "Laptop"))
    try await ServedOrg.with("--rate-limit", "60/1s") { org in
      let runs = [
        try Self.apply("a.yaml", state: "a.db", org: org, in: folder),
        try Self.apply("b.yaml", state: "b.db", org: org, in: folder),
      ]
      var plans = 0
      while runs.contains(where: \.isRunning) {
        plans += try await Self.look(org, folder)
      }
      for run in runs {
        let run = try await run.end()
        #expect(run.status == 0, "\(run.error)")
        #expect(run.output.contains(" 120 created"))
      }
      #expect(plans >= 2)
      let statistics = try await org.statistics()
      #expect(statistics.requests == 240 && statistics.duplicateKeys == 0)
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

  @Test("of two applies that start at once on one state, one does the work and the other ends with status 9")
  func oneState() async throws {
    let folder = try ScratchFolder()
    try await ServedOrg.with("--rate-limit", "10/1s") { org in
      for round in 1...6 {
        try folder.file("m.yaml", ManifestText.requests(10 * round))
        let runs = [
          try Self.apply("m.yaml", state: "s.db", org: org, in: folder),
          try Self.apply("m.yaml", state: "s.db", org: org, in: folder),
        ]
        let first = try await runs[0].end()
        let second = try await runs[1].end()
        #expect([first.status, second.status].sorted() == [0, 9], "round \(round): \(first.error)\(second.error)")
        let refused = first.status == 9 ? first : second
        #expect(refused.error.hasPrefix("error: ") && refused.error.contains(" process "), "\(refused.error)")
        let statistics = try await org.statistics()
        #expect(statistics.requests == 10 * round && statistics.duplicateKeys == 0)
      }
    }
  }
}
