#if os(Linux)
  import Foundation
  import Testing

  @Suite("Power cuts under an org whose list is late")
  struct PowerCutTests {
    private static let requests = 60

    /// The list cannot stand in for the journal here: it shows a request long after the next run has begun. An intent
    /// that a power cut could take back would be sent twice.
    @Test("what was recorded before a call outlives all that follows, and no request is made twice")
    func lateList() async throws {
      let folder = try ScratchFolder()
      try folder.file("m.yaml", ManifestText.requests(Self.requests))
      try await ServedOrg.with("--faults", "late-list=100%:1500ms") { org in
        var deaths = 0
        for number in stride(from: 4, through: 34, by: 3) {
          let point = CrashPoint(kind: "wal-sync", number: number, moment: .cut)
          let run = try await Self.apply(org, folder, point.environment)
          #expect(run.isSignalled || run.status == 0, "\(point): \(run.error)")
          if run.isSignalled { deaths += 1 }
        }
        #expect(deaths >= 6)
        let rest = try await Self.apply(org, folder)
        #expect(rest.status == 0, "\(rest.error)")
        let statistics = try await org.statistics()
        #expect(statistics.requests == Self.requests && statistics.duplicateKeys == 0)
      }
    }

    private static func apply(
      _ org: ServedOrg, _ folder: ScratchFolder, _ more: [String: String] = [:]
    ) async throws -> WritProgram.Run {
      try await org.apply(in: folder, settle: "2s", parallelism: 4, more)
    }
  }
#endif
