import Applying
import Foundation
import Journaling
import Planning
import Model
import Simulation
import Testing
import Throttling

@Suite("What is known of an org, whatever its list does not show")
struct KnownRequestTests {
  private struct World {
    let time = SimulatedTime()
    let org: SimulatedOrg
    let journal: Journal
    let run: SimulatedRun

    init(_ count: Int) throws {
      org = SimulatedOrg(time: time)
      journal = try Journal(StateStore())
      run = SimulatedRun(time: time, org: org, journal: journal, count: count)
    }

    /// Applies, lets something happen to the org, and applies twice more a day later: those plans, and the calls by id that
    /// had been made after each.
    func plans(after event: @escaping @Sendable (SimulatedOrg) -> Void) async -> [(plan: Plan?, looks: Int)] {
      let (time, org, run) = (time, org, run)
      return await time.run {
        _ = try? await run.apply()
        event(org)
        await time.sleep(until: time.now + .seconds(86_400))
        let first = try? await run.apply().plan
        let looks = org.calls(.retrieveRequest)
        return [(first, looks), (try? await run.apply().plan, org.calls(.retrieveRequest))]
      }
    }
  }

  @Test(
    "requests that the list hides are looked at once, at most twenty of them, and none is made again",
    arguments: [1, 20, 50])
  func hidden(count: Int) async throws {
    let world = try World(count)
    let found = await world.plans { $0.hideAll() }
    #expect(found.map { $0.plan?.summary.unchanged } == [count, count] && world.org.requests.count == count)
    #expect(found[0].looks <= min(count, 20) && found[1].looks == found[0].looks)
  }

  @Test("requests of which the org says 404 are made again, and no others")
  func gone() async throws {
    let world = try World(40)
    let plan = await world.plans { org in
      org.lose { $0.subject.hasSuffix("9") }
      org.hideAll()
    }[0].plan
    // Subjects 9, 19, 29 and 39: the newest is missed, and then all are looked at.
    #expect(plan?.summary.create == 4)
    #expect(plan?.summary.unchanged == 36)
    #expect(world.org.requests.count == 40)
    #expect(world.org.doubledKeys.isEmpty)
    let runs = try await world.journal.records.runs()
    var entries: [JournalEntry] = []
    for run in runs { entries += try await world.journal.records.entries(of: run.id) }
    #expect(entries.count { $0.state == .gone } == 4 && entries.count { $0.state == .confirmed } == 40)
  }

  @Test("where all that are looked at are gone, the org's id is asked, and of another org nothing is known")
  func replaced() async throws {
    let world = try World(50)
    let (time, org, run) = (world.time, world.org, world.run)
    let replaced = await time.run { () -> OrgReplacedError? in
      _ = try? await run.apply()
      org.replace(by: OrgID("00oAnother"))
      await time.sleep(until: time.now + .seconds(86_400))
      do { _ = try await run.apply() } catch { return error as? OrgReplacedError }
      return nil
    }
    #expect(replaced?.id == OrgID("00oAnother"))
    #expect((1...20).contains(org.calls(.retrieveRequest)))
    #expect(org.calls(.organization) == 2)
    #expect(org.requests.isEmpty)
  }

  @Test(
    "a lost create stays unknown where the list hides requests that are there", arguments: 1...6 as ClosedRange<UInt64>)
  func hidingList(seed: UInt64) async throws {
    let time = SimulatedTime()
    var traits = SimulatedOrg.Traits()
    traits.unlisted = 1
    let org = SimulatedOrg(time: time, seed: seed, traits: traits, faults: SimulatedOrg.Faults(lostAfter: 0.4))
    let run = SimulatedRun(time: time, org: org, journal: try Journal(StateStore()), count: 8, seed: seed)
    let results = await time.run { [try? await run.apply(), try? await run.apply()] }
    #expect(org.doubledKeys.isEmpty && org.requests.count == 8)
    let unknown = 8 - (results[0]?.tally.created ?? 0)
    #expect(results[0]?.tally.ambiguous == unknown && results[1]?.plan.summary.blocked == unknown)
  }

  @Test("two states at once: what both have made is reported by each of them", arguments: 1...6 as ClosedRange<UInt64>)
  func twoStates(seed: UInt64) async throws {
    let time = SimulatedTime()
    let org = SimulatedOrg(time: time, seed: seed, limit: .init(calls: 8, seconds: 60), listLag: 3)
    let one = SimulatedRun(time: time, org: org, journal: try Journal(StateStore()), count: 12, seed: seed)
    let other = SimulatedRun(time: time, org: org, journal: try Journal(StateStore()), count: 12, seed: seed &+ 1)
    let reported = await time.run { () -> [Set<RequestKey>?] in
      await withTaskGroup(of: Void.self) { group in
        for run in [one, other] { group.addTask(executorPreference: time) { _ = try? await run.apply() } }
      }
      await time.sleep(until: time.now + .seconds(30))
      return [(try? await one.apply())?.duplicates, (try? await other.apply())?.duplicates]
    }
    let doubled = Set(org.doubledKeys)
    #expect(!doubled.isEmpty)
    #expect(reported == [doubled, doubled])
  }
}
