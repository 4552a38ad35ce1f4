import Foundation
import Model

/// The statements that record a move. The first gives the entry's number if it was still as `version` says, and nothing that
/// the move needs is another entry's; without a row nothing was written to the entry.
extension EntryTransition {
  /// `at` is our clock's now, and `clockOffset` that of the state (`StateStore`).
  func statements(of version: EntryVersion, at ours: Date, clockOffset: TimeInterval) -> [SQLStatement] {
    let at = ours + clockOffset
    return switch self {
    case .intent(let requestID?, let deadline, _, _):
      [call(version, to: requestID, at: at, deadline: (deadline ?? ours) + clockOffset)]
    case .intent(nil, let deadline, let anchor, let settle):
      [create(version, at: at, deadline: (deadline ?? ours) + clockOffset, anchor: anchor, settle: settle)]
    case .created(let request):
      [outcome(of: version, at: at, request: request.id, subject: request.subject)]
        + RequestCacheRow.writing(request, seenBy: version.id)
    case .adopted(let requestID, let request):
      [outcome(of: version, at: at, request: requestID, subject: request?.subject)]
        + (request.map { RequestCacheRow.writing($0, seenBy: version.id) } ?? [])
    case .canceled(let request):
      [outcome(of: version, at: at, request: request.id), RequestCacheRow.updating(request, seenBy: version.id)]
    case .createdByOthers(let request):
      [outcome(of: version, at: at)] + RequestCacheRow.writing(request, seenBy: version.id)
    case .confirmed(let requestID):
      [outcome(of: version, at: at, request: requestID)]
    case .ambiguous(let error, let isEnded):
      [outcome(of: version, at: at, error: error, deadline: isEnded ? at : nil)]
    case .unclear(let requestID, let error):
      [outcome(of: version, at: at, request: requestID, error: error)]
    case .taken(let who, let requestID):
      [outcome(of: version, at: at, request: requestID, error: who)]
    case .rejected(let error), .failed(let error):
      [outcome(of: version, at: at, error: error)]
    case .withdrawn, .absent, .gone:
      [outcome(of: version, at: at)]
    }
  }

  /// A message or a cancel. Written only if the entry is as the caller knows it, and no other entry has its message or takes
  /// its request back. The index decides a race; the condition keeps the usual case from refusing a transaction that others
  /// share.
  private func call(
    _ version: EntryVersion, to request: RequestID, at: Date, deadline: Date
  ) -> SQLStatement {
    .change(
      Self.callIntent, SQLValue(at), SQLValue(deadline), .text(request.text), .integer(version.id),
      .text(version.state.rawValue), SQLValue(version.attempts))
  }

  /// As for a message; nor may a create with its key have been given up that the org may still do.
  private func create(
    _ version: EntryVersion, at: Date, deadline: Date, anchor: Date?, settle: TimeInterval
  ) -> SQLStatement {
    .change(
      Self.createIntent, SQLValue(at), SQLValue(deadline), SQLValue(anchor), .integer(version.id),
      .text(version.state.rawValue), SQLValue(version.attempts), SQLValue(settle))
  }

  private func outcome(
    of version: EntryVersion, at: Date, request: RequestID? = nil, subject: String? = nil, error: String? = nil,
    deadline: Date? = nil
  ) -> SQLStatement {
    let sql =
      switch self {
      case .created: Self.creation
      case .adopted: Self.adoption
      default: Self.anyOutcome
      }
    return .change(
      sql, .text(state.rawValue), SQLValue(at), SQLValue(request?.text), SQLValue(error), SQLValue(subject),
      SQLValue(deadline), .integer(version.id), .text(version.state.rawValue), SQLValue(version.attempts))
  }

  // The texts, made once: a run executes them for each of its calls.

  private static let callIntent = intent(
    setting: "requestId",
    unless: [ClaimQuery.holdsMessage(of: "$4", to: "$3"), ClaimQuery.holdsCancel(of: "$4", of: "$3")])

  private static let createIntent = intent(
    setting: "anchor", unless: [ClaimQuery.holdsKey(of: "$4"), ClaimQuery.mayDo(of: "$4", at: "$1", settle: "$7")])

  private static let anyOutcome = outcome()

  /// One request serves one create.
  private static let creation = outcome(unless: [hasRequest])

  private static let adoption = outcome(setting: supersedes, unless: [hasRequest, mayHaveRequest])

  private static func intent(setting column: String, unless conditions: [String]) -> String {
    """
    UPDATE entry SET state = 'sent', attempts = attempts + 1, intentAt = $1, deadline = $2, \(column) = $3
    WHERE id = $4 AND state = $5 AND attempts = $6\(without(conditions)) RETURNING id
    """
  }

  /// `setting` follows the other columns.
  private static func outcome(setting: String = "", unless conditions: [String] = []) -> String {
    """
    UPDATE entry SET state = $1, outcomeAt = $2, requestId = coalesce($3, requestId), error = $4,
      storedSubject = nullif($5, subject), deadline = coalesce($6, deadline)\(setting)
    WHERE id = $7 AND state = $8 AND attempts = $9\(without(conditions)) RETURNING id
    """
  }

  /// Holds if none of the conditions does for an entry `other`.
  private static func without(_ conditions: [String]) -> String {
    conditions.map { "\n  AND NOT EXISTS (SELECT 1 FROM entry AS other WHERE \($0))" }.joined()
  }

  /// What was given up, and is found once another entry has its key, is done as well, and leaves the key to that one.
  private static let supersedes = """
    , isSuperseded = CASE
      WHEN EXISTS (SELECT 1 FROM entry AS other WHERE \(ClaimQuery.holdsKey(of: "$7")) AND other.id <> $7)
      THEN 1 ELSE isSuperseded END
    """

  /// Another entry with the key is in flight: what is found may be that one's.
  private static let mayHaveRequest = """
    \(ClaimQuery.holdsKey(of: "$7")) AND other.id <> $7 AND other.state IN ('sent', 'ambiguous')
    """

  private static let hasRequest = ClaimQuery.hasRequest("$3", besides: "$7")
}
