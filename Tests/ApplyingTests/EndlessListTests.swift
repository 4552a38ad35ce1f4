import Foundation
import Journaling
import Model
import Simulation
import Testing
import Throttling

@Suite("The org's list without an end")
struct EndlessListTests {
  @Test("a list without an end is an error within few calls, and none of its pages counts once it has an end")
  func endlessList() async throws {
    for isKnown in [false, true] {
      let world = try await RequestCacheSyncTests.World(requests: 300)
      let results = await world.time.run {
        await RequestCacheSyncTests.results(
          { isKnown ? try await RequestCacheSyncTests.refresh(world.cache, from: world.org, time: world.time) : 0 },
          {
            world.org.change { $0.isEndless = true }
            return try await RequestCacheSyncTests.refresh(
              world.cache, from: world.org, time: world.time, keys: [RequestCacheSyncTests.key(999)])
          },
          {
            world.org.change { $0.isEndless = false }
            return try await RequestCacheSyncTests.refresh(
              world.cache, from: world.org, time: world.time, keys: [RequestCacheSyncTests.key(7)])
          })
      }
      guard case .failure(ReadFailure.service(.lost(let reason, _))) = results[1] else {
        Issue.record("\(results[1])")
        continue
      }
      #expect(reason.contains("the org's list has no end"))
      #expect(try results[2].get() <= 2 && world.org.queries.count <= 8)
      #expect(try await world.cache.changed(after: .distantPast).count == 300)
    }
  }
}
