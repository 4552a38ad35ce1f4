import Foundation
import GRDB
import Model

/// How an existing request stands in the cache.
enum RequestCacheRow {
  private static let columns =
    "id, requestTypeId, requester, subject, status, created, createdBy, lastUpdated, decision, isUnlisted"

  /// Writes what the org says of a request, into the current or the last listing. A row that is so already
  /// costs no write.
  static func write(
    _ request: ExistingRequest, isUnlisted: Bool = false, org: Int64, in db: Database
  ) throws {
    let statement = try db.cachedStatement(
      sql: """
        INSERT INTO existing (org, generation, keyHash, \(columns))
        SELECT org, generation, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ? FROM mirror WHERE org = ?
        ON CONFLICT (org, id) DO UPDATE SET
          generation = excluded.generation, keyHash = excluded.keyHash, requestTypeId = excluded.requestTypeId,
          requester = excluded.requester, subject = excluded.subject, status = excluded.status,
          created = excluded.created, createdBy = excluded.createdBy, lastUpdated = excluded.lastUpdated,
          decision = coalesce(excluded.decision, iif(lastUpdated = excluded.lastUpdated, decision, NULL)),
          isUnlisted = excluded.isUnlisted
        WHERE (generation, lastUpdated, status, subject, requester, isUnlisted) IS NOT (excluded.generation,
            excluded.lastUpdated, excluded.status, excluded.subject, excluded.requester, excluded.isUnlisted)
          OR excluded.decision IS NOT NULL AND excluded.decision IS NOT decision
        """)
    try statement.execute(arguments: [
      hash(of: request.key), request.id.text, request.requestTypeID.text, request.requester?.text ?? "",
      request.subject, request.status, request.created.timeIntervalSince1970, request.createdBy?.text,
      request.lastUpdated.timeIntervalSince1970, request.decision?.rawValue, isUnlisted, org,
    ])
  }

  /// Writes a request that an entry has created or found into the cache of its run's org.
  static func write(_ request: ExistingRequest, seenBy entry: JournalEntry.ID, in db: Database) throws {
    let statement = try db.cachedStatement(
      sql: """
        SELECT org FROM run JOIN entry ON entry.run = run.id WHERE entry.id = ?
        """)
    guard let org = try Int64.fetchOne(statement, arguments: [entry]) else { return }
    try write(request, org: org, in: db)
    // A record older than what the list had shown: the org's clock was set back, and changes are read from there on.
    try db.cachedStatement(sql: "UPDATE mirror SET readUpTo = ? WHERE org = ? AND readUpTo > ?")
      .execute(arguments: [request.created.timeIntervalSince1970, org, request.created.timeIntervalSince1970])
  }

  static func requests(with key: RequestKey, org: Int64, in db: Database) throws -> [ExistingRequest] {
    // Without statistics SQLite takes the primary key for as good, and walks through all requests of the org.
    let statement = try db.cachedStatement(
      sql: "SELECT \(columns) FROM existing INDEXED BY existingByKey WHERE org = ? AND keyHash = ?")
    return try Row.fetchAll(statement, arguments: [org, hash(of: key)]).map(request).filter { $0.key == key }
  }

  static func requestsWithoutRequester(org: Int64, in db: Database) throws -> [ExistingRequest] {
    let statement = try db.cachedStatement(
      sql: "SELECT \(columns) FROM existing INDEXED BY existingOfAnybody WHERE org = ? AND requester = ''")
    return try Row.fetchAll(statement, arguments: [org]).map(request)
  }

  static func request(_ id: RequestID, org: Int64, in db: Database) throws -> ExistingRequest? {
    let statement = try db.cachedStatement(sql: "SELECT \(columns) FROM existing WHERE org = ? AND id = ?")
    return try Row.fetchOne(statement, arguments: [org, id.text]).map(request)
  }

  private static func request(_ row: Row) throws -> ExistingRequest {
    ExistingRequest(
      id: RequestID(try row.decode(forColumn: "id")),
      requestTypeID: RequestTypeID(fromOrg: try row.decode(forColumn: "requestTypeId")),
      requester: try row.requester, subject: try row.decode(forColumn: "subject"),
      status: try row.decode(forColumn: "status"),
      created: Date(timeIntervalSince1970: try row.decode(forColumn: "created")),
      createdBy: (try row.value("createdBy") as String?).map(UserID.init(fromOrg:)),
      lastUpdated: Date(timeIntervalSince1970: try row.decode(forColumn: "lastUpdated")),
      decision: (try row.value("decision") as String?).flatMap(RequestDecision.init(rawValue:)))
  }

  /// 8 bytes to index instead of the whole key. Keys that share a hash are distinguished by their text.
  private static func hash(of key: RequestKey) -> Int64 {
    Int64(bitPattern: FNV1a.hash(of: [key.requestTypeID.text, key.requester?.text ?? "", key.foldedSubject]))
  }
}
