#if os(Linux)
  import Foundation
  import Testing

  @Suite("A machine that sleeps")
  struct SuspendedTests {
    private struct Journal: Decodable {
      struct Entry: Decodable {
        var attempts: Int
      }

      var entries: [Entry]
    }

    @Test("a create is recorded again where the machine was suspended between its record and its call")
    func betweenRecordAndCall() async throws {
      try await ServedOrg.with { org in
        // One of a run's syncs is that of the intent.
        for number in 1...60 {
          let folder = try ScratchFolder()
          try folder.file("m.yaml", ManifestText.requests(1, from: number))
          let run = try await org.apply(
            in: folder, settle: "200ms", parallelism: 1, CrashPoint.suspended(afterSync: number))
          try #require(run.status == 0, "sync \(number): \(run.error)")
          #expect(try await org.statistics().requests == number)
          let show = try await WritProgram.run("journal", "show", "--format", "json", folder: folder.url)
          let entries = try JSONDecoder().decode(Journal.self, from: Data(show.output.utf8)).entries
          if entries.map(\.attempts) == [2] { return }
          #expect(entries.map(\.attempts) == [1])
        }
        Issue.record("no create was recorded twice")
      }
    }
  }
#endif
