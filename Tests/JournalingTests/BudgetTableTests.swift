import Foundation
import Journaling
import TestPostgreSQL
import Testing

@Suite("The table of rate limits that machines share")
struct BudgetTableTests {
  /// A state with its tables.
  private static func url() async throws -> PostgresURL {
    let cluster = try await PostgresCluster.shared.value
    let url = try cluster.url(schema: PostgresCluster.newSchema())
    _ = try await StateStore.open(.postgreSQL(url), environment: [:])
    return url
  }

  @Test("a text is written where no one else has written meanwhile, and else what is there is given")
  func compareAndSet() async throws {
    let url = try await Self.url()
    let (one, other) = (
      BudgetTable(at: url, account: "a", environment: [:]), BudgetTable(at: url, account: "a", environment: [:])
    )
    let empty = try await one.exchange(nil, for: "f", version: 0)
    #expect(empty.content == nil && empty.version == 0 && !empty.isWritten)
    #expect(abs(empty.date.timeIntervalSinceNow) < 60)
    let first = try await one.exchange("one", for: "f", version: 0)
    #expect(first.content == "one" && first.version == 1 && first.isWritten)
    let late = try await other.exchange("other", for: "f", version: 0)
    #expect(late.content == "one" && late.version == 1 && !late.isWritten)
    let second = try await other.exchange("other", for: "f", version: late.version)
    #expect(second.content == "other" && second.version == 2 && second.isWritten)
    #expect(try await one.exchange(nil, for: "f", version: 1).content == "other")
  }

  @Test("each account and each family has a row of its own")
  func rows() async throws {
    let url = try await Self.url()
    let one = BudgetTable(at: url, account: "a", environment: [:])
    #expect(try await one.exchange("one", for: "f", version: 0).isWritten)
    #expect(try await one.exchange(nil, for: "g", version: 0).content == nil)
    let other = BudgetTable(at: url, account: "b", environment: [:])
    #expect(try await other.exchange(nil, for: "f", version: 0).content == nil)
  }

  @Test("of what several write at once nothing is lost")
  func concurrent() async throws {
    let url = try await Self.url()
    try await withThrowingTaskGroup(of: Void.self) { group in
      for _ in 0..<4 {
        group.addTask {
          let table = BudgetTable(at: url, account: "a", environment: [:])
          var row = try await table.exchange(nil, for: "f", version: 0)
          var count = 0
          while count < 50 {
            let sum = Int(row.content ?? "0").map { $0 + 1 } ?? 0
            row = try await table.exchange(String(sum), for: "f", version: row.version)
            if row.isWritten { count += 1 }
          }
        }
      }
      try await group.waitForAll()
    }
    let table = BudgetTable(at: url, account: "a", environment: [:])
    #expect(try await table.exchange(nil, for: "f", version: 0).content == "200")
  }

  @Test(
    "after the server was away the next exchange makes a connection, and a table that a crash has emptied is filled")
  func restart() async throws {
    let cluster = try PostgresCluster()
    let url = try cluster.url()
    _ = try await StateStore.open(.postgreSQL(url), environment: [:])
    let table = BudgetTable(at: url, account: "a", environment: [:])
    #expect(try await table.exchange("one", for: "f", version: 0).isWritten)
    try cluster.stop()
    await #expect(throws: (any Error).self) { try await table.exchange("two", for: "f", version: 1) }
    await #expect(throws: (any Error).self) { try await table.exchange("two", for: "f", version: 1) }
    try cluster.start()
    let after = try await table.exchange("two", for: "f", version: 1)
    #expect(after.isWritten && after.version == 2 && after.content == "two")
  }
}
