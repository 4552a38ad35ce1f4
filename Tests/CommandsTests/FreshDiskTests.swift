import Foundation
import Journaling
import TestPostgreSQL
import Testing

/// As in a CI service, where each job has another machine: nothing is left of an earlier job but the state.
@Suite("A job that continues another one's work")
struct FreshDiskTests {
  private static let count = 40

  @Test("a job on a fresh disk continues what a job on another one was killed at: each request once, no message twice")
  func continued() async throws {
    let state = try await PostgresCluster.shared.value.url(schema: PostgresCluster.newSchema())
    let manifest = ManifestText.requests(Self.count, messages: ["hello"])
    // Replies are late: calls are in flight at any moment.
    try await ServedOrg.with("--rate-limit", "20/1s", "--faults", "delay=100%:300ms") { org in
      let jobs = try (1...3).map { try PipelineJob($0, org, state: state, manifest: manifest) }
      let killed = try jobs[0].start()
      try await eventually { try await org.statistics().messages >= 3 }
      killed.signal(SIGKILL)
      #expect(try await killed.end().isSignalled)
      let second = try await jobs[1].start().end()
      #expect([0, 9].contains(second.status), "\(second.error)")
      // What the list shows of calls that were in flight belongs to this state.
      #expect(second.output.contains("\ncreated  ") && !second.output.contains("withheld"), "\(second.output)")
      var last = second
      if second.status == 9 {
        let origin = "https://github.com/acme/access/actions/runs/1) has left it unknown: the next apply looks it up"
        #expect(second.output.contains(origin), "\(second.output)")
        last = try await jobs[2].start().end()
      }
      let statistics = try await org.statistics()
      #expect(statistics.requests == Self.count && statistics.duplicateKeys == 0)
      let arrived = try await org.messagesOfRequests(seenFrom: jobs[1].disk).values
      #expect(arrived.allSatisfy { $0.isEmpty || $0 == ["hello"] })
      // Messages that were in flight cannot be looked up.
      let unknown = try await JournalEntry.all(at: .postgreSQL(state)).filter { $0.isMessage && $0.state.isAmbiguous }
      #expect(
        last.status == (unknown.isEmpty ? 0 : 5) && arrived.count { $0.isEmpty } <= unknown.count, "\(last.error)")
    }
  }
}
