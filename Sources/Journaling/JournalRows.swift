import Foundation
import GRDB
import RequestModel

/// How entries and runs stand in the tables.
struct EntryRow: Codable, FetchableRecord, PersistableRecord {
  static let databaseTableName = "entry"

  var id: Int64?
  var run: String
  var kind: String
  var name: String?
  var requestTypeId: String
  var requester: String
  var subject: String
  /// `nil` in a state of an earlier version that is only read.
  var attempt: Int?
  var fieldValues: String?
  var message: String?
  var messageIndex: Int?
  var file: String
  var line: UInt32
  var column: UInt32
  var knownRequests: String?
  var state: EntryState
  var attempts: Int
  var intentAt: Double?
  var deadline: Double?
  var anchor: Double?
  var outcomeAt: Double?
  var requestId: String?
  var storedSubject: String?
  var error: String?

  init(_ entry: NewEntry, run: RunID) throws {
    self.run = run.text
    name = entry.name
    requestTypeId = entry.key.requestTypeID.text
    requester = entry.key.requester?.text ?? ""
    subject = entry.key.subject
    attempt = entry.attempt
    let known = entry.knownRequests.map(\.text).sorted()
    knownRequests = known.isEmpty ? nil : known.joined(separator: " ")
    file = entry.place.file
    line = entry.place.mark.line
    column = entry.place.mark.column
    state = .planned
    attempts = 0
    switch entry.kind {
    case .create(let values):
      kind = "create"
      fieldValues = String(decoding: try JSONEncoder().encode(values), as: UTF8.self)
    case .message(let text, let index):
      kind = "message"
      message = text
      messageIndex = index
    }
  }

  /// The entry that the row stands for; the schema's constraints make the row complete.
  var entry: JournalEntry {
    JournalEntry(
      id: id ?? 0, run: RunID(run), kind: entryKind, name: name, key: key,
      place: SourcePlace(file: file, mark: SourceMark(line: line, column: column)), state: state, attempts: attempts,
      intentAt: intentAt.map(Date.init(timeIntervalSince1970:)),
      outcomeAt: outcomeAt.map(Date.init(timeIntervalSince1970:)), requestID: requestId.map(RequestID.init),
      error: error, attempt: attempt ?? 1, deadline: deadline.map(Date.init(timeIntervalSince1970:)),
      anchor: anchor.map(Date.init(timeIntervalSince1970:)),
      knownRequests: Set((knownRequests ?? "").split(separator: " ").map { RequestID(String($0)) }),
      storedSubject: storedSubject)
  }

  private var key: RequestKey {
    RequestKey(
      requestTypeID: RequestTypeID(fromOrg: requestTypeId),
      requester: requester.isEmpty ? nil : UserID(fromOrg: requester), subject: subject)
  }

  private var entryKind: JournalEntry.Kind {
    if let message { return .message(message, index: messageIndex ?? 0) }
    let stored = try? JSONDecoder().decode([RequesterFieldValue].self, from: Data((fieldValues ?? "[]").utf8))
    return .create(fieldValues: stored ?? [])
  }
}

struct RunRow: Codable, FetchableRecord, PersistableRecord {
  static let databaseTableName = "run"

  var id: String
  var orgUrl: String
  var planDigest: String
  var startedAt: Double
  var endedAt: Double?
  var state: JournalRun.State
  var host: String
  var processId: Int32
  var calls: Int
  var throttled: Int
  /// The number of the run's org; `nil` in a state of an earlier version that is only read.
  var org: Int64?
  var blocked: Int?
  var withheld: Int?

  init(_ run: JournalRun, org: Int64) {
    self.org = org
    id = run.id.text
    orgUrl = run.orgURL
    planDigest = run.planDigest
    startedAt = run.startedAt.timeIntervalSince1970
    endedAt = run.endedAt?.timeIntervalSince1970
    state = run.state
    host = run.host
    processId = run.processID
    calls = run.calls
    throttled = run.throttled
    blocked = run.blocked
    withheld = run.withheld
  }

  var run: JournalRun {
    JournalRun(
      id: RunID(id), orgURL: orgUrl, planDigest: planDigest, startedAt: Date(timeIntervalSince1970: startedAt),
      endedAt: endedAt.map(Date.init(timeIntervalSince1970:)), state: state, host: host, processID: processId,
      calls: calls, throttled: throttled, blocked: blocked, withheld: withheld)
  }
}
