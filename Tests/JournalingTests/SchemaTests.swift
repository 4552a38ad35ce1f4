import Testing

@testable import Journaling

@Suite("The tables of a state in SQLite and in PostgreSQL")
struct SchemaTests {
  /// One query gives, as lines to compare, the columns of all tables; the other one what is unique in them.
  private struct Questions {
    var columns: String
    var uniqueColumns: String

    static let sqlite = Questions(
      columns: """
        WITH \(tables)
        SELECT lower(tables.name || '.' || columns.name) || iif("notnull" OR pk, '', ' or null')
        FROM tables, pragma_table_info(tables.name) AS columns
        """,
      uniqueColumns: """
        WITH \(tables)
        SELECT lower(tables.name || ': ' || (SELECT group_concat(name, ', ') FROM
          (SELECT name FROM pragma_table_info(tables.name) WHERE pk > 0 ORDER BY pk)))
        FROM tables
        UNION ALL
        SELECT lower(tables.name || ': ' || (SELECT group_concat(name, ', ') FROM
          (SELECT name FROM pragma_index_info(indexes.name) ORDER BY seqno))) || iif(partial, ' of some rows', '')
        FROM tables, pragma_index_list(tables.name) AS indexes WHERE "unique" AND origin <> 'pk'
        """)

    private static let tables = """
      tables AS (SELECT name FROM sqlite_schema
        WHERE type = 'table' AND name NOT LIKE 'sqlite!_%' ESCAPE '!' AND name <> 'grdb_migrations')
      """

    /// What a file needs no table for: it has a version of its own, and rate limits are shared in another file.
    private static let ofServers = "('meta', 'ratebudget')"

    static let postgreSQL = Questions(
      columns: """
        SELECT table_name || '.' || column_name || CASE is_nullable WHEN 'YES' THEN ' or null' ELSE '' END
        FROM information_schema.columns WHERE table_schema = current_schema() AND table_name NOT IN \(ofServers)
        """,
      uniqueColumns: """
        SELECT relname || ': '
          || (SELECT string_agg(attname, ', ' ORDER BY place) FROM unnest(indkey) WITH ORDINALITY AS keys (number, place)
            JOIN pg_attribute ON attrelid = indrelid AND attnum = number)
          || CASE WHEN indpred IS NULL THEN '' ELSE ' of some rows' END
        FROM pg_index JOIN pg_class ON pg_class.oid = indrelid JOIN pg_namespace ON pg_namespace.oid = relnamespace
        WHERE indisunique AND nspname = current_schema() AND relname NOT IN \(ofServers)
        """)
  }

  @Test("both have the same tables and columns, with values that may be missing in the same ones")
  func columns() async throws {
    let sqlite = try await Self.answers(Questions.sqlite.columns, of: .sqlite)
    let postgreSQL = try await Self.answers(Questions.postgreSQL.columns, of: .postgreSQL)
    #expect(sqlite.contains("entry.error or null") && sqlite.contains("entry.id"))
    #expect(sqlite.symmetricDifference(postgreSQL) == [])
  }

  @Test("the same columns are unique in both, in all rows or in some")
  func uniqueColumns() async throws {
    let sqlite = try await Self.answers(Questions.sqlite.uniqueColumns, of: .sqlite)
    let postgreSQL = try await Self.answers(Questions.postgreSQL.uniqueColumns, of: .postgreSQL)
    #expect(sqlite.contains("entry: org, requestid of some rows") && sqlite.contains("entry: id"))
    #expect(sqlite.symmetricDifference(postgreSQL) == [])
  }

  private static func answers(_ query: String, of kind: StateKind) async throws -> Set<String> {
    let rows = try await kind.state().database.run([.query(query)])
    return Set(try rows[0].map { try $0.text(0) })
  }
}
