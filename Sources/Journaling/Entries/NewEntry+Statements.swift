import Foundation
import Model

extension NewEntry {
  /// Inserts entries of a run, and gives their numbers in the same order.
  static func insertion(_ entries: [NewEntry], of run: JournalRun) -> SQLStatement {
    .change(
      """
      INSERT INTO entry (run, org, kind, name, requestTypeId, requester, subject, subjectKey, attempt, fieldValues,
        message, messageHash, messageIndex, occurrence, file, line, columnNumber, knownRequests, requestId)
      SELECT $1, (SELECT org FROM run WHERE id = $1), $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16,
        nullif($17, ''), $18
      RETURNING id
      """, rows: entries.map { $0.arguments(of: run.id) })
  }

  private func arguments(of run: RunID) -> [SQLValue] {
    let place: [SQLValue] = [.text(place.file), SQLValue(place.mark.line), SQLValue(place.mark.column)]
    let known = knownRequests.map(\.text).sorted().joined(separator: " ")
    let head: [SQLValue] = [
      .text(run.text), .text(kind.name), SQLValue(name), .text(key.requestTypeID.text),
      .text(key.requester?.text ?? ""), .text(key.subject), .text(Fingerprint.of(key.foldedSubject)), SQLValue(attempt),
    ]
    let content: [SQLValue]
    var request: RequestID?
    switch kind {
    case .create(let values): content = [SQLValue(Self.json(values)), nil, nil, nil, nil]
    case .message(let text, let index):
      content = [nil, .text(text), .text(Fingerprint.of(text)), SQLValue(index), SQLValue(occurrence)]
    case .cancel: (content, request) = ([nil, nil, nil, nil, nil], requestID)
    }
    return head + content + place + [.text(known), SQLValue(request?.text)]
  }

  private var message: String? { if case .message(let text, _) = kind { text } else { nil } }

  private static func json(_ values: [RequesterFieldValue]) -> String {
    // Texts, numbers and selections: there is none that cannot be encoded.
    (try? JSONEncoder().encode(values)).map { String(decoding: $0, as: UTF8.self) } ?? "[]"
  }

  /// Takes the claim from messages that may have been sent, for those entries that a person allows to be sent all the same:
  /// from those that were known then, and from none that another run has sent since.
  static func superseding(_ entries: [NewEntry]) -> [SQLStatement] {
    let rows = entries.flatMap { entry -> [[SQLValue]] in
      guard let message = entry.message, let request = entry.requestID else { return [] }
      let rest: [SQLValue] = [.text(request.text), .text(Fingerprint.of(message)), SQLValue(entry.occurrence)]
      return entry.supersedes.map { [.integer($0)] + rest }
    }
    guard !rows.isEmpty else { return [] }
    return [
      .change(
        """
        UPDATE entry SET isSuperseded = 1 WHERE id = $1 AND requestId = $2
          AND messageHash = $3 AND occurrence = $4 AND kind = 'message' AND isSuperseded = 0 AND state = 'ambiguous'
        """, rows: rows)
    ]
  }
}

extension JournalRun {
  /// Inserts the run; the row of its org is there.
  var insertion: SQLStatement {
    .change(
      """
      INSERT INTO run (id, orgUrl, planDigest, startedAt, endedAt, state, host, processId, calls, throttled, org, blocked,
        withheld, origin)
      SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, (SELECT org FROM orgAddress WHERE url = $2), $11, $12, $13
      """,
      .text(id.text), .text(orgURL), .text(planDigest), SQLValue(startedAt), SQLValue(endedAt), .text(state.rawValue),
      .text(host), SQLValue(processID), SQLValue(calls), SQLValue(throttled), SQLValue(blocked), SQLValue(withheld),
      SQLValue(origin))
  }
}
