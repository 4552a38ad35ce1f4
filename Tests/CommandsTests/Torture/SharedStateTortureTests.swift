#if os(Linux)
  import Foundation
  import Simulation
  import Synchronization
  import Testing
  import Model

  /// `WRIT_TORTURE_SEED` repeats the choices of a run, though not the order of replies.
  @Suite("Several runs on one state, killed at any time", .serialized)
  struct SharedStateTortureTests {
    private static let runners = 4
    private static let (requests, kills) = Torture.isLong ? (500, 100) : (120, 8)
    private static let text = "welcome"

    private static var faults: [String] {
      [
        "--faults", "all=5%,delay=5%:50ms,late-list=5%:200ms", "--fault-seed", "\(Torture.seed)", "--rate-limit",
        "1000/1s",
      ]
    }

    @Test("four runs that share a state make each request once and send no message twice, whichever of them is killed")
    func fourRunners() async throws {
      let started = ContinuousClock.now
      let folder = try ScratchFolder()
      try folder.file("m.yaml", ManifestText.requests(Self.requests, messages: [Self.text]))
      try await ServedOrg.with(list: Self.faults) { org in
        let runners = (0..<Self.runners).map { _ in Runner(org: org, folder: folder) }
        try await withThrowingTaskGroup(of: Void.self) { group in
          for runner in runners { group.addTask { try await runner.work() } }
          group.addTask {
            defer { for runner in runners { runner.leaveAlone() } }
            try await Self.kill(runners, of: org)
          }
          try await group.waitForAll()
        }
        let statuses = runners.flatMap(\.statuses)
        let ends = Dictionary(grouping: statuses.compactMap(\.self)) { $0 }.mapValues(\.count)
        print(
          "shared state: seed \(Torture.seed): \(statuses.count { $0 == nil }) kills, ends by status \(ends), "
            + "in \(ContinuousClock.now - started)")
        #expect(statuses.count { $0 == nil } == Self.kills)
        try await Self.judge(org, folder)
      }
    }

    /// Spreads the kills over the work, and over time where all runs wait.
    private static func kill(_ runners: [Runner], of org: ServedOrg) async throws {
      var random = SplitMix64(seed: Torture.seed)
      for number in 1...kills {
        let enough = number * 2 * requests / (kills + 1)
        let patience = ContinuousClock.now + .milliseconds(Int.random(in: 500...4000, using: &random))
        while ContinuousClock.now < patience {
          let statistics = try await org.statistics()
          if statistics.requests + statistics.messages >= enough { break }
          try await Task.sleep(for: .milliseconds(10))
        }
        let victims = runners.shuffled(using: &random)
        // A run that has just ended is followed by another one.
        try await eventually { victims.contains { $0.kill() } }
      }
    }

    private static func judge(_ org: ServedOrg, _ folder: ScratchFolder) async throws {
      let statistics = try await org.statistics()
      let isDoubled = statistics.requests != requests || statistics.duplicateKeys != 0
      let evidence = isDoubled ? try await DoubledRequests.evidence(org, folder) : ""
      #expect(!isDoubled, "seed \(Torture.seed): \(statistics)\n\(evidence)")
      let arrived = try await org.messagesOfRequests(seenFrom: folder)
      #expect(arrived.allSatisfy { $0.isEmpty || $0 == [text] }, "seed \(Torture.seed)")
      // What did not arrive is reported as ambiguous.
      let journal = try #require(try await JournalCounts.read(in: folder))
      #expect(arrived.count(where: \.isEmpty) <= journal.ambiguous, "seed \(Torture.seed)")
    }

    /// Who starts `writ apply` again and again until all is done.
    private final class Runner: Sendable {
      private struct State {
        var run: StartedWrit?
        var isKilled = false
        var isLeftAlone = false
        /// How its runs ended; `nil`: they were killed.
        var statuses: [Int32?] = []
      }

      private let org: ServedOrg
      private let folder: ScratchFolder
      private let state = Mutex(State())

      var statuses: [Int32?] { state.withLock { $0.statuses } }

      init(org: ServedOrg, folder: ScratchFolder) {
        (self.org, self.folder) = (org, folder)
      }

      /// Kills its run; gives whether one was running that had not been killed.
      func kill() -> Bool {
        state.withLock { state in
          guard !state.isKilled, state.run?.signal(SIGKILL) == true else { return false }
          state.isKilled = true
          return true
        }
      }

      /// No more kills will come.
      func leaveAlone() { state.withLock { $0.isLeftAlone = true } }

      func work() async throws {
        while true {
          let wasLeftAlone = state.withLock { $0.isLeftAlone }
          let run = try await apply()
          if run.isSignalled { continue }
          // A bad network, an ambiguous outcome, an early stop, and entries that another run has at the moment.
          try #require([0, 1, 5, 6, 9].contains(run.status), "seed \(Torture.seed): \(run.status)\n\(run.error)")
          guard wasLeftAlone else { continue }
          if run.status == 0 { return }
          if run.status == 5, try await isDone() { return }
        }
      }

      private func apply() async throws -> WritProgram.Run {
        let started = try StartedWrit(
          ["apply", "m.yaml", "--yes", "--quiet", "--settle", TortureRound.settle, "--longest-call", "1s"],
          environment: org.environment, folder: folder.url)
        state.withLock { ($0.run, $0.isKilled) = (started, false) }
        let run = try await started.end()
        state.withLock { state in
          state.statuses.append(run.isSignalled ? nil : run.status)
          state.run = nil
        }
        return run
      }

      /// Whether nothing is left but messages whose outcome is not known.
      private func isDone() async throws -> Bool {
        let plan = try await WritProgram.runUntilAnswered(
          list: ["plan", "m.yaml", "--settle", TortureRound.settle, "--longest-call", "1s", "--format", "json"],
          environment: org.environment, folder: folder.url)
        try #require(plan.status == 0, "\(plan.error)")
        let summary = try JSONDecoder().decode(PlanDocument.self, from: Data(plan.output.utf8)).summary
        return summary.create == 0 && summary.message == 0
      }
    }
  }
#endif
