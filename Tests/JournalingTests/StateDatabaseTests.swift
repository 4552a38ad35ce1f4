import Foundation
import Journaling
import Testing

@Suite("What every database of a state promises")
struct StateDatabaseTests {
  private static let insert = "INSERT INTO item (id, number, amount, text) VALUES ($1, $2, $3, $4)"

  /// The rows of a table that `insert` filled.
  private static func items(_ database: any StateDatabase) async throws -> [SQLRow] {
    try await database.run([.query("SELECT id, number, amount, text FROM item ORDER BY id")])[0]
  }

  /// Whether a transaction is refused; if not, its rows are the expected ones.
  private static func refusal(
    _ database: any StateDatabase, _ transaction: [SQLStatement], expected: [[SQLRow]]? = nil
  ) async throws -> Bool {
    do throws(StateFailure) {
      let rows = try await database.run(transaction)
      #expect(expected == nil || rows == expected)
      return false
    } catch .refused {
      return true
    } catch {
      throw error
    }
  }

  @Test(
    "a transaction that is refused at its last statement has written nothing, and the next one is done",
    arguments: ContractDatabase.allCases)
  func atomicity(_ kind: ContractDatabase) async throws {
    try await kind.with { database in
      let first = SQLStatement.change(Self.insert, 1, 10, .real(0.5), "one")
      let second = SQLStatement.change(Self.insert, rows: [[2, nil, nil, "two"], [3, nil, nil, "one"]])
      #expect(try await Self.refusal(database, [first, second]))
      #expect(try await Self.items(database).isEmpty)
      _ = try await database.run([first])
      #expect(try await Self.refusal(database, [.change("DELETE FROM item"), first, first]))
      #expect(try await Self.items(database) == [SQLRow([1, 10, .real(0.5), "one"])])
    }
  }

  @Test(
    "each execution has its own rows, in the order of the statements and of their rows of arguments",
    arguments: ContractDatabase.allCases)
  func order(_ kind: ContractDatabase) async throws {
    try await kind.with { database in
      let rows = try await database.run([
        .change(
          Self.insert + " RETURNING id, text", rows: [[2, nil, nil, "b"], [1, nil, nil, "a"], [3, nil, nil, "c"]]),
        .change("UPDATE item SET number = $1 WHERE id = $2 RETURNING number", rows: [[7, 2], [8, 99], [9, 3]]),
        .change("DELETE FROM item WHERE id = $1", 1),
        .query("SELECT id FROM item WHERE number > $1 ORDER BY id", rows: [[0], [8], [9]]),
        .query("SELECT id FROM item WHERE id = $1", rows: []),
      ])
      #expect(
        rows.map { $0.map(\.values) } == [
          [[2, "b"]], [[1, "a"]], [[3, "c"]], [[7]], [], [[9]], [], [[2], [3]], [[3]], [],
        ])
      #expect(try await database.run([]).isEmpty)
    }
  }

  @Test("values come back as they were given, to the last bit", arguments: ContractDatabase.allCases)
  func values(_ kind: ContractDatabase) async throws {
    let integers: [SQLValue] = [.integer(.min), .integer(.max), 0, -1, nil]
    let doubles =
      [1_795_708_000.123456, 0.1, 1e-300, .leastNonzeroMagnitude, .greatestFiniteMagnitude, 1 / 3, 1e22]
      .map { $0 as Double }
    let texts = [
      "", " ", "'\"\\$1;--", "a\tb\r\nc\u{1}\u{7f}", "é e\u{301}", "😀👩‍👩‍👧", "\u{200f}\u{feff}\u{fffd}", "\\x41 NULL {}",
      String(repeating: "ß", count: 100_000),
    ]
    try await kind.with { database in
      var row: Int64 = 0
      for (position, text) in texts.enumerated() {
        row += 1
        let given: [SQLValue] = [
          .integer(row), integers[position % integers.count], .real(doubles[position % doubles.count]), .text(text),
        ]
        let stored = try await database.run([.change(Self.insert + " RETURNING *", rows: [given])])[0]
        #expect(stored == [SQLRow(given)])
      }
      let read = try await Self.items(database)
      #expect(read.count == texts.count)
      for (row, position) in zip(read, 0...) {
        let text = try row.text(3)
        #expect(text.utf8.elementsEqual(texts[position].utf8))
        guard case .real(let number) = row.values[2] else {
          Issue.record("\(row.values[2]) is not a number")
          continue
        }
        #expect(number.bitPattern == doubles[position % doubles.count].bitPattern)
      }
    }
  }

  @Test(
    "what has no value is NULL, as an argument in each row and as a result, and so are sums of no rows",
    arguments: ContractDatabase.allCases)
  func nulls(_ kind: ContractDatabase) async throws {
    try await kind.with { database in
      let rows = try await database.run([
        .change(
          Self.insert, rows: [[1, nil, nil, nil], [2, 5, nil, nil], [3, nil, .real(2), "c"], [4, nil, 3, nil]]),
        .query("SELECT number, amount, text FROM item WHERE id = $1", rows: [[1], [2], [3], [4]]),
        .query("SELECT max(number), sum(number), count(*) FROM item WHERE id > $1", rows: [[9], [0]]),
        .query(
          "SELECT id FROM item WHERE text IS NULL AND ($1 IS NULL OR number = $1) ORDER BY id", rows: [[nil], [5]]),
        .query("SELECT id = 1, id IN (2, 3) FROM item WHERE id = 1"),
      ])
      #expect(
        rows.dropFirst(4).map { $0.map(\.values) } == [
          [[nil, nil, nil]], [[5, nil, nil]], [[nil, .real(2), "c"]], [[nil, .real(3), nil]], [[nil, nil, 0]],
          [[5, 5, 4]], [[1], [2], [4]], [[2]], [[1, 0]],
        ])
    }
  }

  @Test(
    "10,000 rows of arguments are one transaction, and are read in the order of their keys as one result and as 10,000",
    arguments: ContractDatabase.allCases)
  func many(_ kind: ContractDatabase) async throws {
    try await kind.with { database in
      let texts = (1...10_000).map { "text \($0) " + String(repeating: "x", count: 200) }
      let given = zip(texts, 1...).map { text, id -> [SQLValue] in [.integer(id), nil, nil, .text(text)] }
      let written = try await database.run([.change(Self.insert + " RETURNING id", rows: given)])
      #expect(written == given.map { [SQLRow([$0[0]])] })
      let read = try await database.run([
        .query("SELECT text FROM item WHERE id = $1", rows: given.map { [$0[0]] }),
        .query("SELECT text FROM item ORDER BY id"),
      ])
      let expected = texts.map { SQLRow([.text($0)]) }
      #expect(read == expected.map { [$0] } + [expected])
      #expect(
        try await Self.refusal(
          database, [.change("UPDATE item SET id = id + 20000"), .change(Self.insert, rows: given)]))
      #expect(try await database.run([.query("SELECT min(id) FROM item")])[0] == [SQLRow([1])])
    }
  }

  @Test(
    "of many callers that write at once each has its own answer, refused or done",
    arguments: ContractDatabase.allCases, [false, true])
  func concurrency(_ kind: ContractDatabase, isGrouped: Bool) async throws {
    try await kind.with { database in
      let database: any StateDatabase = isGrouped ? GroupCommit(database) : database
      let refused = try await withThrowingTaskGroup(of: Bool.self) { group in
        for caller in 0..<200 as Range<Int64> {
          group.addTask {
            // Two callers have the same text.
            let text = SQLValue.text("text \(caller / 2)")
            let transaction = [
              SQLStatement.change(Self.insert + " RETURNING id", .integer(caller), nil, nil, text),
              .query("SELECT number FROM item WHERE id = $1", .integer(caller)),
            ]
            let rows = [[SQLRow([.integer(caller)])], [SQLRow([nil])]]
            return try await Self.refusal(database, transaction, expected: rows)
          }
        }
        return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
      }
      #expect(refused == 100)
      #expect(try await Self.items(database).count == 100)
    }
  }

  @Test(
    "a text with a statement that does not exist fails, and the next transaction is done",
    arguments: ContractDatabase.allCases)
  func mistakes(_ kind: ContractDatabase) async throws {
    try await kind.with { database in
      for text in ["SELEC 1", "SELECT id FROM missing", "SELECT missing FROM item"] {
        await #expect(throws: StateFailure.self) {
          try await database.run([.change(Self.insert, 1, nil, nil, nil), .query(text)])
        }
      }
      let items = try await Self.items(database)
      #expect(items.isEmpty)
    }
  }
}
