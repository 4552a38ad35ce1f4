#if os(Linux)
  import Foundation
  import Model
  import Simulation
  import Testing

  @Suite("Messages under kills and faults")
  struct MessageTortureTests {
    private static let requests = 40
    private static let texts = ["welcome", "and mind the gap"]

    @Test("no message arrives twice under kills and faults, and ambiguous ones are reported and can be resent")
    func messages() async throws {
      let folder = try ScratchFolder()
      try folder.file("m.yaml", ManifestText.requests(Self.requests, messages: Self.texts))
      let faults = "all=5%,delay=5%:50ms,late-list=5%:200ms"
      let options = ["--faults", faults, "--fault-seed", "\(Torture.seed)", "--rate-limit", "1000/1s"]
      try await ServedOrg.with(list: options) { org in
        try await Self.killAgainAndAgain(org, folder)
        let first = try await Self.end(org, folder)
        let arrived = try await org.messagesOfRequests(seenFrom: folder).values
        #expect(arrived.count == Self.requests, "seed \(Torture.seed)")
        for messages in arrived {
          #expect(messages == Self.texts.filter(messages.contains), "seed \(Torture.seed)")
        }
        // Whether an ambiguous message arrived is not known; all that did not arrive are reported as ambiguous.
        let missing = arrived.reduce(0) { $0 + Self.texts.count - $1.count }
        #expect(first.status == (first.ambiguous == 0 ? 0 : 5) && missing <= first.ambiguous, "\(first)")

        let again = try await Self.end(org, folder, "--resend-ambiguous-messages", until: [0])
        #expect(again.ambiguous == 0, "seed \(Torture.seed)")
        for messages in try await org.messagesOfRequests(seenFrom: folder).values {
          #expect(Set(messages) == Set(Self.texts), "seed \(Torture.seed)")
        }
        let statistics = try await org.statistics()
        #expect(statistics.requests == Self.requests && statistics.duplicateKeys == 0, "seed \(Torture.seed)")
      }
    }

    private static func killAgainAndAgain(_ org: ServedOrg, _ folder: ScratchFolder) async throws {
      var random = SplitMix64(seed: Torture.seed)
      for turn in 0..<12 {
        let point = CrashPoint(
          kind: "wal-sync", number: turn < 3 ? 6 + turn : Int.random(in: 4...30, using: &random),
          moment: [.before, .after, .cut].randomElement(using: &random) ?? .cut)
        let run = try await apply(org, folder, point: point)
        #expect(run.isSignalled || [0, 1, 5].contains(run.status), "seed \(Torture.seed): \(run.error)")
      }
    }

    /// Applies until the status is one of these; gives it, and how many messages its plan blocks as ambiguous.
    private static func end(
      _ org: ServedOrg, _ folder: ScratchFolder, _ more: String..., until statuses: [Int32] = [0, 5]
    ) async throws -> (status: Int32, ambiguous: Int) {
      for _ in 1...20 {
        let run = try await apply(org, folder, more)
        try #require([0, 1, 5].contains(run.status), "seed \(Torture.seed): \(run.error)")
        guard statuses.contains(run.status) else { continue }
        let plan = try await WritProgram.runUntilAnswered(
          list: ["plan", "m.yaml", "--settle", TortureRound.settle, "--longest-call", "1s", "--format", "json"] + more,
          environment: org.environment, folder: folder.url)
        try #require(plan.status == 0, "\(plan.error)")
        let summary = try JSONDecoder().decode(PlanDocument.self, from: Data(plan.output.utf8)).summary
        if summary.create == 0 && summary.message == 0 { return (run.status, summary.blocked) }
      }
      Issue.record("seed \(Torture.seed): not done after 20 whole runs")
      return (-1, -1)
    }

    private static func apply(
      _ org: ServedOrg, _ folder: ScratchFolder, _ more: [String] = [], point: CrashPoint? = nil
    ) async throws -> WritProgram.Run {
      try await WritProgram.run(
        list: ["apply", "m.yaml", "--yes", "--quiet", "--settle", TortureRound.settle, "--longest-call", "1s"] + more,
        environment: org.environment.merging(point?.environment ?? [:]) { $1 }, folder: folder.url)
    }
  }
#endif
