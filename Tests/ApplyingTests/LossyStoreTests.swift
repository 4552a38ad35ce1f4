import Simulation
import Testing

@testable import Journaling

@Suite("A state with the misfortunes of a database server")
struct LossyStoreTests {
  @Test("a connection that is lost before a transaction leaves nothing of it", arguments: [true, false])
  func before(isUnknown: Bool) async throws {
    let store = try Self.store(isUnknown ? .lostBefore : .unusable)
    let failure = await Self.failure { try await store.connection().run(Self.write(1)) }
    if isUnknown { #expect(failure == .unknown("the connection is lost")) }
    #expect(failure != nil)
    #expect(try await Self.numbers(in: store) == [])
  }

  @Test("a transaction is done where its reply is lost, and where it may be on no standby", arguments: [true, false])
  func after(isUnknown: Bool) async throws {
    let store = try Self.store(isUnknown ? .lostAfter : .unsafe)
    let failure = await Self.failure { try await store.connection().run(Self.write(1)) }
    #expect(failure == (isUnknown ? .unknown("the reply is lost") : .unsafe("perhaps on no standby")))
    #expect(try await Self.numbers(in: store) == [1])
  }

  @Test("a database that goes back has forgotten what was written last, and earlier connections are of no use any more")
  func goesBack() async throws {
    let store = try Self.store(.goesBack, chance: 0.1)
    let early = store.connection()
    var written: [Int64] = []
    while store.lastReturn == nil {
      let next = Int64(written.count + 1)
      if await Self.failure({ try await early.run(Self.write(next)) }) == nil { written.append(next) }
    }
    let kept = try await Self.numbers(in: store)
    #expect(kept.count < written.count && kept == Array(written.prefix(kept.count)))
    #expect(await Self.failure { try await early.run(Self.write(1000)) } != nil)
    store.calmDown()
    _ = try await store.connection().run(Self.write(1001))
    #expect(try await Self.numbers(in: store) == kept + [1001])
  }

  private static func store(_ misfortune: LossyStore.Misfortune, chance: Double = 1) throws -> LossyStore {
    LossyStore(try StateStore(), odds: [misfortune: chance], seed: 1, now: { .zero })
  }

  private static func failure(_ body: () async throws -> [[SQLRow]]) async -> StateFailure? {
    do {
      _ = try await body()
      return nil
    } catch {
      return error as? StateFailure
    }
  }

  private static func write(_ number: Int64) -> [SQLStatement] {
    [
      .change(
        "INSERT INTO allowance (orgUrl, family, calls, seconds) VALUES ($1, 'x', $2, 1)", .text("\(number)"),
        .integer(number))
    ]
  }

  private static func numbers(in store: LossyStore) async throws -> [Int64] {
    try await store.current.database.run([.query("SELECT calls FROM allowance ORDER BY calls")])[0].map {
      try $0.integer(0)
    }
  }
}
