import Foundation
import Testing

@Suite("The state's files under a run")
struct StateTests {
  private static func apply(_ org: ServedOrg, in folder: ScratchFolder, _ more: String...) throws -> StartedWrit {
    try StartedWrit(
      ["apply", "m.yaml", "--yes", "--settle", "200ms"] + more, environment: org.environment, folder: folder.url)
  }

  @Test("a run whose state is deleted sends nothing more, says so, and ends with status 1")
  func deleted() async throws {
    let folder = try ScratchFolder()
    try folder.file("m.yaml", ManifestText.requests(60))
    try await ServedOrg.with("--faults", "delay=100%:300ms") { org in
      let writ = try Self.apply(org, in: folder, "--parallelism", "2")
      try await eventually { try await org.statistics().requests > 2 }
      try FileManager.default.removeItem(at: folder.url.appending(path: ".writ"))
      let sent = try await org.statistics().requests
      let run = try await writ.end()
      #expect(run.status == 1)
      #expect(run.error.contains("the state .writ/state.db was deleted or replaced during the run"))
      // What was under way at that moment, or was just recorded.
      #expect(try await org.statistics().requests <= sent + 4)
      #expect(!FileManager.default.fileExists(atPath: folder.path(".writ")))
      #expect(try await Self.apply(org, in: folder).end().status == 0)
      let statistics = try await org.statistics()
      #expect(statistics.requests == 60 && statistics.duplicateKeys == 0)
    }
  }
}
