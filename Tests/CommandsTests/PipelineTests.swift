import Foundation
import Journaling
import TestPostgreSQL
import Testing

@Suite("Pipelines that apply manifests on fresh disks")
struct PipelineTests {
  /// More than is done before a busy machine kills a run.
  private static let count = 100
  /// Replies are late: calls are in flight at any moment.
  private static let org = ["--rate-limit", "20/1s", "--faults", "delay=100%:300ms"]

  @Test("two merges within a minute share a state: both end, each request exists once, and no message is sent twice")
  func twoMerges() async throws {
    let state = try await PostgresCluster.shared.value.url(schema: PostgresCluster.newSchema())
    // The second merge has what the first one has, and more.
    let manifests = [Self.count, Self.count + 40].map { ManifestText.requests($0, messages: ["hello"]) }
    try await ServedOrg.with(list: Self.org) { org in
      let jobs = try [0, 1, 0].enumerated().map { number, merge in
        try PipelineJob(number, org, state: state, manifest: manifests[merge])
      }
      let first = try jobs[0].start()
      try await eventually { try await org.statistics().messages >= 3 }
      let second = try jobs[1].start()
      try await eventually { try await org.statistics().messages >= 10 }
      first.signal(SIGKILL)
      #expect(try await first.end().isSignalled)
      let ends = [try await second.end(), try await jobs[2].start().end()]
      let unknown = try await JournalEntry.all(at: .postgreSQL(state)).filter(\.state.isAmbiguous)
      // What was in flight when the first was killed is known by the end of the last; messages cannot be looked up.
      #expect(unknown.allSatisfy { $0.isMessage })
      #expect([0, 5, 9].contains(ends[0].status), "\(ends[0].error)")
      #expect([0, 5].contains(ends[1].status), "\(ends[1].error)")
      let statistics = try await org.statistics()
      #expect(statistics.requests == Self.count + 40 && statistics.duplicateKeys == 0)
      let arrived = try await org.messagesOfRequests(seenFrom: try ScratchFolder()).values
      #expect(arrived.allSatisfy { $0.isEmpty || $0 == ["hello"] })
      #expect(arrived.count { $0.isEmpty } <= unknown.count)
    }
  }

  @Test(
    "without a shared state a later job goes on with a manifest or a saved plan: each request once, messages withheld",
    arguments: [false, true])
  func withoutState(isPlanned: Bool) async throws {
    let manifest = ManifestText.requests(Self.count, messages: ["hello"])
    try await ServedOrg.with(list: Self.org) { org in
      let jobs = try (1...3).map { try PipelineJob($0, org, manifest: manifest) }
      if isPlanned { try await jobs[2].plan(for: [jobs[0], jobs[1]]) }
      let killed = try jobs[0].start(planned: isPlanned)
      try await eventually { try await org.statistics().messages >= 3 }
      killed.signal(SIGKILL)
      #expect(try await killed.end().isSignalled)
      // Until then the org may still do what was in flight: the longest call, and what its list may lag.
      let end = ContinuousClock.now + .seconds(2)
      try await eventually { ContinuousClock.now > end }
      let made = try await org.statistics()
      let later = try await jobs[1].start(planned: isPlanned).end()
      let statistics = try await org.statistics()
      #expect(later.status == 0 && statistics.requests == Self.count && statistics.duplicateKeys == 0, "\(later.error)")
      #expect(later.output.contains("\(made.requests) messages withheld"), "\(later.output)")
      #expect(later.output.contains("no run of this state created"), "\(later.output)")
      let arrived = try await org.messagesOfRequests(seenFrom: try ScratchFolder()).values
      #expect(arrived.allSatisfy { $0.isEmpty || $0 == ["hello"] })
    }
  }
}
