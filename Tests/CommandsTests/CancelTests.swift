import Foundation
import Testing

@Suite("Taking requests back", .serialized)
struct CancelTests {
  private static let waits = ["--settle", "200ms", "--longest-call", "1s"]

  private static func run(
    _ arguments: String..., for org: ServedOrg, in folder: ScratchFolder
  ) async throws -> WritProgram.Run {
    try await WritProgram.run(list: arguments + waits, environment: org.environment, folder: folder.url)
  }

  /// Applies the manifest, and gives the name of the run.
  private static func apply(_ org: ServedOrg, in folder: ScratchFolder, state: String = ".writ/state.db") async throws
    -> String
  {
    let made = try await run("apply", "m.yaml", "--yes", "--format", "json", "--state", state, for: org, in: folder)
    #expect(made.status == 0, "\(made.error)")
    return try #require(made.output.firstMatch(of: /"run":"([^"]+)"/)).1.description
  }

  private static func approve(_ ids: [String], in org: ServedOrg) async throws {
    for id in ids { try await org.decide(id, "APPROVED") }
  }

  @Test(
    "cancel shows who and what, takes back what a run created after a comment, lists what is too late, and does it once"
  )
  func transcript() async throws {
    let folder = try ScratchFolder()
    try folder.file("m.yaml", ManifestText.requests(2))
    try await ServedOrg.with { org in
      let run = try await Self.apply(org, in: folder)
      let ids = try await org.pageRequests().map(\.id)
      try await Self.approve([ids[1]], in: org)
      try await eventually { try await org.pageRequests().filter { $0.requestStatus == "RESOLVED" }.count == 1 }
      let transcript = Transcript("cancel", of: org, in: folder)
      let byMistake = ["cancel", "--run", run, "--comment", "Made by mistake.", "--parallelism", "1"]
      try await transcript.run(list: byMistake + ["--dry-run"])
      transcript.note("without a terminal it needs --yes, and it keeps to the limit")
      #expect(try await transcript.run(list: byMistake).status == 64)
      #expect(try await transcript.run(list: byMistake + ["--yes", "--max-cancels", "0"]).status == 7)
      #expect(try await org.pageRequests().allSatisfy { $0.requestStatus != "CANCELED" })
      #expect(try await transcript.run(list: byMistake + ["--yes"]).status == 4)
      transcript.note("a second time there is nothing to do, and apply does not make them again")
      #expect(try await transcript.run(list: byMistake + ["--yes"]).status == 4)
      #expect(try await transcript.run("apply", "m.yaml", "--yes").status == 0)
      try await transcript.run("journal", "show")
      #expect(try await org.pageRequests().filter { $0.requestStatus == "CANCELED" }.count == 1)
      let statistics = try await org.statistics()
      #expect(statistics.messages == 1 && statistics.requests == 2 && statistics.buckets["cancelRequest"]?.calls == 1)
      try transcript.check()
    }
  }

  @Test("a request is taken back by its id, as JSON, and what is not named stays")
  func byID() async throws {
    let folder = try ScratchFolder()
    try folder.file("m.yaml", ManifestText.requests(3))
    try await ServedOrg.with { org in
      _ = try await Self.apply(org, in: folder)
      let ids = try await org.pageRequests().map(\.id)
      let transcript = Transcript("cancel-request", of: org, in: folder)
      #expect(
        try await transcript.run("cancel", "--request", ids[0], "--yes", "--format", "json").status == 0)
      #expect(try await transcript.run("cancel", "--request", "61eb06a3c462d20007f0235c", "--yes").status == 4)
      #expect(try await transcript.run("cancel", "--run", "20260101T000000Z-0001", "--yes").status == 64)
      #expect(try await transcript.run("cancel", "m.yaml", "--request", ids[0]).status == 64)
      let canceled = try await org.pageRequests().filter { $0.requestStatus == "CANCELED" }
      #expect(canceled.map(\.id) == [ids[0]])
      try transcript.check()
    }
  }

  @Test(
    "a report of a cancel, and the one that the journal gives later, have the request as canceled and the same counts")
  func report() async throws {
    let folder = try ScratchFolder()
    try folder.file("m.yaml", ManifestText.requests(2))
    try await ServedOrg.with { org in
      let run = try await Self.apply(org, in: folder)
      let cancel = try await Self.run("cancel", "--run", run, "--yes", "--report", "now.json", for: org, in: folder)
      #expect(
        cancel.status == 0 && cancel.output.contains("Canceled: 2 requests in"), "\(cancel.error)\(cancel.output)")
      let replay = try await WritProgram.run(
        list: ["report", "--report", "later.json"], environment: org.environment, folder: folder.url)
      #expect(replay.status == 0, "\(replay.error)")
      for name in ["now.json", "later.json"] {
        let report = try #require(
          try JSONSerialization.jsonObject(with: Data(folder.text(name).utf8)) as? [String: Any])
        #expect(report["command"] as? String == "cancel")
        #expect((report["counts"] as? [String: Int])?["canceled"] == 2)
        #expect((report["requests"] as? [[String: Any]])?.map { $0["status"] as? String } == ["canceled", "canceled"])
      }
    }
  }

  @Test(
    "an org without the operation ends the run with the remedy, and nothing is recorded as done",
    arguments: ["cancel-not-offered-404", "cancel-not-offered-405"])
  func notOffered(name: String) async throws {
    let folder = try ScratchFolder()
    try folder.file("m.yaml", ManifestText.requests(3))
    try await ServedOrg.with("--cancel", String(name.suffix(3))) { org in
      _ = try await Self.apply(org, in: folder)
      let transcript = Transcript(name, of: org, in: folder)
      #expect(
        try await transcript.run("cancel", "m.yaml", "--yes", "--parallelism", "1").status == 8)
      #expect(try await org.statistics().buckets["cancelRequest"]?.calls == 1)
      let json = try await WritProgram.run(
        "cancel", "m.yaml", "--yes", "--format", "json", environment: org.environment, folder: folder.url)
      let lines = try json.output.split(separator: "\n").map { line in
        try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
      }
      #expect(lines.map { $0["type"] as? String } == ["started", "error", "summary"])
      #expect(lines[1]["status"] as? Int == 8 && (lines[1]["hint"] as? String)?.contains("Beta") == true)
      try transcript.check()
    }
  }

  @Test("two states at once made 40 requests twice: --duplicates leaves 40, those of the state that it runs on")
  func duplicates() async throws {
    let folder = try ScratchFolder()
    try folder.file("m.yaml", ManifestText.requests(40))
    let data = folder.path("org.db")
    // Neither run's list shows what the other one makes.
    try await ServedOrg.with("--data", data, "--faults", "late-list=100%:1m") { org in
      _ = try await Self.apply(org, in: folder, state: "ours.db")
      _ = try await Self.apply(org, in: folder, state: "theirs.db")
    }
    try await ServedOrg.with("--data", data) { org in
      #expect(try await org.statistics().requests == 80)
      let ours = try await org.pageRequests().prefix(40).map(\.id)
      let cancel = ["cancel", "m.yaml", "--duplicates", "--yes", "--state", "ours.db"]
      // The state knows its org by another address.
      for _ in 1...2 {
        let run = try await WritProgram.run(list: cancel + Self.waits, environment: org.environment, folder: folder.url)
        #expect(run.status == 0, "\(run.error)\(run.output)")
      }
      let open = try await org.pageRequests().filter { $0.requestStatus == "OPEN" }.map(\.id)
      #expect(open == ours)
      #expect(try await org.statistics().buckets["cancelRequest"]?.calls == 40)
    }
  }

  @Test(
    "500 made by mistake, 120 approved meanwhile, killed twice: 380 are canceled, 120 too late, each lost reply looked up"
  )
  func undo() async throws {
    let folder = try ScratchFolder()
    try folder.file("m.yaml", ManifestText.requests(500))
    let data = folder.path("org.db")
    let run = try await ServedOrg.with("--data", data) { org in
      let run = try await Self.apply(org, in: folder)
      try await Self.approve(org.pageRequests().prefix(120).map(\.id), in: org)
      try await eventually { try await org.pageRequests().filter { $0.requestStatus == "RESOLVED" }.count == 120 }
      return run
    }
    var notDone: [Substring] = []
    try await ServedOrg.with(
      "--data", data, "--rate-limit", "100/2s", "--faults", "reply-lost=3%,500-after=2%,truncated=2%,closed-before=2%"
    ) { org in
      let cancel = ["cancel", "--run", run, "--yes", "--reserve", "0%"] + Self.waits
      for canceled in [60, 160] {
        let writ = try StartedWrit(cancel, environment: org.environment, folder: folder.url)
        try await eventually {
          try await org.pageRequests().filter { $0.requestStatus == "CANCELED" }.count >= canceled || !writ.isRunning
        }
        #expect(writ.signal(SIGKILL))
        _ = try await writ.end()
      }
      let last = try await WritProgram.runUntilAnswered(
        list: cancel + ["--format", "json"], environment: org.environment, folder: folder.url)
      #expect(last.status == 4, "\(last.error)")
      notDone = last.output.split(separator: "\n").filter { !$0.contains(#""outcome":"done""#) }.suffix(9)
    }
    try await ServedOrg.with("--data", data) { org in
      var counts: [String: Int] = [:]
      for request in try await org.pageRequests() { counts[request.requestStatus, default: 0] += 1 }
      #expect(counts == ["CANCELED": 380, "RESOLVED": 120], "\(notDone)")
      let again = try await WritProgram.run(
        list: ["cancel", "--run", run, "--yes"] + Self.waits, environment: org.environment, folder: folder.url)
      #expect(again.status == 4 && again.output.contains("Nothing to cancel: 380 over already, 120 too late."))
      #expect(try await org.statistics().buckets["cancelRequest"]?.calls ?? 0 == 0)
      let journal = try #require(try await JournalCounts.read(in: folder))
      #expect(journal.ambiguous == 0)
    }
  }
}
