import Foundation
import Model

extension JournalEntry {
  /// What `init(_:)` reads, in this order.
  static let columns = """
    id, run, kind, name, requestTypeId, requester, subject, attempt, fieldValues, message, messageIndex, file, line,
    columnNumber, knownRequests, state, attempts, intentAt, deadline, anchor, outcomeAt, requestId, storedSubject, error,
    CASE WHEN (SELECT run.state FROM run WHERE run.id = entry.run) = 'running' THEN 0 ELSE 1 END
    """

  /// A row of `columns`. The schema's constraints make it complete: throws where the state is damaged.
  init(_ row: SQLRow) throws(SQLRow.DecodingError) {
    id = try row.integer(0)
    run = RunID(try row.text(1))
    if try row.text(2) == "cancel" {
      kind = .cancel
    } else if let message = try row.optionalText(9) {
      kind = .message(message, index: Int(try row.optionalInteger(10) ?? 0))
    } else {
      let stored = Data((try row.optionalText(8) ?? "[]").utf8)
      kind = .create(fieldValues: (try? JSONDecoder().decode([RequesterFieldValue].self, from: stored)) ?? [])
    }
    name = try row.optionalText(3)
    key = RequestKey(
      requestTypeID: RequestTypeID(fromOrg: try row.text(4)), requester: try row.requester(5), subject: try row.text(6))
    attempt = Int(try row.integer(7))
    place = SourcePlace(
      file: try row.text(11), mark: SourceMark(line: try row.small(12), column: try row.small(13)))
    let known = try row.optionalText(14) ?? ""
    knownRequests = Set(known.split(separator: " ").map { RequestID(String($0)) })
    state = try row.name(15)
    attempts = Int(try row.integer(16))
    intentAt = try row.optionalDate(17)
    deadline = try row.optionalDate(18)
    anchor = try row.optionalDate(19)
    outcomeAt = try row.optionalDate(20)
    requestID = (try row.optionalText(21)).map(RequestID.init)
    storedSubject = try row.optionalText(22)
    error = try row.optionalText(23)
    isRunOver = try row.truth(24)
  }
}

extension JournalEntry {
  /// The entry by our clock, which that of its state is ahead of by so many seconds; `anchor` is a moment of the org's.
  func byClock(ahead seconds: TimeInterval) -> JournalEntry {
    guard seconds != 0 else { return self }
    var entry = self
    entry.intentAt = intentAt.map { $0 - seconds }
    entry.deadline = deadline.map { $0 - seconds }
    entry.outcomeAt = outcomeAt.map { $0 - seconds }
    return entry
  }
}

extension JournalRun {
  /// What `init(_:)` reads, in this order.
  static let columns = """
    id, orgUrl, planDigest, startedAt, endedAt, state, host, processId, calls, throttled, blocked, withheld, origin
    """

  /// A row of `columns`.
  init(_ row: SQLRow) throws(SQLRow.DecodingError) {
    self.init(
      id: RunID(try row.text(0)), orgURL: try row.text(1), planDigest: try row.text(2), startedAt: try row.date(3),
      endedAt: try row.optionalDate(4), state: try row.name(5), host: try row.text(6), processID: try row.small(7),
      calls: Int(try row.integer(8)), throttled: Int(try row.integer(9)),
      blocked: (try row.optionalInteger(10)).map { Int($0) }, withheld: (try row.optionalInteger(11)).map { Int($0) },
      origin: try row.optionalText(12))
  }
}

extension SQLRow {
  /// One of an enumeration's names.
  func name<Name: RawRepresentable<String>>(_ column: Int) throws(DecodingError) -> Name {
    let text = try text(column)
    guard let name = Name(rawValue: text) else { throw DecodingError(column: column, found: .text(text)) }
    return name
  }

  /// An integer of fewer bits than a column takes.
  fileprivate func small<Number: FixedWidthInteger>(_ column: Int) throws(DecodingError) -> Number {
    let number = try integer(column)
    guard let small = Number(exactly: number) else { throw DecodingError(column: column, found: .integer(number)) }
    return small
  }
}
