package import Foundation
package import Model

/// What an org said of its users, groups and request types, kept in the state so that the next plan need not ask again.
///
/// Each reading takes a span of our clock: what was read outside of it, also by a clock that was ahead, counts as
/// forgotten. Only what was found is kept. Any process may read and write it; each method is one transaction, or a few for a
/// large set.
package struct LookupCache: Sendable {
  private let cache: RequestCache
  private var state: StateStore { cache.state }
  private var org: SQLValue { .integer(cache.org) }

  /// The memory in the state that holds `cache`, for the same org.
  package init(in cache: RequestCache) {
    self.cache = cache
  }

  // MARK: Users

  /// The users that these logins, e-mail addresses or ids were found to name. All but ids are in lower case.
  package func users(
    _ names: Set<String>, fetchedWithin span: ClosedRange<Date>
  ) async throws(JournalError) -> [String: OrgUser] {
    let found = try await state.query(
      """
      SELECT name, id, login, email, status FROM namedUser
      WHERE org = $1 AND name = $2 AND readAt BETWEEN $3 AND $4
      """, rows: names.map { [org, .text($0)] + span.bounds }
    ) { row in
      let user = OrgUser(
        id: UserID(fromOrg: try row.text(1)), login: try row.text(2), email: try row.optionalText(3),
        status: try row.text(4))
      return (try row.text(0), user)
    }
    return Dictionary(uniqueKeysWithValues: found)
  }

  /// Keeps which user each login, e-mail address or id names. All but ids are in lower case.
  package func store(_ users: [String: OrgUser], at moment: Date) async throws(JournalError) {
    try await state.change(
      """
      INSERT INTO namedUser (org, name, id, login, email, status, readAt) VALUES ($1, $2, $3, $4, $5, $6, $7)
      ON CONFLICT (org, name) DO UPDATE SET
        id = excluded.id, login = excluded.login, email = excluded.email, status = excluded.status,
        readAt = excluded.readAt
      """,
      rows: users.map { name, user in
        [
          org, .text(name), .text(user.id.text), .text(user.login), SQLValue(user.email), .text(user.status),
          SQLValue(moment),
        ]
      })
  }

  // MARK: Groups

  /// The group that a name or an id, as written, was found to name, and its members, sorted by id.
  package func group(
    _ writtenAs: String, fetchedWithin span: ClosedRange<Date>
  ) async throws(JournalError) -> KnownGroup? {
    let statement = SQLStatement.query(
      """
      SELECT namedGroup.id, namedGroup.name, groupMember.id, groupMember.login, groupMember.status
      FROM namedGroup LEFT JOIN groupMember
        ON groupMember.org = namedGroup.org AND groupMember.writtenAs = namedGroup.writtenAs
      WHERE namedGroup.org = $1 AND namedGroup.writtenAs = $2 AND namedGroup.readAt BETWEEN $3 AND $4
      ORDER BY groupMember.id
      """, rows: [[org, .text(writtenAs)] + span.bounds])
    return try await state.run([statement]) { rows in
      guard let first = rows[0].first else { return nil }
      // A group without members is one row.
      let members = try rows[0].compactMap { row in
        try row.optionalText(2).map { id in
          OrgUser(id: UserID(fromOrg: id), login: try row.text(3), status: try row.text(4))
        }
      }
      return KnownGroup(
        group: OrgGroup(id: GroupID(fromOrg: try first.text(0)), name: try first.text(1)), members: members)
    }
  }

  /// Keeps which group a name or an id names, and all of its members; their e-mail addresses are not kept.
  package func store(
    _ group: OrgGroup, writtenAs: String, members: [OrgUser], at moment: Date
  ) async throws(JournalError) {
    let key = [org, .text(writtenAs)]
    try await state.run([
      // First of all: until the end of the transaction no other process stores members of it.
      .change(
        """
        INSERT INTO namedGroup (org, writtenAs, id, name, readAt) VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (org, writtenAs) DO UPDATE SET id = excluded.id, name = excluded.name, readAt = excluded.readAt
        """, rows: [key + [.text(group.id.text), .text(group.name), SQLValue(moment)]]),
      .change("DELETE FROM groupMember WHERE org = $1 AND writtenAs = $2", rows: [key]),
      .change(
        """
        INSERT INTO groupMember (org, writtenAs, id, login, status) VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (org, writtenAs, id) DO UPDATE SET login = excluded.login, status = excluded.status
        """, rows: members.map { key + [.text($0.id.text), .text($0.login), .text($0.status)] }),
    ])
  }

  /// The names of groups that manifests have named, whenever that was.
  package func groupNames(_ ids: Set<GroupID>) async throws(JournalError) -> [GroupID: String] {
    let found = try await state.query(
      "SELECT id, name FROM namedGroup WHERE org = $1 AND id = $2 AND name <> id",
      rows: ids.map { [org, .text($0.text)] }
    ) { (GroupID(fromOrg: try $0.text(0)), try $0.text(1)) }
    return Dictionary(found, uniquingKeysWith: { first, _ in first })
  }

  // MARK: Request types

  /// What is known of these request types; one that the org does not have is never known.
  package func requestTypes(
    _ ids: Set<RequestTypeID>, fetchedWithin span: ClosedRange<Date>
  ) async throws(JournalError) -> [RequestTypeID: RequestType] {
    let found = try await state.query(
      "SELECT id, definition FROM requestType WHERE org = $1 AND id = $2 AND readAt BETWEEN $3 AND $4",
      rows: ids.map { [org, .text($0.text)] + span.bounds }
    ) { row in
      StoredRequestType.requestType(RequestTypeID(fromOrg: try row.text(0)), in: try row.text(1))
    }
    return Dictionary(uniqueKeysWithValues: found.compactMap(\.self).map { ($0.id, $0) })
  }

  /// Keeps request types, each in the place of what was known of it; they were read at `moment` of our clock.
  package func store(_ types: [RequestType], at moment: Date) async throws(JournalError) {
    let rows = try JournalError.mapping(of: state.path) {
      try types.map { [org, .text($0.id.text), .text(try StoredRequestType($0).text), SQLValue(moment)] }
    }
    try await state.change(
      """
      INSERT INTO requestType (org, id, definition, readAt) VALUES ($1, $2, $3, $4)
      ON CONFLICT (org, id) DO UPDATE SET definition = excluded.definition, readAt = excluded.readAt
      """, rows: rows)
  }
}

extension ClosedRange<Date> {
  /// The bounds of a span of our clock.
  fileprivate var bounds: [SQLValue] { [SQLValue(lowerBound), SQLValue(upperBound)] }
}

/// A group and its members, as an org showed them.
package struct KnownGroup: Hashable, Sendable {
  /// The group.
  package var group: OrgGroup
  /// Its members, without their e-mail addresses.
  package var members: [OrgUser]
}
