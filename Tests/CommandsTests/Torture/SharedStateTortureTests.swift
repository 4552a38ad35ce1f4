#if os(Linux)
  import Foundation
  import Journaling
  import Model
  import Simulation
  import TestPostgreSQL
  import Testing

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

    @Test(
      "four runs that share a state make each request once and send no message twice, whichever of them is killed",
      arguments: SharedState.played)
    func fourRunners(state: SharedState) async throws {
      let started = ContinuousClock.now
      let folder = try ScratchFolder()
      try folder.file("m.yaml", ManifestText.requests(Self.requests, messages: [Self.text]))
      let place = try await state.place(in: folder)
      try await ServedOrg.with(list: Self.faults) { org in
        let runners = (0..<Self.runners).map { _ in TortureRunner(org: org, place: place) }
        async let endedSessions = Self.endSessions(of: place.unsteady, under: runners, org)
        try await withThrowingTaskGroup(of: Void.self) { group in
          for runner in runners { group.addTask { try await runner.work() } }
          group.addTask {
            defer { for runner in runners { runner.leaveAlone() } }
            try await Self.kill(runners, of: org)
          }
          try await group.waitForAll()
        }
        let sessions = try await endedSessions
        let ends = runners.flatMap(\.ends)
        let statuses = Dictionary(grouping: ends.compactMap(\.status)) { $0 }.mapValues(\.count)
        let killed = ends.count { $0.status == nil }
        let lost = try await Self.judge(org, place)
        print(
          "shared state in \(state.rawValue): seed \(Torture.seed): \(killed) kills, \(sessions) ended sessions, ends by status \(statuses), "
            + "\(ends.reduce(0) { $0 + $1.ambiguousCreates }) creates and "
            + "\(ends.reduce(0) { $0 + $1.ambiguousMessages }) messages left ambiguous at ends, "
            + "\(lost.ambiguous) messages ambiguous, of which \(lost.missing) did not arrive, "
            + "in \(ContinuousClock.now - started)")
        #expect(killed == Self.kills && (place.unsteady == nil || sessions > Self.kills))
      }
    }

    /// Ends the sessions of a server until all runners are done; gives how many.
    private static func endSessions(
      of cluster: PostgresCluster?, under runners: [TortureRunner], _ org: ServedOrg
    ) async throws -> Int {
      try await cluster?.endSessions {
        let statistics = try await org.statistics()
        return runners.allSatisfy(\.isDone) ? nil : statistics.requests + statistics.messages
      } ?? 0
    }

    /// Spreads the kills over the work, and over time where all runs wait.
    private static func kill(_ runners: [TortureRunner], of org: ServedOrg) async throws {
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

    /// Gives how many messages the journal holds as ambiguous, and how many of them the org does not have.
    private static func judge(
      _ org: ServedOrg, _ place: SharedState.Place
    ) async throws -> (ambiguous: Int, missing: Int) {
      let statistics = try await org.statistics()
      let isDoubled = statistics.requests != requests || statistics.duplicateKeys != 0
      let evidence =
        isDoubled ? try await DoubledRequests.evidence(org, place.folder, environment: place.environment) : ""
      #expect(!isDoubled, "seed \(Torture.seed): \(statistics)\n\(evidence)")
      let arrived = try await org.messagesOfRequests(seenFrom: place.folder)
      #expect(arrived.values.allSatisfy { $0.isEmpty || $0 == [text] }, "seed \(Torture.seed)")
      let entries = try await place.entries()
      let unknown = entries.filter(\.state.isAmbiguous)
      #expect(unknown.allSatisfy { $0.isMessage }, "seed \(Torture.seed): creates of unknown outcome are left")
      // What did not arrive is reported as ambiguous, each message by itself.
      let (ambiguous, missing) = (Set(unknown.compactMap(\.requestID?.text)), arrived.filter(\.value.isEmpty).keys)
      #expect(ambiguous.isSuperset(of: missing), "seed \(Torture.seed): \(Set(missing).subtracting(ambiguous))")
      #expect(ambiguous.count == unknown.count, "seed \(Torture.seed)")
      return (ambiguous.count, missing.count)
    }
  }
#endif
