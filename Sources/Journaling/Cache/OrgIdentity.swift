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
  package func identity() async throws(JournalError) -> OrgIdentity {
    try await state.query(
      """
      SELECT mirror.id, orgAddress.hasNoId FROM mirror LEFT JOIN orgAddress ON orgAddress.url = $1
      WHERE mirror.org = $2
      """, .text(orgURL), .integer(org),
      decode: { row in
        if let id = try row.optionalText(0) { return OrgIdentity.known(OrgID(id)) }
        return try row.optionalInteger(1) == 1 ? OrgIdentity.none : .unknown
      }
    ).first ?? .unknown
  }

  /// Keeps the id that the org gave at this address, `nil` where it has none, and returns what the state holds of the
  /// org with that id.
  ///
  /// An id that is known at another address joins the two: the runs of both are one org's. An id other than the one known
  /// here means that the address belongs to another org now, and nothing of the former one counts.
  package func recordOrgID(_ id: OrgID?) async throws(JournalError) -> RequestCache {
    guard let id else {
      try await state.change("UPDATE orgAddress SET hasNoId = 1 WHERE url = $1", rows: [[.text(orgURL)]])
      return self
    }
    return RequestCache(self, org: try await state.run(OrgRow.learning(id, of: org, at: orgURL), OrgRow.number))
  }

  /// Whether another address is known to be one of the same org.
  package func isSameOrg(at url: String) async throws(JournalError) -> Bool {
    try await state.query("SELECT org FROM orgAddress WHERE url = $1", .text(url), decode: { try $0.integer(0) })
      .first == org
  }
}

/// The rows of `mirror` and `orgAddress` that stand for orgs.
///
/// An org's number is made of its address, and once its id is known of that: processes that add an org at the same moment
/// choose the same number. In states of earlier versions numbers were counted, and stay as they are.
enum OrgRow {
  /// Adds the org at an address where it is new; gives its number (`number`).
  static func adding(_ url: String) -> [SQLStatement] {
    let new = newNumber("address", url)
    return [
      .change(
        """
        INSERT INTO mirror (org) SELECT $1 WHERE NOT EXISTS (SELECT 1 FROM orgAddress WHERE url = $2)
        ON CONFLICT (org) DO NOTHING
        """, new, .text(url)),
      .change("INSERT INTO orgAddress (url, org) VALUES ($1, $2) ON CONFLICT (url) DO NOTHING", .text(url), new),
      .query("SELECT org FROM orgAddress WHERE url = $1", .text(url)),
    ]
  }

  /// What the last statement of such a transaction gave.
  static func number(_ rows: [[SQLRow]]) throws(SQLRow.DecodingError) -> Int64 {
    guard let row = rows.last?.first else { throw SQLRow.DecodingError(column: 0, found: nil) }
    return try row.integer(0)
  }

  /// The org with an id is now the one at `url`; `org` is the one that was there so far. Gives its number (`number`).
  ///
  /// Where the id of the former was not known, it was the same org all along. What its list said is then copied, and left
  /// to processes that still know it by its former number.
  static func learning(_ id: OrgID, of org: Int64, at url: String) -> [SQLStatement] {
    let new = newNumber("id", id.text)
    let (id, org, url) = (SQLValue.text(id.text), SQLValue.integer(org), SQLValue.text(url))
    let isSame = "EXISTS (SELECT 1 FROM mirror AS former WHERE former.org = $2 AND former.id IS NULL)"
    let known = "(SELECT known.org FROM mirror AS known WHERE known.id = $1)"
    return [
      .change(
        """
        INSERT INTO mirror (org, id, generation, readUpTo, listingFrom, listingNext, dateSeen)
        SELECT $1, $2, former.generation, former.readUpTo, former.listingFrom, former.listingNext, former.dateSeen
        FROM mirror AS former WHERE former.org = $3 AND former.id IS NULL
        ON CONFLICT DO NOTHING
        """, new, id, org),
      .change("INSERT INTO mirror (org, id) VALUES ($1, $2) ON CONFLICT DO NOTHING", new, id),
      .change(copying, id, org),
    ] + ClaimQuery.superseding(by: known).map { .change("\($0) AND \(isSame)", id, org) } + [
      .change(
        "UPDATE entry SET org = \(known) WHERE run IN (SELECT run.id FROM run WHERE run.org = $2) AND \(isSame)", id,
        org),
      .change("UPDATE run SET org = \(known) WHERE org = $2 AND \(isSame)", id, org),
      .change("UPDATE orgAddress SET org = \(known) WHERE org = $2 AND \(isSame) OR url = $3", id, org, url),
      .query("SELECT org FROM mirror WHERE id = $1", id),
    ]
  }

  /// Only where the org with the id has its progress from the former: another one has a list of its own.
  private static let copying = """
    INSERT INTO existing (org, generation, keyHash, \(RequestCacheRow.columns))
    SELECT known.org, shown.generation, shown.keyHash, shown.id, shown.requestTypeId, shown.requester, shown.subject,
      shown.status, shown.created, shown.createdBy, shown.lastUpdated, shown.decision, shown.isUnlisted
    FROM mirror AS known, mirror AS former JOIN existing AS shown ON shown.org = former.org
    WHERE known.id = $1 AND former.org = $2 AND former.id IS NULL AND former.generation = known.generation
      AND coalesce(former.readUpTo, -1) = coalesce(known.readUpTo, -1)
    ON CONFLICT (id, org) DO NOTHING
    """

  /// 62 bits: no other org of a state has the same.
  private static func newNumber(_ kind: String, _ text: String) -> SQLValue {
    .integer(Int64(FNV1a.hash(of: [kind, text]) >> 2))
  }
}
