import Foundation
import Journaling
import TestPostgreSQL
import Testing

@Suite("Runs on several machines share the org's rate limit")
struct SharedRateTests {
  @Test("applies that share nothing but a state in PostgreSQL fill the org's windows together, without a 429")
  func machines() async throws {
    let folder = try ScratchFolder()
    let names = (0..<3).map { "\($0).yaml" }
    for (number, name) in names.enumerated() { try folder.file(name, ManifestText.requests(40, from: 40 * number)) }
    let url = try await PostgresCluster.shared.value.url(schema: PostgresCluster.newSchema())
    try await ServedOrg.with("--rate-limit", "30/5s") { org in
      // Each has a home of its own, and no folder for temporary files in common.
      let runs = try names.map { name in
        let temporary = folder.url.appending(path: "tmp-\(name)")
        try FileManager.default.createDirectory(at: temporary, withIntermediateDirectories: true)
        return try StartedWrit(
          ["apply", name, "--yes", "--settle", "500ms", "--longest-call", "1s", "--reserve", "0%"],
          environment: org.environment.merging(["WRIT_STATE": url.description, "TMPDIR": temporary.path]) { $1 },
          folder: folder.url)
      }
      for run in runs {
        let run = try await run.end()
        #expect(run.status == 0, "\(run.error)")
        #expect(run.output.contains(" 40 created"), "\(run.output)")
      }
      let statistics = try await org.statistics()
      #expect(statistics.requests == 120 && statistics.duplicateKeys == 0)
      #expect(statistics.buckets.values.allSatisfy { $0.throttled == 0 }, "\(statistics.buckets)")
    }
  }
}
