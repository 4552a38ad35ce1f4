import Foundation
import Model

/// What the tables say of who holds the key of an entry: conditions that the unique indexes of `JournalSchema` answer.
///
/// Words are compared one by one, as `JournalSchema+Comparisons` does: SQLite finds an index by the very text of its condition.
/// The entry's own values are read by subqueries that depend on no row, so that each database evaluates them once and then
/// looks into the index.
enum ClaimQuery {
  // MARK: The conditions of the indexes, for a row of `entry` by the name that a statement gives it

  private static func isKeyHeld(by entry: String) -> String {
    """
    \(entry).kind = 'create' AND \(entry).isSuperseded = 0
    AND (\(isOne(of: ["sent", "ambiguous", "confirmed", "adopted"], entry)))
    """
  }

  private static func isMessageHeld(by entry: String) -> String {
    """
    \(entry).kind = 'message' AND \(entry).isSuperseded = 0
    AND (\(isOne(of: ["sent", "ambiguous", "confirmed"], entry)))
    """
  }

  private static func isRequestHeld(by entry: String) -> String {
    "\(entry).kind = 'create' AND \(entry).isSuperseded = 0 AND \(entry).state IN ('confirmed', 'adopted')"
  }

  private static func isCancelHeld(by entry: String) -> String {
    """
    \(entry).kind = 'cancel' AND \(entry).isSuperseded = 0
    AND (\(isOne(of: ["sent", "ambiguous", "confirmed"], entry)))
    """
  }

  private static func isOne(of states: [String], _ entry: String) -> String {
    states.map { "\(entry).state = '\($0)'" }.joined(separator: " OR ")
  }

  // MARK: Who else has it

  private static func isSame(_ columns: [String], as own: String) -> String {
    columns.map { "other.\($0) = (SELECT \($0) FROM entry WHERE id = \(own))" }.joined(separator: " AND ")
  }

  private static let key = ["requestTypeId", "requester", "subjectKey", "attempt"]

  /// Holds for the entry `other` that has the key of the create whose number is the parameter `own`.
  static func holdsKey(of own: String) -> String {
    "\(isSame(["org"] + key, as: own)) AND \(isKeyHeld(by: "other"))"
  }

  /// Holds for a create `other` with the key of the entry `own` that was given up, and that the org may still do at a moment of
  /// our clock, as `JournalEntry.mayAppear` says.
  static func mayDo(of own: String, at moment: String, settle: String) -> String {
    """
    \(isSame(["org"] + key, as: own)) AND other.kind = 'create' AND other.state = 'failed'
    AND other.outcomeAt < other.deadline + \(settle)
    AND (\(moment) < other.deadline + \(settle) OR \(moment) < other.outcomeAt)
    """
  }

  /// Holds for the entry `other` that has the message with the number `own`; `request` is the parameter with its request.
  static func holdsMessage(of own: String, to request: String) -> String {
    """
    \(isSame(["org", "messageHash", "occurrence"], as: own)) AND other.requestId = \(request)
    AND \(isMessageHeld(by: "other"))
    """
  }

  /// Holds for the entry `other` that takes back the same request as the cancel with the number `own`.
  static func holdsCancel(of own: String, of request: String) -> String {
    "\(isSame(["org", "kind"], as: own)) AND other.requestId = \(request) AND \(isCancelHeld(by: "other"))"
  }

  /// Holds for the finished create `other` that is for the request in the parameter `request`, and is not the entry `own`.
  static func hasRequest(_ request: String, besides own: String) -> String {
    """
    \(isSame(["org"], as: own)) AND other.requestId = \(request) AND other.id <> \(own) AND \(isRequestHeld(by: "other"))
    """
  }

  /// The claim on what an entry asks for, by its number; `request` is that of a message or a cancel. A create that was given up
  /// has its key until `settle` seconds after its deadline.
  static func claim(
    on entry: JournalEntry.ID, request: RequestID?, at moment: Date, settle: TimeInterval
  ) -> SQLStatement {
    let columns = """
      SELECT other.id, other.state, other.attempts, other.requestId, run.id, coalesce(run.origin, run.host),
        other.deadline, CASE WHEN run.state = 'running' THEN 0 ELSE 1 END
      FROM entry AS other JOIN run ON run.id = other.run
      """
    guard let request else {
      return .query(
        """
        \(columns) WHERE \(holdsKey(of: "$1"))
        UNION ALL \(columns) WHERE \(mayDo(of: "$1", at: "$3", settle: "$2"))
        """, .integer(entry), SQLValue(settle), SQLValue(moment))
    }
    return .query(
      """
      \(columns) WHERE \(holdsMessage(of: "$1", to: "$2"))
      UNION ALL \(columns) WHERE \(holdsCancel(of: "$1", of: "$2"))
      """, .integer(entry), .text(request.text))
  }

  // MARK: Two numbers that turn out to be one org's

  /// Of what the entries of two orgs both hold, those of the org in the parameter `$2` no longer hold theirs; `known` is a
  /// query for the other org, by the parameter `$1`.
  static func superseding(by known: String) -> [String] {
    [
      (key, isKeyHeld), (["requestId"], isRequestHeld), (["requestId", "messageHash", "occurrence"], isMessageHeld),
      (["requestId"], isCancelHeld),
    ].map { columns, isHeld in
      let isSame = columns.map { "other.\($0) = entry.\($0)" }.joined(separator: " AND ")
      return """
        UPDATE entry SET isSuperseded = 1 WHERE \(known) <> $2 AND entry.org = $2 AND \(isHeld("entry"))
          AND EXISTS (SELECT 1 FROM entry AS other WHERE other.org = \(known) AND \(isSame) AND \(isHeld("other")))
        """
    }
  }
}

extension Claim {
  /// A row of `ClaimQuery.claim`, of a state whose clock is so many seconds ahead of ours.
  init(_ row: SQLRow, clockOffset: TimeInterval) throws(SQLRow.DecodingError) {
    let state: EntryState = try row.name(1)
    entry = EntryVersion(id: try row.integer(0), state: state, attempts: Int(try row.integer(2)))
    requestID = try row.optionalText(3).map(RequestID.init)
    run = RunID(try row.text(4))
    origin = try row.text(5)
    deadline = try row.optionalDate(6).map { $0 - clockOffset }
    isRunOver = try row.truth(7)
  }
}
