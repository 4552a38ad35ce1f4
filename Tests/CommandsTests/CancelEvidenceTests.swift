import Foundation
import Testing

@Suite("What writ cancel takes as evidence")
struct CancelEvidenceTests {
  private static let waits = ["--settle", "200ms", "--longest-call", "1s"]

  private static func run(
    _ arguments: String..., for environment: [String: String], in folder: ScratchFolder
  ) async throws -> WritProgram.Run {
    try await WritProgram.run(list: arguments + waits, environment: environment, folder: folder.url)
  }

  #if os(Linux)
    /// A state whose run died after the org had made its request, and before it recorded that; gives the run's name.
    private static func withDeadRun(
      _ body: (ServedOrg, ScratchFolder, _ run: String) async throws -> Void
    ) async throws {
      try await ServedOrg.with { org in
        // A sync that comes after the create.
        for (number, point) in CrashPoint.syncs(.cut).enumerated() {
          let folder = try ScratchFolder()
          try folder.file("m.yaml", ManifestText.requests(1, from: number))
          let before = try await org.statistics().requests
          let apply = try await org.apply(in: folder, settle: "200ms", parallelism: 1, point.environment)
          guard try await org.statistics().requests > before, apply.isSignalled,
            let journal = try await JournalCounts.read(in: folder), journal.ambiguous == 1
          else { continue }
          return try await body(org, folder, journal.names[0])
        }
        Issue.record("no run died between its create and the record of it")
      }
    }

    @Test("a dry run plans what a run that died may have created, as the run itself does")
    func dryRun() async throws {
      try await Self.withDeadRun { org, folder, run in
        let dry = try await Self.run("cancel", "--run", run, "--dry-run", for: org.environment, in: folder)
        #expect(dry.status == 0 && dry.output.contains("Plan: 1 to cancel."), "\(dry.error)\(dry.output)")
        #expect(!dry.error.contains("unknown"))
        let real = try await Self.run("cancel", "--run", run, "--yes", for: org.environment, in: folder)
        #expect(real.status == 0 && real.output.contains("Canceled: 1 request"), "\(real.error)\(real.output)")
      }
    }

    @Test(
      "the retrieval of a request by its id settles no create of unknown outcome: it shows none that the list hides")
    func request() async throws {
      try await Self.withDeadRun { org, folder, _ in
        let id = try await org.pageRequests()[0].id
        let cancel = try await Self.run("cancel", "--request", id, "--yes", for: org.environment, in: folder)
        #expect(cancel.status == 0, "\(cancel.error)")
        let journal = try #require(try await JournalCounts.read(in: folder))
        #expect(journal.ambiguous == 1 && journal.number("confirmed") == 1 && journal.number("absent") == 0)
        // The list does, also of what was canceled.
        let apply = try await Self.run("apply", "m.yaml", "--yes", for: org.environment, in: folder)
        #expect(apply.status == 0, "\(apply.error)")
        let statistics = try await org.statistics()
        #expect(statistics.requests == 1 && statistics.duplicateKeys == 0)
      }
    }

    @Test("the journal says which runs are cancels, and what an unknown one that is recorded as absent means")
    func recordedAbsent() async throws {
      try await ServedOrg.with { org in
        for (number, point) in CrashPoint.syncs(.after).enumerated() {
          let folder = try ScratchFolder()
          try folder.file("m.yaml", ManifestText.requests(1, from: number))
          let apply = try await Self.run("apply", "m.yaml", "--yes", for: org.environment, in: folder)
          try #require(apply.status == 0, "\(apply.error)")
          let cancel = try await Self.run(
            "cancel", "m.yaml", "--yes", for: org.environment.merging(point.environment) { $1 }, in: folder)
          if cancel.isSignalled, try await JournalCounts.read(in: folder)?.ambiguous == 1 {
            return try await Self.recordAbsent(org, folder)
          }
        }
        Issue.record("no run died between the record of its cancel and the call")
      }
    }

    private static func recordAbsent(_ org: ServedOrg, _ folder: ScratchFolder) async throws {
      let list = try await WritProgram.run("journal", "list", folder: folder.url)
      let lines = list.output.split(separator: "\n")
      #expect(
        lines.first?.contains("  cancel  ") == true && lines.last?.contains("cancel") == false, "\(list.output)")
      let json = try await WritProgram.run("journal", "list", "--format", "json", folder: folder.url)
      #expect(json.output.contains(#""command": "cancel""#) && json.output.contains(#""command": "apply""#))
      let name = try #require(try await JournalCounts.read(in: folder)?.names.first)
      let resolve = try await WritProgram.run(
        "journal", "resolve", "--all", "--run", name, "--absent", folder: folder.url)
      #expect(resolve.status == 0, "\(resolve.error)")
      #expect(resolve.error == "1 entry marked as not canceled; the next cancel cancels it\n", "\(resolve.error)")
      let next = try await Self.run("cancel", "m.yaml", "--yes", for: org.environment, in: folder)
      #expect(next.status == 0 && next.output.contains("Canceled: 1 request"), "\(next.error)\(next.output)")
    }
  #endif

  @Test("a request that status has shown to be approved in part is too late, and gets no comment")
  func decidedInPart() async throws {
    let folder = try ScratchFolder()
    try folder.file(
      "seed.yaml", "requestTypes:\n  - { id: 61eb2db568c7c300079fefd2, name: vpn, approvals: 2 }\n")
    try folder.file("m.yaml", ManifestText.requests(2))
    try await ServedOrg.with("--seed", folder.path("seed.yaml")) { org in
      let apply = try await Self.run("apply", "m.yaml", "--yes", for: org.environment, in: folder)
      try #require(apply.status == 0, "\(apply.error)")
      let ids = try await org.pageRequests().map(\.id)
      try await org.decide(ids[0], "APPROVED")
      let status = try await WritProgram.run("status", "m.yaml", environment: org.environment, folder: folder.url)
      #expect(status.status == 0, "\(status.error)")
      let cancel = try await Self.run(
        "cancel", "m.yaml", "--yes", "--comment", "sorry", for: org.environment, in: folder)
      #expect(cancel.status == 4 && cancel.output.contains("too late: it is decided in part"), "\(cancel.output)")
      #expect(try await org.messages(of: ids[0]) == [])
      #expect(try await org.messages(of: ids[1]) == ["sorry"])
      #expect(try await org.statistics().buckets["cancelRequest"]?.calls == 1)
    }
  }

  @Test("a cancel that something in between answers with a page is looked up, fails, and is sent again by the next run")
  func intercepted() async throws {
    let folder = try ScratchFolder()
    let request = """
      {"id":"61eb06a3c462d20007f02350","subject":"VPN","requestTypeId":"61eb2db568c7c300079fefd2",
      "requesterUserIds":["00u00000000000000000"],"created":"2023-11-14T22:13:20Z","createdBy":"00u1",
      "lastUpdated":"2023-11-14T22:13:20Z","lastUpdatedBy":"00u1","requestStatus":"OPEN","type":"ACCESS_REQUEST","_links":{}}
      """
    try await RawServer.with { call in
      if call.hasPrefix("PATCH ") {
        return RawServer.reply(200, ["Content-Type: text/html"], "<html>Please sign in</html>")
      }
      if call.hasPrefix("POST ") { return RawServer.reply(500) }
      if call.contains(/request-types|users/) { return RawServer.reply(404) }
      return RawServer.reply(200, [], call.contains("/requests/61eb") ? request : "{\"data\":[\(request)]}")
    } body: { org in
      let environment = ["OKTA_CLIENT_ORGURL": "http://127.0.0.1:\(org.port)", "OKTA_CLIENT_TOKEN": ServedOrg.token]
      for count in 1...2 {
        let cancel = try await Self.run(
          "cancel", "--request", "61eb06a3c462d20007f02350", "--yes", "--comment", "sorry", for: environment, in: folder
        )
        #expect(cancel.status == 1, "\(cancel.error)\(cancel.output)")
        #expect(cancel.output.contains("failed") && cancel.output.contains("not by Okta"), "\(cancel.output)")
        #expect(org.received.count { $0.hasPrefix("PATCH ") } == count)
      }
      #expect(!org.received.contains { $0.hasPrefix("POST ") })
    }
  }

  @Test("--duplicates cancels nothing where the request that our entries went to was denied")
  func deniedDuplicate() async throws {
    let folder = try ScratchFolder()
    try folder.file("m.yaml", ManifestText.requests(2))
    let data = folder.path("org.db")
    try await ServedOrg.with("--data", data, "--faults", "late-list=100%:1m") { org in
      for state in ["ours.db", "theirs.db"] {
        let apply = try await Self.run("apply", "m.yaml", "--yes", "--state", state, for: org.environment, in: folder)
        #expect(apply.status == 0, "\(apply.error)")
      }
    }
    try await ServedOrg.with("--data", data) { org in
      let ids = try await org.pageRequests().map(\.id)
      try #require(ids.count == 4)
      // Of the first person's requests, ours; of the other one's, none.
      try await org.decide(ids[0], "DENIED")
      let cancel = try await Self.run(
        "cancel", "m.yaml", "--duplicates", "--yes", "--state", "ours.db", for: org.environment, in: folder)
      #expect(cancel.status == 0, "\(cancel.error)\(cancel.output)")
      let statuses = try await org.pageRequests().map(\.requestStatus)
      #expect(statuses.sorted() == ["CANCELED", "OPEN", "OPEN", "RESOLVED"])
      #expect(
        try await org.pageRequests().filter { ids.prefix(2).contains($0.id) }.allSatisfy {
          $0.requestStatus != "CANCELED"
        })
    }
  }
}
