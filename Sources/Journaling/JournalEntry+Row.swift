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

extension JournalEntry {
  /// The schema's constraints make the row complete; a state of an earlier version that is only read lacks columns. Throws
  /// where the state is damaged.
  init(_ row: Row) throws {
    guard let state = EntryState(rawValue: try row.decode(forColumn: "state")) else { throw Self.unknownState }
    self.state = state
    id = try row.decode(forColumn: "id")
    run = RunID(try row.decode(forColumn: "run"))
    if let message: String = try row.value("message") {
      kind = .message(message, index: try row.value("messageIndex") ?? 0)
    } else {
      let stored = Data((try row.value("fieldValues") ?? "[]").utf8)
      kind = .create(fieldValues: (try? JSONDecoder().decode([RequesterFieldValue].self, from: stored)) ?? [])
    }
    name = try row.value("name")
    key = RequestKey(
      requestTypeID: RequestTypeID(fromOrg: try row.decode(forColumn: "requestTypeId")), requester: try row.requester,
      subject: try row.decode(forColumn: "subject"))
    let mark = SourceMark(line: try row.decode(forColumn: "line"), column: try row.decode(forColumn: "column"))
    place = SourcePlace(file: try row.decode(forColumn: "file"), mark: mark)
    attempts = try row.decode(forColumn: "attempts")
    intentAt = try row.date("intentAt")
    outcomeAt = try row.date("outcomeAt")
    requestID = (try row.value("requestId") as String?).map(RequestID.init)
    error = try row.value("error")
    attempt = try row.value("attempt") ?? 1
    deadline = try row.date("deadline")
    anchor = try row.date("anchor")
    let known: String = try row.value("knownRequests") ?? ""
    knownRequests = Set(known.split(separator: " ").map { RequestID(String($0)) })
    storedSubject = try row.value("storedSubject")
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
    guard let state = State(rawValue: try row.decode(forColumn: "state")) else { throw JournalEntry.unknownState }
    self.init(
      id: RunID(try row.decode(forColumn: "id")), orgURL: try row.decode(forColumn: "orgUrl"),
      planDigest: try row.decode(forColumn: "planDigest"),
      startedAt: Date(timeIntervalSince1970: try row.decode(forColumn: "startedAt")), endedAt: try row.date("endedAt"),
      state: state, host: try row.decode(forColumn: "host"), processID: try row.decode(forColumn: "processId"),
      calls: try row.decode(forColumn: "calls"), throttled: try row.decode(forColumn: "throttled"),
      blocked: try row.value("blocked"), withheld: try row.value("withheld"))
  }
}

extension Row {
  /// The value of a column; `nil` in a state of an earlier version, which lacks it. Throws where it is of another type: a
  /// damaged state must not end the process.
  func value<Value: DatabaseValueConvertible>(_ column: String) throws -> Value? {
    hasColumn(column) ? try decode(Value?.self, forColumn: column) : nil
  }

  func date(_ column: String) throws -> Date? {
    (try value(column) as Double?).map(Date.init(timeIntervalSince1970:))
  }

  /// `''` where the org did not name one: so it can be a part of indexes.
  var requester: UserID? {
    get throws {
      let text: String = try decode(forColumn: "requester")
      return text.isEmpty ? nil : UserID(fromOrg: text)
    }
  }
}
