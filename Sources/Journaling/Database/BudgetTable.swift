package import struct Foundation.Date

/// The table of a state on a server in which processes on several machines share what they know of rate limits: a text for each
/// org, credential and family of calls.
///
/// It has a connection of its own, so that the journal never waits for it, nor it for the journal. It is worth nothing after a
/// restart of the server, which may empty it.
package actor BudgetTable {
  /// A row, and whether it has been written by who asks.
  package struct Row: Hashable, Sendable {
    /// `nil` where there is none.
    package var content: String?
    /// Another one after each change; 0 where there is no row.
    package var version: Int64
    /// The server's clock.
    package var date: Date
    /// Whether the content is the one that was to be written.
    package var isWritten: Bool
  }

  private let database: PostgresDatabase
  private let account: String
  private var isConnected = false

  /// The rows of an account, which is an org and a credential and no secret. Nothing is connected yet. `environment` is that of
  /// the process, which libpq reads as well.
  package init(at url: PostgresURL, account: String, environment: [String: String]) {
    database = PostgresDatabase(url, environment: environment)
    self.account = account
  }

  /// Replaces the content of a family's row where it still has this version, and gives what is there then; without content it
  /// only reads. A connection that was lost is made again with the next call.
  package func exchange(_ content: String?, for family: String, version: Int64) async throws -> Row {
    if !isConnected { _ = try await database.connect() }
    isConnected = true
    do {
      let rows = try await database.run(statements(content, family, version))
      guard let row = rows.last?.first, let date = try row.optionalDate(0) else {
        throw StateFailure.refused("the server has no clock")
      }
      return Row(
        content: try row.optionalText(1), version: try row.optionalInteger(2) ?? 0, date: date,
        isWritten: content != nil && rows.first?.isEmpty == false)
    } catch {
      isConnected = false
      throw error
    }
  }

  /// A row that the server has lost is made with a version that none had who still knows it.
  private func statements(_ content: String?, _ family: String, _ version: Int64) -> [SQLStatement] {
    let reading = SQLStatement.query(
      """
      SELECT extract(epoch FROM clock_timestamp())::double precision, content, version
      FROM (SELECT 1) AS one LEFT JOIN rateBudget ON account = $1 AND family = $2
      """, .text(account), .text(family))
    guard let content else { return [reading] }
    let writing = SQLStatement.change(
      """
      INSERT INTO rateBudget (account, family, content, version) VALUES ($1, $2, $3, $4 + 1)
      ON CONFLICT (account, family) DO UPDATE SET content = excluded.content, version = excluded.version
      WHERE rateBudget.version = $4 RETURNING version
      """, .text(account), .text(family), .text(content), .integer(version))
    return [writing, reading]
  }
}
