import Foundation
import Testing

@Suite("writ apply --deadline")
struct DeadlineTests {
  /// An apply whose deadline passes while it reads from the org.
  private static func expectLate(org: ServedOrg, in folder: ScratchFolder) async throws {
    let transcript = Transcript("deadline-while-planning", of: org, in: folder)
    #expect(try await transcript.run("apply", "m.yaml", "--yes", "--deadline", "5s").status == 6)
    try transcript.check()
    #expect(try await org.statistics().requests == 0)
  }

  @Test("--deadline ends a run that waits for the rate limit while it plans")
  func deadlineWhilePlanning() async throws {
    let folder = try ScratchFolder()
    try folder.file("m.yaml", ManifestText.requests(3))
    try await ServedOrg.with("--rate-limit", "1/10m") { org in
      let spent = try await WritProgram.run(
        "requests", "list", "--state", "other.db", environment: org.environment, folder: folder.url)
      #expect(spent.status == 0, "\(spent.error)")
      try await Self.expectLate(org: org, in: folder)
    }
  }

  @Test("--deadline ends a read that gets no reply, long before the call times out")
  func deadlineInSilence() async throws {
    let folder = try ScratchFolder()
    try folder.file("m.yaml", ManifestText.requests(3))
    try await ServedOrg.with("--faults", "delay=100%:10m") { org in
      let started = ContinuousClock.now
      try await Self.expectLate(org: org, in: folder)
      // Without --deadline a call without a reply takes a minute.
      #expect(ContinuousClock.now - started < .seconds(45))
    }
  }
}
