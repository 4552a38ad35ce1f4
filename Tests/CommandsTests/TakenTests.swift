import Foundation
import Journaling
import Model
import Testing

@Suite("What another run on the state has")
struct TakenTests {
  /// A run of this process that is at the first request of `ManifestText.requests`.
  private struct OtherRun {
    var journal: Journal
    var lock: RunLock?
    var entry: EntryVersion

    init(_ org: ServedOrg, in folder: ScratchFolder) async throws {
      let url = try #require(org.environment["OKTA_CLIENT_ORGURL"])
      journal = try Journal(StateStore(path: folder.path(".writ/state.db"), hold: .shared))
      let run = JournalRun(
        id: RunID("20260101T000000Z-0001"), orgURL: url, planDigest: "", startedAt: Date(), host: "runner-7",
        processID: 1,
        origin: "GitHub Actions, https://github.com/acme/access/actions/runs/42")
      lock = try journal.state.lock(run.id)
      let key = RequestKey(
        requestTypeID: RequestTypeID(fromOrg: "61eb2db568c7c300079fefd2"),
        requester: UserID(fromOrg: "00u" + String(repeating: "0", count: 17)), subject: "VPN")
      let planned = try await journal.begin(
        run,
        entries: [
          NewEntry(
            kind: .create(fieldValues: []), name: "team", key: key,
            place: SourcePlace(file: "m.yaml", mark: SourceMark(line: 1, column: 1)))
        ])
      entry = try await journal.record(
        .intent(requestID: nil, deadline: Date() + 2), of: planned[0], at: Date())
    }
  }

  @Test("apply does all but what another run is at, names that run, and does the rest once that run is dead")
  func leftToAnother() async throws {
    let folder = try ScratchFolder()
    try folder.file("m.yaml", ManifestText.requests(3, messages: ["hello"]))
    try await ServedOrg.with { org in
      var other: OtherRun? = try await OtherRun(org, in: folder)
      let transcript = Transcript("taken", of: org, in: folder)
      #expect(try await transcript.run("apply", "m.yaml", "--yes", "--parallelism", "1").status == 9)
      try transcript.check()
      #expect(try await org.statistics().requests == 2)
      #expect(other != nil)
      other = nil
      let rest = try await WritProgram.run(
        "apply", "m.yaml", "--yes", "--settle", "200ms", "--longest-call", "1s", environment: org.environment,
        folder: folder.url)
      #expect(rest.status == 0, "\(rest.error)")
      let statistics = try await org.statistics()
      #expect(statistics.requests == 3 && statistics.duplicateKeys == 0 && statistics.messages == 3)
    }
  }

  @Test("apply waits for another run where it may, and does itself what that run gives back")
  func givenBack() async throws {
    let folder = try ScratchFolder()
    try folder.file("m.yaml", ManifestText.requests(3))
    try await ServedOrg.with { org in
      let other = try await OtherRun(org, in: folder)
      let writ = try StartedWrit(
        ["apply", "m.yaml", "--yes", "--lock-timeout", "10m"], environment: org.environment, folder: folder.url)
      try await eventually { try await org.statistics().requests == 2 }
      try await other.journal.record(.withdrawn, of: other.entry, at: Date())
      let run = try await writ.end()
      #expect(run.status == 0 && run.output.contains(" 3 created"), "\(run.error)")
    }
  }

  @Test("apply does not wait for a run that has died, and the next one finds out what it left")
  func abandoned() async throws {
    let folder = try ScratchFolder()
    try folder.file("m.yaml", ManifestText.requests(3))
    try await ServedOrg.with("--faults", "delay=100%:1s") { org in
      // It lives while the plan is made, and is dead when its request is come to.
      var other: OtherRun? = try await OtherRun(org, in: folder)
      let writ = try StartedWrit(
        ["apply", "m.yaml", "--yes", "--lock-timeout", "10m"], environment: org.environment, folder: folder.url)
      try await eventually { try await org.statistics().requests > 0 }
      #expect(other != nil)
      other = nil
      let run = try await writ.end()
      #expect(run.status == 9 && run.output.contains("has left it unknown: the next apply looks it up"), "\(run.error)")
    }
  }

  @Test("journal resolve leaves an entry to the run that is at it")
  func unresolved() async throws {
    let folder = try ScratchFolder()
    try await ServedOrg.with { org in
      let other = try await OtherRun(org, in: folder)
      let run = try await WritProgram.run(
        "journal", "resolve", "\(other.entry.id)", "--absent", folder: folder.url)
      #expect(run.status == 9 && run.error.contains("run 20260101T000000Z-0001 is at entry "), "\(run.error)")
    }
  }
}
