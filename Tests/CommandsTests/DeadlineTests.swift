import Foundation
import Testing

@Suite("writ apply --deadline")
struct DeadlineTests {
  private static func apply(org: ServedOrg, in folder: ScratchFolder) async throws -> WritProgram.Run {
    try await WritProgram.run(
      "apply", "m.yaml", "--yes", "--deadline", "1s", environment: org.environment, folder: folder.url)
  }

  @Test("the deadline counts while the org is read: a run that waits for a window ends in time")
  func deadlineWhilePlanning() async throws {
    let folder = try ScratchFolder()
    try folder.file("m.yaml", ManifestText.requests(3))
    try await ServedOrg.with("--rate-limit", "1/10m") { org in
      let spent = try await WritProgram.run(
        "requests", "list", "--state", "other.db", environment: org.environment, folder: folder.url)
      #expect(spent.status == 0, "\(spent.error)")
      let late = try await Self.apply(org: org, in: folder)
      #expect(late.status == 6)
      #expect(late.error.contains("the deadline is over while the org was read: nothing was sent\n"), "\(late.error)")
    }
  }

  @Test("the deadline ends a read that gets no reply, long before the call times out")
  func deadlineInSilence() async throws {
    let folder = try ScratchFolder()
    try folder.file("m.yaml", ManifestText.requests(3))
    try await ServedOrg.with("--faults", "delay=100%:10m") { org in
      let started = ContinuousClock.now
      let late = try await Self.apply(org: org, in: folder)
      #expect(late.status == 6)
      #expect(late.error.contains("the deadline is over while the org was read: nothing was sent\n"), "\(late.error)")
      // Without --deadline a call without a reply takes a minute.
      #expect(ContinuousClock.now - started < .seconds(45))
    }
  }
}
