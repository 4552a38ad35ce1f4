// JournalBench STATE COUNT WIDTH: how many microseconds a state takes for a request with two durable commits, the intent and
// the outcome, with WIDTH requests in flight. STATE is a file to make, or `server` for a PostgreSQL server of its own.
import Foundation
import Journaling
import Model
import TestPostgreSQL

let arguments = CommandLine.arguments.dropFirst()
guard arguments.count == 3, let count = Int(arguments[2]), let width = Int(arguments[3]) else {
  fatalError("JournalBench STATE COUNT WIDTH")
}
let server = arguments[1] == "server" ? try PostgresCluster() : nil
let location = try server.map { .postgreSQL(try $0.url()) } ?? StateLocation(arguments[1])
let state = try await StateStore.open(location, hold: .shared, environment: [:])
let journal = Journal(state)
let run = JournalRun(
  id: RunID("bench-\(UInt64.random(in: 0 ... .max))"), orgURL: "https://bench", planDigest: "", startedAt: Date(),
  host: "bench", processID: 1)

func entry(_ number: Int) -> NewEntry {
  NewEntry(
    kind: .create(fieldValues: []), name: nil,
    key: RequestKey(
      requestTypeID: RequestTypeID(fromOrg: "61eb2db568c7c300079fefd2"), requester: UserID(fromOrg: run.id.text),
      subject: "subject \(number)"),
    place: SourcePlace(file: "m.yaml", mark: SourceMark(line: 1, column: 1)))
}

@Sendable func apply(_ entry: EntryVersion) async throws {
  let now = Date()
  let sent = try await journal.record(.intent(requestID: nil, deadline: now + 70), of: entry, at: now)
  try await journal.record(.confirmed(RequestID("request \(entry.id)")), of: sent, at: now)
}

let entries = try await journal.begin(run, entries: (0..<count).map(entry))
let start = ContinuousClock.now
try await withThrowingTaskGroup(of: Void.self) { group in
  var left = entries[...]
  for entry in left.prefix(width) { group.addTask { try await apply(entry) } }
  left = left.dropFirst(width)
  while try await group.next() != nil {
    if let entry = left.popFirst() { group.addTask { try await apply(entry) } }
  }
}
let seconds = (ContinuousClock.now - start) / .seconds(1)
print(seconds / Double(count) * 1_000_000)
withExtendedLifetime(server) {}
