import Applying
import Foundation
import Journaling
import Planning
import Model
import Simulation
import Testing
import Throttling

@Suite("Each declared request exists exactly once")
struct ExactlyOnceTests {
  static let misfortunes = SimulatedOrg.Faults(
    lostAfter: 0.05, errorBefore: 0.05, refused: 0.03, concurrencyLimited: 0.05)

  @Test(
    "one run creates each request exactly once despite lost replies, errors, refused and concurrency-limited calls",
    arguments: 1...12 as ClosedRange<UInt64>)
  func faultsInOneRun(seed: UInt64) async throws {
    let time = SimulatedTime()
    let org = SimulatedOrg(
      time: time, seed: seed, limit: .init(calls: 60, seconds: 60), faults: Self.misfortunes, skew: 7.3, listLag: 4)
    let run = SimulatedRun(time: time, org: org, journal: try Journal(StateStore()), count: 150, seed: seed)
    let result = await time.run { try? await run.apply() }
    let tally = try #require(result?.tally)
    #expect(org.doubledKeys.isEmpty)
    #expect(org.requests.count == 150)
    #expect(tally.created + tally.adopted == 150)
    #expect(tally.ambiguous + tally.remaining + tally.failed + tally.rejected == 0)
    #expect(org.throttled(.createRequest) == 0)
  }

  @Test("each request is created once when runs are stopped again and again", arguments: 1...8 as ClosedRange<UInt64>)
  func stoppedAndContinued(seed: UInt64) async throws {
    let time = SimulatedTime()
    let org = SimulatedOrg(
      time: time, seed: seed, limit: .init(calls: 30, seconds: 60), faults: Self.misfortunes, listLag: 3)
    let run = SimulatedRun(time: time, org: org, journal: try Journal(StateStore()), count: 100, seed: seed)
    let rounds = await time.run {
      var random = SplitMix64(seed: seed)
      for round in 1...200 {
        let wait = Duration.milliseconds(Int.random(in: 100...40_000, using: &random))
        guard let result = try? await run.apply(stopAfter: wait) else { return 0 }
        if !result.plan.hasChanges { return round }
      }
      return 0
    }
    #expect(rounds > 2)
    #expect(org.doubledKeys.isEmpty)
    #expect(org.requests.count == 100)
  }

  @Test(
    "a clean run makes one call for each create, two for the list and one for the org's id; a second plan makes one")
  func callsAreSaved() async throws {
    let time = SimulatedTime()
    let org = SimulatedOrg(time: time)
    let run = SimulatedRun(time: time, org: org, journal: try Journal(StateStore()), count: 120)
    let calls = { @Sendable in CallFamily.allCases.reduce(0) { $0 + org.calls($1) } }
    let counts = await time.run { () -> [Int] in
      _ = try? await run.apply()
      let first = calls()
      _ = try? await run.apply()
      return [first, calls() - first]
    }
    #expect(org.calls(.createRequest) == 120)
    #expect(org.calls(.listRequests) == 2 + 1)
    #expect(org.calls(.organization) == 1)
    #expect(org.calls(.retrieveRequestType) == 0)
    #expect(counts == [120 + 2 + 1, 1])
  }

  @Test("several lost replies are looked up in one reading of the list")
  func lookUpsAreBatched() async throws {
    let time = SimulatedTime()
    let org = SimulatedOrg(time: time, faults: .init(lostAfter: 1))
    let run = SimulatedRun(time: time, org: org, journal: try Journal(StateStore()), count: 10)
    let result = await time.run { try? await run.apply() }
    #expect(result?.tally.adopted == 10)
    #expect(org.requests.count == 10)
    #expect(org.calls(.listRequests) <= 3)
  }

  @Test("messages follow their request in order, once each, and are not sent again by the next run")
  func messages() async throws {
    let time = SimulatedTime()
    let org = SimulatedOrg(time: time, limit: .init(calls: 20, seconds: 60))
    let run = SimulatedRun(time: time, org: org, journal: try Journal(StateStore()), count: 30, messages: 3)
    let results = await time.run { [try? await run.apply(), try? await run.apply()] }
    #expect(results[0]?.tally.messaged == 90)
    #expect(results[1]?.plan.hasChanges == false)
    for request in org.requests {
      let number = request.subject.dropFirst("subject ".count)
      #expect(org.messages[request.id] == (0..<3).map { "message \($0) of \(number)" })
    }
  }

  @Test("a message whose reply was lost is never sent again by itself, and blocks nothing else")
  func ambiguousMessages() async throws {
    let time = SimulatedTime()
    let org = SimulatedOrg(time: time, seed: 4, faults: .init(lostAfter: 0.3))
    let run = SimulatedRun(time: time, org: org, journal: try Journal(StateStore()), count: 20, messages: 2)
    let results = await time.run { [try? await run.apply(), try? await run.apply()] }
    let ambiguous = try #require(results[0]?.tally.ambiguous)
    #expect(ambiguous > 0)
    #expect(results[1]?.plan.summary.blocked == ambiguous)
    #expect(org.messages.values.allSatisfy { $0.count == 2 && Set($0).count == 2 })
  }

  @Test("one refusal for the request type's state spares all other creates of that type")
  func disabledType() async throws {
    let time = SimulatedTime()
    let org = SimulatedOrg(time: time)
    org.reject(SimulatedRun.type)
    let run = SimulatedRun(time: time, org: org, journal: try Journal(StateStore()), count: 200, messages: 1)
    let result = await time.run { try? await run.apply() }
    #expect(result?.tally.rejected == 200)
    #expect(org.calls(.createRequest) <= 10)
    let skipped = result?.events.count { event in
      if case .ended(_, .skipped, _, _) = event { true } else { false }
    }
    #expect(skipped == 200)
  }

  @Test("refused credentials end the run, with everything left to do")
  func refusedCredentials() async throws {
    let time = SimulatedTime()
    let org = SimulatedOrg(time: time)
    let run = SimulatedRun(time: time, org: org, journal: try Journal(StateStore()), count: 50)
    let result = await time.run {
      let alarm = time.timeSource.alarm(.seconds(1)) { org.refuseCredentials() }
      defer { alarm.cancel() }
      return try? await run.apply()
    }
    guard case .notAuthorized = result?.stopReason else {
      Issue.record("stopped for \(String(describing: result?.stopReason))")
      return
    }
    #expect(result?.tally.created == org.requests.count)
    #expect(result?.tally.remaining == 50 - org.requests.count)
  }

  @Test("a token that expires during a run is renewed each time, and every request is still created once")
  func expiringToken() async throws {
    let time = SimulatedTime()
    let org = SimulatedOrg(time: time, limit: .init(calls: 30, seconds: 60))
    let run = SimulatedRun(time: time, org: org, journal: try Journal(StateStore()), count: 200)
    let result = await time.run {
      let alarms = [1, 61, 62, 200].map { second in
        time.timeSource.alarm(.seconds(second)) { org.expireCredentials() }
      }
      defer { for alarm in alarms { alarm.cancel() } }
      return try? await run.apply()
    }
    #expect(org.renewals == 4)
    #expect(result?.stopReason == nil && result?.tally.created == 200)
    #expect(org.requests.count == 200)
  }
}
