package import Model

/// What the state remembers of an org's names, whenever it was read: for people, never for a decision.
extension JournalRecords {
  /// The logins of users, by their ids.
  package func logins(orgURL: String) async throws(JournalError) -> [UserID: String] {
    let found = try await state.query(
      """
      SELECT id, login FROM namedUser WHERE org = (SELECT org FROM orgAddress WHERE url = $1)
      UNION SELECT id, login FROM groupMember WHERE org = (SELECT org FROM orgAddress WHERE url = $1)
      """, .text(orgURL)
    ) { (UserID(fromOrg: try $0.text(0)), try $0.text(1)) }
    return Dictionary(found, uniquingKeysWith: { first, _ in first })
  }

  /// The request types that runs have read.
  package func requestTypes(orgURL: String) async throws(JournalError) -> [RequestTypeID: RequestType] {
    let found = try await state.query(
      "SELECT id, definition FROM requestType WHERE org = (SELECT org FROM orgAddress WHERE url = $1)", .text(orgURL)
    ) { row in StoredRequestType.requestType(RequestTypeID(fromOrg: try row.text(0)), in: try row.text(1)) }
    return Dictionary(found.compactMap(\.self).map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
  }
}
