import Foundation
import GRDB
import Model

extension NewEntry {
  func insert(run: RunID, in db: Database) throws {
    var (fieldValues, message, messageIndex): (String?, String?, Int?)
    switch kind {
    case .create(let values): fieldValues = String(decoding: try JSONEncoder().encode(values), as: UTF8.self)
    case .message(let text, let index): (message, messageIndex) = (text, index)
    }
    let known = knownRequests.map(\.text).sorted().joined(separator: " ")
    let statement = try db.cachedStatement(
      sql: """
        INSERT INTO entry (run, kind, name, requestTypeId, requester, subject, attempt, fieldValues, message,
          messageIndex, file, line, "column", knownRequests)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, nullif(?, ''))
        """)
    try statement.execute(arguments: [
      run.text, message == nil ? "create" : "message", name, key.requestTypeID.text, key.requester?.text ?? "",
      key.subject, attempt, fieldValues, message, messageIndex, place.file, place.mark.line, place.mark.column, known,
    ])
  }
}

extension JournalRun {
  func insert(org: Int64, in db: Database) throws {
    try db.execute(
      sql: """
        INSERT INTO run (id, orgUrl, planDigest, startedAt, endedAt, state, host, processId, calls, throttled, org,
          blocked, withheld)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """,
      arguments: [
        id.text, orgURL, planDigest, startedAt.timeIntervalSince1970, endedAt?.timeIntervalSince1970, state.rawValue,
        host, processID, calls, throttled, org, blocked, withheld,
      ])
  }
}
