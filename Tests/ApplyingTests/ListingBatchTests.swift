import Applying
import Foundation
import Journaling
import Model
import Simulation
import Synchronization
import Testing

@Suite("Pages of a listing that share a commit")
struct ListingBatchTests {
  /// Counts the commits that write requests.
  private final class CommitCounter: StateDatabase {
    private let database: any StateDatabase
    private let counter = Mutex(0)
    var count: Int { counter.withLock { $0 } }

    init(_ database: any StateDatabase) { self.database = database }

    func run(_ transaction: [SQLStatement]) async throws(StateFailure) -> [[SQLRow]] {
      if transaction.contains(where: { $0.sql.hasPrefix("INSERT INTO existing") }) { counter.withLock { $0 += 1 } }
      return try await database.run(transaction)
    }
  }

  /// How often a first reading of so many pages wrote requests, and how many are known after it.
  private func reading(
    of pages: Int, _ prepare: (inout ListedOrg.State) -> Void
  ) async throws -> (commits: Int, known: Int) {
    let world = try await RequestCacheSyncTests.World(requests: pages * 10, pageSize: 10)
    world.org.change(prepare)
    let commits = Mutex<CommitCounter?>(nil)
    let state = try StateStore { database in
      let counter = CommitCounter(database)
      commits.withLock { $0 = counter }
      return counter
    }
    let cache = try await RequestCache(state, orgURL: "https://org")
    _ = await world.time.run {
      await RequestCacheSyncTests.results({
        try await RequestCacheSyncTests.refresh(cache, from: world.org, time: world.time)
      })
    }
    return (commits.withLock { $0?.count ?? 0 }, try await cache.changed(after: .distantPast).count)
  }

  @Test("pages share a commit where no limit makes one wait, for a few seconds at most")
  func shared() async throws {
    let few = try await reading(of: 5) { _ in }
    #expect(few == (1, 50))
    // A page takes 0.1 s.
    let many = try await reading(of: 120) { _ in }
    #expect(many == (3, 1_200))
  }

  @Test("where the org has a limit each page is kept at once: it would take long to read it again")
  func limited() async throws {
    let read = try await reading(of: 5) { state in
      state.rate = RateLimitHeaders(limit: 50, remaining: 40, reset: .distantPast, date: .distantPast)
    }
    #expect(read == (5, 50))
  }

  @Test("what was read before a failure is kept")
  func cutOff() async throws {
    let read = try await reading(of: 5) { state in
      state.beforePage = { state, _ in
        if state.queries.count == 4 { state.failure = .forbidden(ServiceError(status: 403, summary: "no")) }
      }
    }
    #expect(read == (1, 30))
  }
}
