import GRDB

/// Version 10: conditions that hold for each move of an entry are written as comparisons. For a list of more than two words after
/// `IN` SQLite makes a table and fills it, each time that it looks at the condition: that took most of the time of a move.
extension JournalSchema {
  static func comparisons(_ db: Database) throws {
    for name in ["oneRequestForEachKey", "oneMessageForEach", "oneCancelForEachRequest"] {
      try db.execute(sql: "DROP INDEX \(name)")
    }
    try db.execute(sql: "DROP TRIGGER legalMove" + comparedIndexes.map { ";\n" + $0 }.joined() + ";\n" + comparedMoves)
  }

  /// As in `claimIndexes` and `cancelIndex`.
  private static let comparedIndexes = [
    """
    CREATE UNIQUE INDEX oneRequestForEachKey ON entry(org, requestTypeId, requester, subjectKey, attempt)
      WHERE kind = 'create' AND isSuperseded = 0
        AND (state = 'sent' OR state = 'ambiguous' OR state = 'confirmed' OR state = 'adopted')
    """,
    """
    CREATE UNIQUE INDEX oneMessageForEach ON entry(org, requestId, messageHash, occurrence)
      WHERE kind = 'message' AND isSuperseded = 0 AND (state = 'sent' OR state = 'ambiguous' OR state = 'confirmed')
    """,
    """
    CREATE UNIQUE INDEX oneCancelForEachRequest ON entry(org, requestId)
      WHERE kind = 'cancel' AND isSuperseded = 0 AND (state = 'sent' OR state = 'ambiguous' OR state = 'confirmed')
    """,
  ]

  /// As `isIllegalMoveWithCancels`.
  private static let comparedMoves = """
    CREATE TRIGGER legalMove BEFORE UPDATE OF state ON entry
    WHEN CASE OLD.state
      WHEN 'planned' THEN NEW.state <> 'sent' AND NEW.state <> 'rejected' AND NEW.state <> 'taken'
      WHEN 'sent' THEN NEW.state <> 'confirmed' AND NEW.state <> 'rejected' AND NEW.state <> 'failed'
        AND NEW.state <> 'planned' AND NEW.state <> 'ambiguous'
      WHEN 'ambiguous' THEN NEW.state <> 'adopted' AND NEW.state <> 'confirmed' AND NEW.state <> 'planned'
        AND NEW.state <> 'absent' AND NEW.state <> 'failed' AND NEW.state <> 'ambiguous' AND NEW.state <> 'rejected'
      WHEN 'failed' THEN NEW.state <> 'adopted'
      WHEN 'confirmed' THEN NEW.state <> 'gone'
      WHEN 'adopted' THEN NEW.state <> 'gone'
      ELSE 1 END
    BEGIN
      SELECT RAISE(ABORT, 'illegal move of a journal entry');
    END;
    """
}
