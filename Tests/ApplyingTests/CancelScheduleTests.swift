import Applying
import Foundation
import Journaling
import Model
import Planning
import Simulation
import Testing
import Throttling

@Suite("Whatever dies and fails, each request is canceled once, and reported as it is")
struct CancelScheduleTests {
  @Test(
    "each open request is canceled once in schedules of many seeds, with crashes, any fault and approvers who decide meanwhile"
  )
  func manySeeds() async {
    let environment = ProcessInfo.processInfo.environment
    let count = environment["WRIT_SIMULATED_SCHEDULES"].flatMap(UInt64.init) ?? 40
    let first = environment["WRIT_SIMULATED_SEED"].flatMap(UInt64.init) ?? 1
    for seed in first..<first + count {
      let violations = await CancelPlay.violations(of: seed)
      #expect(violations == [], "seed \(seed)")
      if !violations.isEmpty { return }
    }
  }

  private static func simulate<Value: Sendable>(
    _ time: SimulatedTime, _ body: @escaping @Sendable () async throws -> Value
  ) async throws -> Value {
    try await time.run { () async -> Result<Value, any Error> in
      do { return .success(try await body()) } catch { return .failure(error) }
    }.get()
  }

  private static func run(_ count: Int, faults: SimulatedOrg.Faults = .init()) async throws -> SimulatedRun {
    let time = SimulatedTime()
    let org = SimulatedOrg(time: time, faults: faults)
    return SimulatedRun(time: time, org: org, journal: try Journal(StateStore()), count: count)
  }

  @Test("a cancel whose reply was lost is looked up by its request, and is not sent again where it took effect")
  func lostReplies() async throws {
    var run = try await Self.run(20)
    let org = run.org
    run.settings.parallelism = 5
    let result = try await Self.simulate(run.time) { [run] in
      _ = try await run.apply()
      org.setFaults(SimulatedOrg.Faults(lostAfter: 0.5))
      return try await run.cancel()
    }
    #expect(result.tally.canceled == 20 && result.isComplete)
    #expect(org.calls(.cancelRequest) == 20)
    #expect(org.calls(.retrieveRequest) >= 5)
    #expect(org.requests.allSatisfy { $0.status == "CANCELED" })
  }

  @Test("an org that does not offer cancels is distinguished from one that does not have the request")
  func notOffered() async throws {
    let run = try await Self.run(5)
    let org = run.org
    let results = try await Self.simulate(run.time) { [run] in
      _ = try await run.apply()
      org.disableCancels()
      let refused = try await run.cancel()
      org.disableCancels(false)
      // It lost one since it was listed.
      let first = org.requests[0].id
      return (refused, try await run.cancel { org.lose { $0.id == first } })
    }
    guard case .cancelsNotOffered? = results.0.stopReason else {
      Issue.record("\(String(describing: results.0.stopReason))")
      return
    }
    #expect(results.0.tally.rejected == 0 && results.0.tally.remaining == 5)
    #expect(results.1.stopReason == nil && results.1.tally.canceled == 4 && results.1.tally.rejected == 1)
  }

  @Test("what was canceled or decided since the plan was made is done, or rejected as too late")
  func meanwhile() async throws {
    let run = try await Self.run(4)
    let org = run.org
    let result = try await Self.simulate(run.time) { [run] in
      _ = try await run.apply()
      let ids = org.requests.map(\.id)
      return try await run.cancel {
        org.resolve { $0.id == ids[0] }
        org.cancel(ids[1])
      }
    }
    #expect(result.tally.canceled == 3 && result.tally.rejected == 1 && result.stopReason == nil)
    let rejected = result.events.compactMap { event -> String? in
      if case .ended(_, .rejected, _, let detail) = event { detail } else { nil }
    }
    #expect(rejected.count == 1 && rejected[0].contains("too late"))
  }

  @Test("a canceled request is not made again by apply, until its entry allows another attempt")
  func notAgain() async throws {
    var run = try await Self.run(3)
    let org = run.org
    var again = run
    again.declarations = run.declarations.map { declaration in
      var declaration = declaration
      declaration.attempt = 2
      return declaration
    }
    run.settings.parallelism = 1
    let counts = try await Self.simulate(run.time) { [run, again] in
      _ = try await run.apply()
      _ = try await run.cancel()
      let next = try await run.apply()
      let made = org.requests.count
      _ = try await again.apply()
      return (next.plan.hasChanges, made, org.requests.count)
    }
    #expect(counts == (false, 3, 6))
    #expect(org.requests.filter { $0.status == "OPEN" }.count == 3)
  }
}
