package import Foundation
import GRDB
package import Model

/// What an org said of its users, groups and request types, kept in the state so that the next plan need not ask again.
///
/// Each reading takes a span of our clock: what was read outside of it, also by a clock that was ahead, counts as
/// forgotten. Only what was found is kept. Any process may read and write it; each method is one transaction.
package struct LookupCache: Sendable {
  private let cache: RequestCache
  private var org: Int64 { cache.org }

  /// The memory in the state that holds `cache`, for the same org.
  package init(in cache: RequestCache) {
    self.cache = cache
  }

  // MARK: Users

  /// The users that these logins, e-mail addresses or ids were found to name. All but ids are in lower case.
  package func users(_ names: Set<String>, fetchedWithin span: ClosedRange<Date>) throws(JournalError) -> [String:
    OrgUser]
  {
    try cache.read { db in
      let statement = try db.cachedStatement(
        sql: "SELECT * FROM namedUser WHERE org = ? AND name = ? AND readAt BETWEEN ? AND ?")
      var found: [String: OrgUser] = [:]
      for name in names {
        let row = try Row.fetchOne(statement, arguments: [org, name] + StatementArguments(span))
        found[name] = row.map { row in
          OrgUser(id: UserID(fromOrg: row["id"]), login: row["login"], email: row["email"], status: row["status"])
        }
      }
      return found
    }
  }

  /// Keeps which user each login, e-mail address or id names. All but ids are in lower case.
  package func store(_ users: [String: OrgUser], at moment: Date) throws(JournalError) {
    try cache.write { db in
      let statement = try db.cachedStatement(
        sql:
          "INSERT OR REPLACE INTO namedUser (org, name, id, login, email, status, readAt) VALUES (?, ?, ?, ?, ?, ?, ?)")
      for (name, user) in users {
        try statement.execute(arguments: [
          org, name, user.id.text, user.login, user.email, user.status, moment.timeIntervalSince1970,
        ])
      }
    }
  }

  // MARK: Groups

  /// The group that a name or an id, as written, was found to name, and its members, sorted by id.
  package func group(
    _ writtenAs: String, fetchedWithin span: ClosedRange<Date>
  ) throws(JournalError) -> KnownGroup? {
    try cache.read { db in
      guard
        let row = try Row.fetchOne(
          db, sql: "SELECT * FROM namedGroup WHERE org = ? AND writtenAs = ? AND readAt BETWEEN ? AND ?",
          arguments: [org, writtenAs] + StatementArguments(span))
      else { return nil }
      let members = try Row.fetchAll(
        db, sql: #"SELECT id, login, status FROM groupMember WHERE "group" = ? ORDER BY id"#,
        arguments: [row["number"] as Int64])
      return KnownGroup(
        group: OrgGroup(id: GroupID(fromOrg: row["id"]), name: row["name"]),
        members: members.map { OrgUser(id: UserID(fromOrg: $0["id"]), login: $0["login"], status: $0["status"]) })
    }
  }

  /// Keeps which group a name or an id names, and all of its members; their e-mail addresses are not kept.
  package func store(
    _ group: OrgGroup, writtenAs: String, members: [OrgUser], at moment: Date
  ) throws(JournalError) {
    try cache.write { db in
      try db.execute(
        sql: "DELETE FROM namedGroup WHERE org = ? AND writtenAs = ?", arguments: [org, writtenAs])
      try db.execute(
        sql: "INSERT INTO namedGroup (org, writtenAs, id, name, readAt) VALUES (?, ?, ?, ?, ?)",
        arguments: [org, writtenAs, group.id.text, group.name, moment.timeIntervalSince1970])
      let number = db.lastInsertedRowID
      let statement = try db.cachedStatement(
        sql: #"INSERT OR REPLACE INTO groupMember ("group", id, login, status) VALUES (?, ?, ?, ?)"#)
      for member in members {
        try statement.execute(arguments: [number, member.id.text, member.login, member.status])
      }
    }
  }

  // MARK: Request types

  /// What is known of these request types; one that the org does not have is never known.
  package func requestTypes(
    _ ids: Set<RequestTypeID>, fetchedWithin span: ClosedRange<Date>
  ) throws(JournalError) -> [RequestTypeID: RequestType] {
    try cache.read { db in
      let statement = try db.cachedStatement(
        sql: "SELECT definition FROM requestType WHERE org = ? AND id = ? AND readAt BETWEEN ? AND ?")
      var found: [RequestTypeID: RequestType] = [:]
      for id in ids {
        let text = try String.fetchOne(statement, arguments: [org, id.text] + StatementArguments(span))
        found[id] = text.flatMap { StoredRequestType.requestType(id, in: $0) }
      }
      return found
    }
  }

  /// Keeps request types, each in the place of what was known of it; they were read at `moment` of our clock.
  package func store(_ types: [RequestType], at moment: Date) throws(JournalError) {
    try cache.write { db in
      let statement = try db.cachedStatement(
        sql: "INSERT OR REPLACE INTO requestType (org, id, definition, readAt) VALUES (?, ?, ?, ?)")
      for type in types {
        try statement.execute(arguments: [
          org, type.id.text, try StoredRequestType(type).text, moment.timeIntervalSince1970,
        ])
      }
    }
  }
}

extension StatementArguments {
  /// The bounds of a span of our clock.
  fileprivate init(_ span: ClosedRange<Date>) {
    self.init([span.lowerBound.timeIntervalSince1970, span.upperBound.timeIntervalSince1970])
  }
}

/// A group and its members, as an org showed them.
package struct KnownGroup: Hashable, Sendable {
  /// The group.
  package var group: OrgGroup
  /// Its members, without their e-mail addresses.
  package var members: [OrgUser]
}
