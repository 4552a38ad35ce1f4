import Foundation
import Journaling
import Model
import Simulation
import Testing

/// Requests that others make between two readings are known after the second one, whatever the org's clock did.
@Suite("The cache and an org whose clock is set")
struct RequestCacheClockTests {
  private typealias Base = RequestCacheSyncTests

  /// Reads, moves the org's clock, and reads for a request that was made in between; gives the number of calls of the
  /// second reading.
  private static func calls(
    clockFrom first: Double, to second: Double, madeAfter: Duration, readAfter: Duration,
    known: @escaping @Sendable (Base.World) async throws -> Void = { _ in }
  ) async throws -> Int {
    let world = try await Base.World(requests: 0)
    world.org.change { $0.skew = first }
    let made = world.org.now
    world.org.change { state in for number in 0..<3 { state.put(number, created: made) } }
    let calls = try await world.time.run {
      await Base.results(
        { try await Base.refresh(world.cache, from: world.org, time: world.time) },
        {
          try await known(world)
          world.org.change { $0.skew = second }
          await world.time.sleep(until: world.time.now + madeAfter)
          let now = world.org.now
          world.org.change { state in state.put(7, created: now) }
          await world.time.sleep(until: world.time.now + readAfter)
          return try await Base.refresh(world.cache, from: world.org, time: world.time, keys: [Base.key(7)])
        })
    }.map { try $0.get() }
    #expect(try await world.cache.requests(keys: [Base.key(7)]).count == 1)
    return calls[1]
  }

  @Test("a clock that was an hour ahead of ours and is right now hides nothing", arguments: [60.0, 1800, 86400])
  func aheadOfOurs(wait: Double) async throws {
    _ = try await Self.calls(clockFrom: 3600, to: 0, madeAfter: .seconds(60), readAfter: .seconds(wait))
  }

  @Test("where the org's clock was set back before what was read, all requests are listed again")
  func goneBack() async throws {
    let calls = try await Self.calls(clockFrom: 0, to: -3600, madeAfter: .seconds(60), readAfter: .seconds(60))
    #expect(calls == 2)
    let usual = try await Self.calls(clockFrom: -3600, to: -3600, madeAfter: .seconds(60), readAfter: .seconds(60))
    #expect(usual == 1)
  }

  @Test("one date far ahead does not hide what is made later")
  func oneBadDate() async throws {
    _ = try await Self.calls(clockFrom: 18_000, to: 0, madeAfter: .seconds(60), readAfter: .seconds(86400)) { world in
      // One of ours, younger than the one to find: readings go on from what is known.
      world.org.change { state in
        let later = world.time.date(at: world.time.now) + 7200
        state.put(8, created: later)
      }
      try await world.cache.add(Array(world.org.requests.values.filter { $0.subject == "subject 8" }), readUpTo: nil)
    }
  }
}
