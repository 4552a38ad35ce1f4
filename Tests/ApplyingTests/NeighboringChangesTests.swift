import Foundation
import Model
import Simulation
import Testing

@Suite("Changes that are a tick apart")
struct NeighboringChangesTests {
  @Test("a request that changed a tick before the last one is not asked for, whichever way its moment is rounded")
  func neighbors() async throws {
    for tick in 1..<200 {
      let world = try await RequestCacheSyncTests.World(requests: 0)
      let second = (world.org.now.timeIntervalSince1970 - 1_000_000).rounded(.down)
      world.org.change { state in
        for number in 0...1 {
          state.put(number, created: Date(timeIntervalSince1970: second + Double(tick + number) / 1000))
        }
      }
      let keys: Set = [RequestCacheSyncTests.key(0), RequestCacheSyncTests.key(1)]
      let calls = try await world.time.run {
        await RequestCacheSyncTests.results(
          { try await RequestCacheSyncTests.refresh(world.cache, from: world.org, time: world.time, keys: keys) },
          { try await RequestCacheSyncTests.refresh(world.cache, from: world.org, time: world.time, keys: keys) })
      }.map { try $0.get() }
      #expect(calls == [1, 1], "\(tick)")
    }
  }
}
