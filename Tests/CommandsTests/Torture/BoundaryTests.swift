#if os(Linux)
  import Foundation
  import Testing

  /// Small runs, each of which dies one write to its state later than the one before, until one lives.
  @Suite("Killed at each write to the state in turn", .serialized)
  struct BoundaryTests {
    private static let requests = 5

    /// Each sync from all sides; of the writes between them, in a short run of the tests, each third.
    private static let walks: [(kind: String, moment: CrashPoint.Moment)] = CrashPoint.kinds.flatMap { kind in
      let moments: [CrashPoint.Moment] =
        if kind.hasSuffix("-sync") { [.before, .after, .cut] } else {
          Torture.isLong ? [.before, .half, .cut] : [.half]
        }
      return moments.map { (kind, $0) }
    }

    @Test("of a first run: the next run does what is left, and each request exists once")
    func firstRun() async throws {
      let deaths = try await walk(Self.walks, after: nil)
      // A state's making, a run's beginning, five intents and outcomes: they share commits only where calls do.
      #expect(deaths["wal-sync before", default: 0] >= 8 && deaths["wal-write half", default: 0] >= 6, "\(deaths)")
      let missed = CrashPoint.kinds.filter { kind in !deaths.contains { $0.key.hasPrefix(kind) } }
      #expect(missed.isEmpty, "no run writes these: \(missed)")
    }

    @Test("of a run that settles what a dead one left ambiguous")
    func recovery() async throws {
      let walks = Self.walks.filter { $0.kind.hasPrefix(Torture.isLong ? "wal-" : "wal-sync") }
      let deaths = try await walk(walks, after: CrashPoint(kind: "wal-sync", number: 6, moment: .after))
      #expect(deaths["wal-sync before", default: 0] >= 4, "\(deaths)")
    }

    /// Gives the deaths by kind and moment.
    private func walk(
      _ walks: [(kind: String, moment: CrashPoint.Moment)], after first: CrashPoint?
    ) async throws -> [String: Int] {
      try await withThrowingTaskGroup(of: [String: Int].self) { group in
        for half in 0...1 {
          group.addTask {
            var deaths: [String: Int] = [:]
            for (index, walk) in walks.enumerated() where index % 2 == half {
              deaths["\(walk.kind) \(walk.moment.rawValue)"] = try await Self.die(
                at: walk.kind, walk.moment, after: first)
            }
            return deaths
          }
        }
        return try await group.reduce(into: [:]) { $0.merge($1) { $1 } }
      }
    }

    /// How many runs died before one lived.
    ///
    /// Forty runs have an org of their own: what it has, each first plan writes to its state, and with the requests of all
    /// runs the number of writes would grow as fast as the walk goes.
    private static func die(
      at kind: String, _ moment: CrashPoint.Moment, after first: CrashPoint?
    ) async throws -> Int {
      let step = kind.hasSuffix("-write") && !Torture.isLong ? 3 : 1
      var deaths = 0
      for begin in stride(from: 1, to: 500, by: 40 * step) {
        let numbers = stride(from: begin, to: begin + 40 * step, by: step)
        let died = try await ServedOrg.with { org in
          let died = try await die(at: kind, moment, numbers, after: first, org: org)
          let statistics = try await org.statistics()
          #expect(statistics.duplicateKeys == 0)
          // Each run has requests of its own, also the one that lives.
          #expect(statistics.requests == requests * min(died + 1, 40))
          return died
        }
        deaths += died
        if died < 40 { return deaths }
      }
      Issue.record("\(kind) has no end")
      return deaths
    }

    private static func die(
      at kind: String, _ moment: CrashPoint.Moment, _ numbers: StrideTo<Int>, after first: CrashPoint?, org: ServedOrg
    ) async throws -> Int {
      var deaths = 0
      for number in numbers {
        let point = CrashPoint(kind: kind, number: number, moment: moment)
        guard try await run(dyingAt: point, after: first, org: org).isSignalled else { return deaths }
        deaths += 1
      }
      return deaths
    }

    /// One run on a state of its own that may die at its point, and the next one, which ends well.
    private static func run(
      dyingAt point: CrashPoint, after first: CrashPoint?, org: ServedOrg
    ) async throws -> WritProgram.Run {
      let folder = try ScratchFolder()
      let subject = "\(point.kind) \(point.number) \(point.moment.rawValue)"
      // Users of its own: another state's request of the same type and user may be one whose subject the org changed.
      let text = ManifestText.requests(requests, from: point.number * requests, subject: subject)
      try folder.file("m.yaml", text)
      if let first {
        let run = try await apply(org, folder, first.environment)
        try #require(run.isSignalled)
      }
      let run = try await apply(org, folder, point.environment)
      try #require(run.isSignalled || run.status == 0, "\(point): \(run.error)")
      let next = try await apply(org, folder)
      try #require(next.status == 0, "after \(point): \(next.error)")
      if Torture.isLong { #expect(try await JournalCounts.read(in: folder)?.ambiguous == 0, "\(point)") }
      return run
    }

    private static func apply(
      _ org: ServedOrg, _ folder: ScratchFolder, _ more: [String: String] = [:]
    ) async throws -> WritProgram.Run {
      try await org.apply(in: folder, settle: "200ms", parallelism: 2, more)
    }
  }
#endif
