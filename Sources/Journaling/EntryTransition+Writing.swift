import Foundation
import GRDB
import Model

/// A create's outcome names a request that another finished create of the org is for.
struct ClaimedRequestError: Error {
  var request: RequestID
}

extension EntryTransition {
  /// Writes the move, or throws what the schema refuses it with, or `ClaimedRequestError`.
  func write(to entry: JournalEntry.ID, at: Date, in db: Database) throws {
    let moment = at.timeIntervalSince1970
    switch self {
    case .intent(let requestID, let deadline, let anchor):
      let statement = try db.cachedStatement(
        sql: """
          UPDATE entry SET state = ?, attempts = attempts + 1, intentAt = ?, deadline = ?, anchor = ?,
            requestId = coalesce(?, requestId)
          WHERE id = ?
          """)
      try statement.execute(arguments: [
        state.rawValue, moment, (deadline ?? at).timeIntervalSince1970, anchor?.timeIntervalSince1970, requestID?.text,
        entry,
      ])
      try Self.expectOneChange(db)
    case .created(let request):
      try Self.refuseClaimed(request.id, by: entry, in: db)
      try writeOutcome(to: entry, at: moment, requestID: request.id, subject: request.subject, in: db)
      _ = try SQLiteDatabase.execute(RequestCacheRow.writing(request, seenBy: entry), in: db)
    case .adopted(let requestID, let request):
      try Self.refuseClaimed(requestID, by: entry, in: db)
      try writeOutcome(to: entry, at: moment, requestID: requestID, subject: request?.subject, in: db)
      if let request { _ = try SQLiteDatabase.execute(RequestCacheRow.writing(request, seenBy: entry), in: db) }
    case .createdByOthers(let request):
      try writeOutcome(to: entry, at: moment, in: db)
      _ = try SQLiteDatabase.execute(RequestCacheRow.writing(request, seenBy: entry), in: db)
    case .confirmed(let requestID):
      try writeOutcome(to: entry, at: moment, requestID: requestID, in: db)
    case .ambiguous(let error, let isEnded):
      try writeOutcome(to: entry, at: moment, error: error, in: db)
      if isEnded { try db.execute(sql: "UPDATE entry SET deadline = ? WHERE id = ?", arguments: [moment, entry]) }
    case .unclear(let requestID, let error):
      try writeOutcome(to: entry, at: moment, requestID: requestID, error: error, in: db)
    case .rejected(let error), .failed(let error):
      try writeOutcome(to: entry, at: moment, error: error, in: db)
    case .withdrawn, .absent, .gone:
      try writeOutcome(to: entry, at: moment, in: db)
    }
  }

  private func writeOutcome(
    to entry: JournalEntry.ID, at moment: Double, requestID: RequestID? = nil, subject: String? = nil,
    error: String? = nil, in db: Database
  ) throws {
    let statement = try db.cachedStatement(
      sql: """
        UPDATE entry SET state = ?, outcomeAt = ?, requestId = coalesce(?, requestId), error = ?,
          storedSubject = nullif(?, subject)
        WHERE id = ?
        """)
    try statement.execute(arguments: [state.rawValue, moment, requestID?.text, error, subject, entry])
    try Self.expectOneChange(db)
  }

  /// One request serves one create.
  private static func refuseClaimed(_ request: RequestID, by entry: JournalEntry.ID, in db: Database) throws {
    let statement = try db.cachedStatement(
      sql: """
        SELECT 1 FROM entry AS other JOIN run ON run.id = other.run
        WHERE other.requestId = ? AND other.kind = 'create' AND other.state IN ('confirmed', 'adopted') AND other.id <> ?
          AND run.org = (SELECT run.org FROM entry JOIN run ON run.id = entry.run WHERE entry.id = ?)
        """)
    if try Row.fetchOne(statement, arguments: [request.text, entry, entry]) != nil {
      throw ClaimedRequestError(request: request)
    }
  }

  private static func expectOneChange(_ db: Database) throws {
    guard db.changesCount == 1 else {
      throw DatabaseError(resultCode: .SQLITE_CONSTRAINT, message: "no such entry")
    }
  }
}
