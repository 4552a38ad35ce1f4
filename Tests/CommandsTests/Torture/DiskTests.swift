#if os(Linux)
  import Foundation
  import Testing

  @Suite("A disk that fails under a run")
  struct DiskTests {
    private static let requests = 40

    /// The first writes make the state, the next ones begin the run; the last ones stand in the middle of it.
    private static let failures: [DiskFailure] = [
      DiskFailure(kind: "db-write", number: 1, reason: .noSpace),
      DiskFailure(kind: "journal-sync", number: 2, reason: .broken),
      DiskFailure(kind: "shm-write", number: 3, reason: .noSpace),
      DiskFailure(kind: "wal-write", number: 1, reason: .readOnly),
      DiskFailure(kind: "wal-write", number: 15, reason: .noSpace),
      DiskFailure(kind: "wal-write", number: 40, reason: .noSpace),
      DiskFailure(kind: "wal-write", number: 70, reason: .noSpace),
      DiskFailure(kind: "write", number: 75, reason: .broken),
      DiskFailure(kind: "wal-write", number: 80, reason: .readOnly, times: 1),
      DiskFailure(kind: "wal-sync", number: 6, reason: .broken),
      DiskFailure(kind: "wal-sync", number: 9, reason: .noSpace),
      DiskFailure(kind: "sync", number: 14, reason: .broken, times: 1),
      DiskFailure(kind: "wal-sync", number: 20, reason: .broken, times: 2),
    ]

    @Test(
      "apply sends nothing that a failing disk did not record, and continues once the disk works", arguments: failures)
    func failing(failure: DiskFailure) async throws {
      let folder = try ScratchFolder()
      try folder.file("m.yaml", ManifestText.requests(Self.requests))
      try await ServedOrg.with { org in
        let run = try await Self.apply(org, folder, failure.environment)
        // A failure that passes may be over when the write is tried again.
        let isOver = run.status == 0 && failure.times != nil
        #expect(isOver || run.error.hasPrefix("error: ") && run.error.contains("\nhint: "), "\(run.error)")
        #expect(isOver || run.status == 1 && run.error.contains("state.db"), "\(run.error)")
        let recorded = try await JournalCounts.read(in: folder)?.sent ?? 0
        let sent = try await org.statistics().requests
        #expect(sent <= recorded && (isOver || sent < Self.requests))

        let rest = try await Self.apply(org, folder)
        #expect(rest.status == 0, "\(rest.error)")
        let statistics = try await org.statistics()
        #expect(statistics.requests == Self.requests && statistics.duplicateKeys == 0)
        #expect(try await JournalCounts.read(in: folder)?.ambiguous == 0)
      }
    }

    @Test(
      "apply reports a full disk as the reason, with the file",
      arguments: [("lock-write", 1, ".lock", ["--exclusive"]), ("wal-write", 70, "", [])])
    func fullDisk(kind: String, number: Int, suffix: String, options: [String]) async throws {
      let folder = try ScratchFolder()
      try folder.file("m.yaml", ManifestText.requests(Self.requests))
      try await ServedOrg.with { org in
        let failure = DiskFailure(kind: kind, number: number, reason: .noSpace)
        let run = try await org.apply(in: folder, options, settle: "200ms", parallelism: 10, failure.environment)
        #expect(run.status == 1 && run.error.contains("\nhint: "))
        #expect(run.error.contains("disk is full") && run.error.contains(" .writ/state.db\(suffix) "), "\(run.error)")
      }
    }

    @Test(
      "plan goes on without remembering where the disk is full, while a run keeps the state open",
      arguments: ["127.0.0.1", "localhost"])
    func planOnFullDisk(host: String) async throws {
      let folder = try ScratchFolder()
      try folder.file("m.yaml", ManifestText.requests(Self.requests))
      try await ServedOrg.with("--rate-limit", "20/10m") { org in
        let run = try StartedWrit(["apply", "m.yaml", "--yes"], environment: org.environment, folder: folder.url)
        try await eventually { try await org.statistics().requests > 0 }
        // A name that is new to the state has to be written first.
        let failure = DiskFailure(kind: "wal-write", number: 1, reason: .noSpace).environment
        let address = ["OKTA_CLIENT_ORGURL": org.url.replacing("127.0.0.1", with: host)]
        let plan = try await WritProgram.run(
          "plan", "m.yaml", environment: org.environment.merging(failure) { $1 }.merging(address) { $1 },
          folder: folder.url)
        #expect(plan.status == 0 && plan.error.contains("the disk is full: what the org says"), "\(plan.error)")
        run.signal(SIGKILL)
        _ = try await run.end()
      }
    }

    private static func apply(
      _ org: ServedOrg, _ folder: ScratchFolder, _ more: [String: String] = [:]
    ) async throws -> WritProgram.Run {
      try await org.apply(in: folder, settle: "200ms", parallelism: 10, more)
    }
  }
#endif
