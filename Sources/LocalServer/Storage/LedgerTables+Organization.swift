import GRDB

/// The id of the org that a ledger represents. It is created once and belongs to the data: a ledger in memory is a new
/// org at each start, one in a file is the same org wherever it is served.
extension LedgerTables {
  /// Creates the id where the ledger has none.
  func createOrganizationID(random: () -> UInt64) throws {
    try run(
      "INSERT INTO organization (id) SELECT ? WHERE NOT EXISTS (SELECT 1 FROM organization)",
      [Self.newOrganizationID(random: random)])
  }

  func organizationID() throws -> String {
    let statement = try db.cachedStatement(sql: "SELECT id FROM organization")
    guard let id = try String.fetchOne(statement) else {
      throw DatabaseError(resultCode: .SQLITE_CORRUPT, message: "the ledger has no org id")
    }
    return id
  }

  /// `00o` and 17 letters and digits, the form of Okta's ids of orgs.
  private static func newOrganizationID(random: () -> UInt64) -> String {
    let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789")
    return "00o" + String((0..<17).map { _ in letters[Int(random() % UInt64(letters.count))] })
  }
}
