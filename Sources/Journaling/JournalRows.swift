import Foundation
import GRDB
import RequestModel

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

extension JournalEntry {
  /// The schema's constraints make the row complete; a state of an earlier version that is only read lacks columns.
  init(_ row: Row) throws {
    guard let state = EntryState(rawValue: row["state"]) else { throw Self.unknownState }
    self.state = state
    id = row["id"]
    run = RunID(row["run"])
    if let message: String = row["message"] {
      kind = .message(message, index: row["messageIndex"])
    } else {
      let stored = Data((row["fieldValues"] ?? "[]").utf8)
      kind = .create(fieldValues: (try? JSONDecoder().decode([RequesterFieldValue].self, from: stored)) ?? [])
    }
    name = row["name"]
    key = RequestKey(
      requestTypeID: RequestTypeID(fromOrg: row["requestTypeId"]), requester: row.requester, subject: row["subject"])
    place = SourcePlace(file: row["file"], mark: SourceMark(line: row["line"], column: row["column"]))
    attempts = row["attempts"]
    intentAt = row.date("intentAt")
    outcomeAt = row.date("outcomeAt")
    requestID = (row["requestId"] as String?).map(RequestID.init)
    error = row["error"]
    attempt = row["attempt"] ?? 1
    deadline = row.date("deadline")
    anchor = row.date("anchor")
    knownRequests = Set((row["knownRequests"] ?? "").split(separator: " ").map { RequestID(String($0)) })
    storedSubject = row["storedSubject"]
  }

  fileprivate static let unknownState = DatabaseError(resultCode: .SQLITE_CORRUPT, message: "unknown state")
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

  init(_ row: Row) throws {
    guard let state = State(rawValue: row["state"]) else { throw JournalEntry.unknownState }
    self.init(
      id: RunID(row["id"]), orgURL: row["orgUrl"], planDigest: row["planDigest"],
      startedAt: Date(timeIntervalSince1970: row["startedAt"]), endedAt: row.date("endedAt"), state: state,
      host: row["host"], processID: row["processId"], calls: row["calls"], throttled: row["throttled"],
      blocked: row["blocked"], withheld: row["withheld"])
  }
}

extension Row {
  func date(_ column: String) -> Date? { (self[column] as Double?).map(Date.init(timeIntervalSince1970:)) }

  /// `''` where the org did not name one: so it can be a part of indexes.
  var requester: UserID? {
    let text: String = self["requester"]
    return text.isEmpty ? nil : UserID(fromOrg: text)
  }
}
