import Applying
import Journaling
import Model
import Planning
import Simulation
import Testing
import Throttling

@Suite("An org in trouble")
struct TroubledOrgTests {
  @Test(
    "a run stops after many failures in a row, having sent little, and the next one ends it", arguments: [1, 10, 64])
  func circuitOpens(parallelism: Int) async throws {
    let time = SimulatedTime()
    let org = SimulatedOrg(time: time)
    var run = SimulatedRun(time: time, org: org, journal: try Journal(StateStore()), count: 500)
    run.settings.parallelism = parallelism
    let results = await time.run { [run] in
      let outage = time.timeSource.alarm(.seconds(1)) {
        org.setFaults(SimulatedOrg.Faults(each: 1, of: [.errorAfter]))
      }
      let first = try? await run.apply()
      outage.cancel()
      org.setFaults(SimulatedOrg.Faults())
      return [first, try? await run.apply()]
    }
    guard case .circuitOpen(let broken, _) = results[0]?.stopReason else {
      Issue.record("stopped for \(String(describing: results[0]?.stopReason))")
      return
    }
    let failures = broken.failures
    #expect(failures >= 20)
    let first = try #require(results[0]?.tally)
    #expect(first.ambiguous >= failures && first.ambiguous <= max(40, 3 * parallelism))
    #expect(first.remaining == 500 - first.created - first.ambiguous)
    #expect(results[1]?.tally.remaining == 0)
    #expect(org.requests.count == 500 && org.doubledKeys.isEmpty)
  }

  @Test("a create that a gateway answered is made by the next run, which waits until the org can no longer do it")
  func interceptedCreates() async throws {
    let time = SimulatedTime()
    let org = SimulatedOrg(time: time)
    var run = SimulatedRun(time: time, org: org, journal: try Journal(StateStore()), count: 2)
    run.waits.listLag = .seconds(1)
    run.settings.parallelism = 1
    let results = await time.run { [run] in
      let first = Task(executorPreference: time) { try? await run.apply() }
      while org.requests.isEmpty { await time.sleep(until: time.now + .milliseconds(10)) }
      org.setFaults(SimulatedOrg.Faults(each: 1, of: [.gatewayBefore]))
      await time.sleep(until: time.now + .milliseconds(500))
      org.setFaults(SimulatedOrg.Faults())
      return [await first.value, try? await run.apply()]
    }
    let first = try #require(results[0])
    try #require(first.tally.failed > 0, "\(first.tally)")
    #expect(results[1]?.isComplete == true, "\(String(describing: results[1]?.plan.actions.map(\.reason)))")
    #expect(org.requests.count == 2 && org.doubledKeys.isEmpty)
  }

  @Test(
    "an org that is gone is given up within about a minute, however many calls are in flight",
    arguments: [1, 10, 64], [Misfortune.refused, .closedBefore])
  func goneOrg(parallelism: Int, misfortune: Misfortune) async throws {
    let time = SimulatedTime()
    let org = SimulatedOrg(time: time)
    var run = SimulatedRun(time: time, org: org, journal: try Journal(StateStore()), count: 2000)
    run.settings.parallelism = parallelism
    let result = await time.run { [run] in
      let outage = time.timeSource.alarm(.seconds(1)) {
        org.setFaults(SimulatedOrg.Faults(each: 1, of: [misfortune]))
      }
      defer { outage.cancel() }
      return try? await run.apply()
    }
    let seconds = time.now.inSeconds - 1
    #expect((40...70).contains(seconds), "given up after \(seconds) s")
    switch result?.stopReason {
    case .circuitOpen(_, let last?): #expect(!last.text.isEmpty)
    case .unreachable: break
    case let reason: Issue.record("stopped for \(String(describing: reason))")
    }
    #expect(result?.tally.failed == 0 && org.doubledKeys.isEmpty)
  }

  @Test("an outage of twenty seconds is waited for")
  func outageIsSurvived() async throws {
    let time = SimulatedTime()
    let org = SimulatedOrg(time: time)
    let run = SimulatedRun(time: time, org: org, journal: try Journal(StateStore()), count: 200)
    let result = await time.run {
      let outage = time.timeSource.alarm(.seconds(1)) {
        org.setFaults(SimulatedOrg.Faults(each: 1, of: [.errorBefore]))
      }
      let end = time.timeSource.alarm(.seconds(21)) { org.setFaults(SimulatedOrg.Faults()) }
      defer { for alarm in [outage, end] { alarm.cancel() } }
      return try? await run.apply()
    }
    #expect(result?.stopReason == nil)
    #expect(result?.tally.created == 200)
    #expect(org.requests.count == 200 && org.doubledKeys.isEmpty)
  }
}
