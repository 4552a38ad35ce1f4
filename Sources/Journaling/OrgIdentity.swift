import GRDB
package import Model

/// What the state knows of an org's id, which identifies the org at each of its addresses.
package enum OrgIdentity: Hashable, Sendable {
  /// The org was not asked yet at this address.
  case unknown
  /// The org said that it has none.
  case none
  /// The id that the org gave.
  case known(OrgID)
}

extension RequestCache {
  /// What is known of the id of the org at this address.
  package func identity() throws(JournalError) -> OrgIdentity {
    try read { db in
      if let id = try String.fetchOne(db, sql: "SELECT id FROM mirror WHERE org = ?", arguments: [org]) {
        return .known(OrgID(id))
      }
      let hasNone = try Bool.fetchOne(db, sql: "SELECT hasNoId FROM orgAddress WHERE url = ?", arguments: [orgURL])
      return hasNone == true ? .none : .unknown
    }
  }

  /// Keeps the id that the org gave at this address, `nil` where it has none, and returns what the state holds of the
  /// org with that id.
  ///
  /// An id that is known at another address joins the two: the runs of both are one org's. An id other than the one known
  /// here means that the address belongs to another org now, and nothing of the former one counts.
  package func recordOrgID(_ id: OrgID?) throws(JournalError) -> RequestCache {
    let number = try write { db -> Int64 in
      guard let id else {
        try db.execute(sql: "UPDATE orgAddress SET hasNoId = 1 WHERE url = ?", arguments: [orgURL])
        return org
      }
      return try OrgRow.learn(id, of: org, at: orgURL, in: db)
    }
    return RequestCache(self, org: number)
  }

  /// Whether another address is known to be one of the same org.
  package func isSameOrg(at url: String) throws(JournalError) -> Bool {
    try read { db in
      try Int64.fetchOne(db, sql: "SELECT org FROM orgAddress WHERE url = ?", arguments: [url]) == org
    }
  }
}

/// The rows of `mirror` and `orgAddress` that stand for orgs.
enum OrgRow {
  /// The number of the org at an address; the org is added where it is new.
  static func number(at url: String, in db: Database) throws -> Int64 {
    let known = try Int64.fetchOne(db, sql: "SELECT org FROM orgAddress WHERE url = ?", arguments: [url])
    if let known { return known }
    let number = try add(id: nil, in: db)
    try db.execute(sql: "INSERT INTO orgAddress (url, org) VALUES (?, ?)", arguments: [url, number])
    return number
  }

  private static func add(id: OrgID?, in db: Database) throws -> Int64 {
    try db.execute(sql: "INSERT INTO mirror (id) VALUES (?)", arguments: [id?.text])
    return db.lastInsertedRowID
  }

  /// The number of the org with an id, which is now the one at `url`; `org` is the one that was there so far.
  static func learn(_ id: OrgID, of org: Int64, at url: String, in db: Database) throws -> Int64 {
    let former = try String.fetchOne(db, sql: "SELECT id FROM mirror WHERE org = ?", arguments: [org])
    if former == id.text { return org }
    let known = try Int64.fetchOne(db, sql: "SELECT org FROM mirror WHERE id = ?", arguments: [id.text])
    guard let known else {
      if former == nil {
        try db.execute(sql: "UPDATE mirror SET id = ? WHERE org = ?", arguments: [id.text, org])
        return org
      }
      let number = try add(id: id, in: db)
      try db.execute(sql: "UPDATE orgAddress SET org = ? WHERE url = ?", arguments: [number, url])
      return number
    }
    if former == nil {
      // Two names of one org, used before either had been asked for its id: the runs join.
      try db.execute(sql: "UPDATE run SET org = ? WHERE org = ?", arguments: [known, org])
      try db.execute(sql: "UPDATE orgAddress SET org = ? WHERE org = ?", arguments: [known, org])
    } else {
      try db.execute(sql: "UPDATE orgAddress SET org = ? WHERE url = ?", arguments: [known, url])
    }
    return known
  }
}
