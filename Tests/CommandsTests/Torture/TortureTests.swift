#if os(Linux)
  import Model
  import Simulation
  import Synchronization
  import Testing

  /// `WRIT_TORTURE_KILLS` says how many kills (`make torture`: 1,000), `WRIT_TORTURE_SEED` repeats the choices of a run.
  @Suite("Killed anywhere, by an org that fails at everything", .serialized)
  struct TortureTests {
    /// Hands out kills and seeds to rounds, and takes back kills that a round had no use for.
    private final class Allotment: Sendable {
      private let left: Mutex<(kills: Int, seeds: SplitMix64)>

      init(kills: Int, seed: UInt64) {
        left = Mutex((kills, SplitMix64(seed: seed)))
      }

      func take(_ most: Int) -> (kills: Int, seed: UInt64)? {
        left.withLock { left in
          let taken = min(most, left.kills)
          left.kills -= taken
          return taken > 0 ? (taken, left.seeds.next()) : nil
        }
      }

      func giveBack(_ kills: Int) {
        left.withLock { $0.kills += kills }
      }
    }

    @Test("each of 500 requests exists once, whatever dies and whatever the org does")
    func exactlyOnce() async throws {
      let started = ContinuousClock.now
      let allotment = Allotment(kills: Torture.kills, seed: Torture.seed)
      let tally = try await withThrowingTaskGroup(of: TortureTally.self) { group in
        // More rounds than cores: most of a round's time is waiting for lists to settle and for windows to end.
        for _ in 1...4 { group.addTask { try await Self.rounds(of: allotment) } }
        return try await group.reduce(into: TortureTally()) { $0.add($1) }
      }
      print("torture: seed \(Torture.seed): \(tally), in \(ContinuousClock.now - started)")
      #expect(tally.killed >= Torture.kills)
      #expect(tally.lost == 0 && tally.doubled == 0 && tally.ambiguous == 0)
    }

    private static func rounds(of allotment: Allotment) async throws -> TortureTally {
      var tally = TortureTally()
      while let (kills, seed) = allotment.take(50) {
        let result = try await TortureRound(seed: seed, requests: 500, kills: kills).run()
        allotment.giveBack(kills - result.killed)
        tally.add(result)
        if Torture.isLong { print("torture: round of seed \(seed): \(result)") }
      }
      return tally
    }
  }
#endif
