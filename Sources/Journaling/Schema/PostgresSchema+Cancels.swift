extension PostgresSchema {
  /// Version 3: entries that take requests back, as in version 9 of `JournalSchema`. An earlier Writ would take them for
  /// creates.
  static let cancels = [
    """
    ALTER TABLE entry DROP CONSTRAINT IF EXISTS entry_kind_check, DROP CONSTRAINT IF EXISTS entryKind,
      DROP CONSTRAINT IF EXISTS cancelHasRequest,
      ADD CONSTRAINT entryKind CHECK (kind IN ('create', 'message', 'cancel')),
      ADD CONSTRAINT cancelHasRequest CHECK (kind <> 'cancel' OR requestId IS NOT NULL)
    """,
    JournalSchema.cancelIndex,
    "DROP TRIGGER IF EXISTS legalMove ON entry",
    """
    CREATE TRIGGER legalMove BEFORE UPDATE OF state ON entry FOR EACH ROW
    WHEN (\(JournalSchema.isIllegalMoveWithCancels)) EXECUTE FUNCTION refuseMove()
    """,
    "UPDATE meta SET oldestReader = \(oldestReader) WHERE oldestReader < \(oldestReader)",
  ]
}
