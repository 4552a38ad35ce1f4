import Foundation
import Model
import Synchronization

/// How an existing request stands in the cache.
enum RequestCacheRow {
  /// What `request(_:)` reads, in this order.
  static let columns =
    "id, requestTypeId, requester, subject, status, created, createdBy, lastUpdated, decision, isUnlisted"

  /// Writes what the org says of requests, into the current or the last listing; where `generation` is given, only into
  /// that one. A row that is so already costs no write. All processes write rows in the order of their ids, so that none
  /// waits for one that waits for it; of two rows of a request the later one counts.
  static func writing(
    _ requests: [ExistingRequest], isUnlisted: Bool = false, org: Int64, generation: Int? = nil
  ) -> SQLStatement {
    let whereTo = [.integer(org)] + (generation.map { [SQLValue.integer(Int64($0))] } ?? [])
    let order = requests.enumerated().map { (start: start(of: $1.id), position: $0) }.sorted { left, right in
      if left.start != right.start { return left.start < right.start }
      return (requests[left.position].id, left.position) < (requests[right.position].id, right.position)
    }.map(\.position)
    let latest = order.indices.filter { place in
      place + 1 == order.count || requests[order[place]].id != requests[order[place + 1]].id
    }
    return .change(
      generation == nil ? insertion : insertionOfGeneration,
      rows: latest.map { arguments(of: requests[order[$0]], isUnlisted: isUnlisted) + whereTo })
  }

  /// Writes a request that an entry has created or found into the cache of its org. A record older than what the
  /// list had shown: the org's clock was set back, and changes are read from there on.
  static func writing(_ request: ExistingRequest, seenBy entry: JournalEntry.ID) -> [SQLStatement] {
    [
      .change(insertionByEntry, rows: [arguments(of: request, isUnlisted: false) + [.integer(entry)]]),
      .change(
        """
        UPDATE mirror SET readUpTo = $1
        WHERE readUpTo > $1 AND org = (SELECT entry.org FROM entry WHERE entry.id = $2)
        """, SQLValue(request.created), .integer(entry)),
    ]
  }

  /// Writes what an entry has changed of a request into its row, where there is one.
  static func updating(_ request: ExistingRequest, seenBy entry: JournalEntry.ID) -> SQLStatement {
    .change(
      """
      UPDATE existing SET status = $1, decision = $2, lastUpdated = $3
      WHERE id = $4 AND org = (SELECT entry.org FROM entry WHERE entry.id = $5)
      """, .text(request.status), SQLValue(request.decision?.rawValue), SQLValue(request.lastUpdated),
      .text(request.id.text), .integer(entry))
  }

  private static let insertion = insertion(from: "mirror WHERE mirror.org = $14")
  private static let insertionOfGeneration = insertion(
    from: "mirror WHERE mirror.org = $14 AND mirror.generation = $15")
  private static let insertionByEntry = insertion(
    from: "entry JOIN mirror ON mirror.org = entry.org WHERE entry.id = $14")

  /// `source` says which row of `mirror` it is that the request belongs to.
  private static func insertion(from source: String) -> String {
    """
    INSERT INTO existing (org, generation, keyHash, \(columns), course, courseOf)
    SELECT mirror.org, mirror.generation, $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13 FROM \(source)
    ON CONFLICT (id, org) DO UPDATE SET
      generation = excluded.generation, keyHash = excluded.keyHash, requestTypeId = excluded.requestTypeId,
      requester = excluded.requester, subject = excluded.subject, status = excluded.status,
      created = excluded.created, createdBy = excluded.createdBy, lastUpdated = excluded.lastUpdated,
      decision = coalesce(
        excluded.decision, CASE WHEN existing.lastUpdated = excluded.lastUpdated THEN existing.decision END),
      isUnlisted = excluded.isUnlisted, course = coalesce(excluded.course, existing.course),
      courseOf = coalesce(excluded.courseOf, existing.courseOf)
    WHERE existing.generation <> excluded.generation OR existing.lastUpdated <> excluded.lastUpdated
      OR existing.status <> excluded.status OR existing.subject <> excluded.subject
      OR existing.requester <> excluded.requester OR existing.isUnlisted <> excluded.isUnlisted
      OR coalesce(existing.decision, '') <> coalesce(excluded.decision, existing.decision, '')
      OR excluded.course IS NOT NULL
    """
  }

  /// The first eight bytes of an id, which say of nearly all pairs of ids which one is the first.
  private static func start(of id: RequestID) -> UInt64 {
    let bytes = id.text.utf8.prefix(8)
    return bytes.reduce(0) { $0 << 8 | UInt64($1) } << (8 * UInt64(8 - bytes.count))
  }

  private static func arguments(of request: ExistingRequest, isUnlisted: Bool) -> [SQLValue] {
    [
      hash(of: request.key), .text(request.id.text), .text(request.requestTypeID.text),
      .text(request.requester?.text ?? ""), .text(request.subject), .text(request.status), SQLValue(request.created),
      SQLValue(request.createdBy?.text), SQLValue(request.lastUpdated), SQLValue(request.decision?.rawValue),
      SQLValue(isUnlisted), SQLValue(request.course.map(text)),
      SQLValue(request.course == nil ? nil : request.lastUpdated),
    ]
  }

  /// A course as JSON in a row. The requests that a run makes mostly have the same one: its text is made once.
  static func text(of course: RequestCourse) -> String {
    lastCourse.withLock { last in
      if let last, last.course == course { return last.text }
      let text = (try? JSONEncoder().encode(course)).map { String(decoding: $0, as: UTF8.self) } ?? ""
      last = (course, text)
      return text
    }
  }

  private static let lastCourse = Mutex<(course: RequestCourse, text: String)?>(nil)

  /// `nil` where this version cannot read the text: the course counts as not known.
  static func course(in text: String) -> RequestCourse? {
    try? JSONDecoder().decode(RequestCourse.self, from: Data(text.utf8))
  }

  /// Texts that many requests share, of which one copy is kept.
  struct SharedTexts {
    private var types: [String: RequestTypeID] = [:]
    private var users: [String: UserID] = [:]
    private var statuses: [String: String] = [:]

    mutating func type(_ text: String) -> RequestTypeID { Self.shared(text, &types, RequestTypeID.init(fromOrg:)) }

    mutating func user(_ text: String) -> UserID { Self.shared(text, &users, UserID.init(fromOrg:)) }

    mutating func status(_ text: String) -> String { Self.shared(text, &statuses) { $0 } }

    private static func shared<Value>(
      _ text: String, _ known: inout [String: Value], _ make: (String) -> Value
    ) -> Value {
      if let value = known[text] { return value }
      let value = make(text)
      known[text] = value
      return value
    }
  }

  /// A row of `columns`.
  static func request(_ row: SQLRow) throws(SQLRow.DecodingError) -> ExistingRequest {
    var texts = SharedTexts()
    return try request(row, &texts)
  }

  /// The same, for one of many rows.
  static func request(_ row: SQLRow, _ texts: inout SharedTexts) throws(SQLRow.DecodingError) -> ExistingRequest {
    try request(row, with: try key(row, &texts), &texts)
  }

  /// The request of a row whose key is one of these, which it shares then; `nil` for any other.
  static func request(
    _ row: SQLRow, among keys: Set<RequestKey>, _ texts: inout SharedTexts
  ) throws(SQLRow.DecodingError) -> ExistingRequest? {
    guard let place = keys.firstIndex(of: try key(row, &texts)) else { return nil }
    return try request(row, with: keys[place], &texts)
  }

  private static func key(_ row: SQLRow, _ texts: inout SharedTexts) throws(SQLRow.DecodingError) -> RequestKey {
    let requester = try row.text(2)
    return RequestKey(
      requestTypeID: texts.type(try row.text(1)), requester: requester.isEmpty ? nil : texts.user(requester),
      subject: try row.text(3))
  }

  private static func request(
    _ row: SQLRow, with key: RequestKey, _ texts: inout SharedTexts
  ) throws(SQLRow.DecodingError) -> ExistingRequest {
    let subject = try row.text(3)
    return ExistingRequest(
      id: RequestID(try row.text(0)), key: key,
      subject: subject.utf8.elementsEqual(key.subject.utf8) ? key.subject : subject,
      status: texts.status(try row.text(4)), created: try row.date(5),
      createdBy: (try row.optionalText(6)).map { texts.user($0) }, lastUpdated: try row.date(7),
      decision: (try row.optionalText(8)).flatMap(RequestDecision.init(rawValue:)))
  }

  /// 8 bytes to index instead of the whole key. Keys that share a hash are distinguished by their text.
  static func hash(of key: RequestKey) -> SQLValue {
    let parts = [key.requestTypeID.text, key.requester?.text ?? "", key.foldedSubject]
    return .integer(Int64(bitPattern: FNV1a.hash(of: parts)))
  }
}

extension SQLRow {
  /// `''` where the org did not name one: so it can be a part of indexes.
  func requester(_ column: Int) throws(DecodingError) -> UserID? {
    let text = try text(column)
    return text.isEmpty ? nil : UserID(fromOrg: text)
  }
}
