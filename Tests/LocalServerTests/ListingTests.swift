import Foundation
import LocalServer
import Testing

/// One page as the tests look at it.
struct ListedPage {
  var ids: [String]
  var next: String?

  init(_ reply: HTTPReply) throws {
    let body = try reply.json()
    ids = try #require(body["data"] as? [[String: Any]]).compactMap { $0["id"] as? String }
    let links = try #require(body["_links"] as? [String: [String: String]])
    next = links["next"]?["href"]
    let own = try #require(links["self"]?["href"])
    let header = [("self", own)] + (next.map { [("next", $0)] } ?? [])
    #expect(reply["Link"] == header.map { "<\($0.1)>; rel=\"\($0.0)\"" }.joined(separator: ", "))
  }
}

extension ServerUnderTest {
  func page(_ path: String) async throws -> ListedPage {
    let reply = try await call("GET", path)
    #expect(reply.status == 200, "\(reply.text)")
    return try ListedPage(reply)
  }

  /// Follows `next` to the end; `between` runs after each page.
  func allPages(_ path: String, between: () async throws -> Void = {}) async throws -> [[String]] {
    var pages: [[String]] = []
    var next: String? = origin + path
    while let path = next?.dropFirst(origin.count) {
      let page = try await page(String(path))
      pages.append(page.ids)
      next = page.next
      try await between()
    }
    return pages
  }

  /// The last digits of the ids that a filter lets through, one page each.
  func numbers(_ filter: String) async throws -> [String] {
    try await allPages("/governance/api/v1/requests?limit=1&filter=\(percentEncoded(filter))").flatMap { $0 }
      .map { String($0.suffix(1)) }
  }
}

private func percentEncoded(_ text: String) -> String {
  text.addingPercentEncoding(withAllowedCharacters: .alphanumerics)!
}

@Suite("listing requests")
struct ListingTests {
  private static let list = "/governance/api/v1/requests"

  @Test("a listed request has no field values, approvals and actions")
  func sparse() async throws {
    try await withServer { server in
      let id = try await server.make(subject: "listed")
      let reply = try await server.call("GET", Self.list)
      let item = try #require((try reply.json()["data"] as? [[String: Any]])?.first)
      #expect(
        Set(item.keys) == [
          "id", "subject", "requestTypeId", "requesterUserIds", "created", "createdBy", "lastUpdated",
          "lastUpdatedBy", "permalinkId", "resolved", "requestStatus", "type", "_links",
        ])
      var full = try await server.call("GET", "\(Self.list)/\(id)").json()
      for key in ["requesterFieldValues", "approvals", "actions"] { #expect(full.removeValue(forKey: key) != nil) }
      #expect(NSDictionary(dictionary: full) == NSDictionary(dictionary: item))
      #expect(try await server.page(Self.list).next == nil)
    }
  }

  @Test("every page size and order lists every request once, in order, ties by id", arguments: [1, 3, 7, 20, 200])
  func paging(_ limit: Int) async throws {
    let clock = TestClock()
    try await withServer(clock: clock) { server in
      var made: [String] = []
      for number in 0..<41 {
        if Bool.random() { clock.advance(0.25) }
        made.append(try await server.make(subject: "request \(number)"))
      }
      for order in ["created asc", "created", "created desc", "lastUpdated asc", "lastUpdated desc"] {
        let query = "?limit=\(limit)&orderBy=" + order.replacing(" ", with: "%20")
        let pages = try await server.allPages(Self.list + query)
        #expect(pages.dropLast().allSatisfy { $0.count == limit })
        #expect((1...limit).contains(pages.last?.count ?? 0))
        let expected = order.hasSuffix("desc") ? Array(made.reversed()) : made
        #expect(pages.flatMap { $0 } == expected, "order \(order)")
      }
    }
  }

  @Test("in the order of creation, messages and new requests between pages neither hide nor duplicate requests")
  func shifting() async throws {
    let clock = TestClock()
    try await withServer(clock: clock) { server in
      var made: [String] = []
      for number in 0..<12 {
        clock.advance(1)
        made.append(try await server.make(subject: "request \(number)"))
      }
      var later: [String] = []
      let (first, listed) = (made, Self.list)
      let pages = try await server.allPages(listed + "?limit=5&orderBy=created+asc") {
        clock.advance(1)
        _ = try await server.call(
          "POST", "\(listed)/\(first.randomElement()!)/messages", body: #"{"message": "moves it"}"#)
        if later.count < 2 { later.append(try await server.make(subject: "late \(later.count)")) }
      }
      #expect(pages.flatMap { $0 } == made + later)
    }
  }

  @Test("a list filtered by lastUpdated is in the order of change, and a page starts after the cursor")
  func changes() async throws {
    let clock = TestClock("2026-03-01T12:00:00.000Z")
    try await withServer(clock: clock) { server in
      var ids: [String] = []
      for number in 0..<6 {
        ids.append(try await server.make(subject: "request \(number)"))
        clock.advance(1)
      }
      _ = try await server.call("POST", "\(Self.list)/\(ids[0])/messages", body: #"{"message": "m"}"#)
      let after = { (moment: String) in
        "\(Self.list)?filter=" + percentEncoded("lastUpdated GT \"\(moment)\"")
      }
      let changed = [ids[3], ids[4], ids[5], ids[0]]
      #expect(try await server.page(after("2026-03-01T12:00:02Z")).ids == changed)
      #expect(try await server.page(after("2026-03-01T13:00:02.0004+01:00")).ids == changed)
      #expect(try await server.page(after("2026-03-01T12:00:02.999Z")).ids == changed)
      #expect(try await server.page(after("2026-03-01T12:00:03.000Z")).ids == Array(changed.dropFirst()))
      #expect(try await server.allPages(after("2026-03-01T12:00:02Z") + "&limit=1").flatMap { $0 } == changed)
      let older = try await server.page(after("2026-03-01T12:00:02Z") + "&after=\(ids[1])")
      #expect(older.ids == changed, "a cursor that the filter leaves out takes nothing from the page")
    }
  }

  @Test("filters are joined by AND; attribute names are case-sensitive, operators are not; next keeps the filter")
  func filters() async throws {
    try await withTemporaryFolder { folder in
      let seed = folder.appendingPathComponent("seed.yaml")
      let statuses = ["OPEN", "PENDING", "RESOLVED", "LOCKED"]
      let requests = (0..<8).map { number in
        """
          - id: 61eb06a3c462d20007f0000\(number)
            requestTypeId: \(number < 4 ? vpn : gitHub)
            subject: s\(number)
            requester: 00ub0oNGTSWTBKOLGLNR
            status: \(statuses[number % 4])
            created: 2026-01-0\(number + 1)T00:00:00Z
        """
      }
      let text = """
        requestTypes: [{ id: \(vpn), name: vpn }, { id: \(gitHub), name: github }]
        requests:
        \(requests.joined(separator: "\n"))
        """
      try text.write(to: seed, atomically: true, encoding: .utf8)
      try await withServer(LocalServerSettings(seed: seed.path)) { server in
        let expected = [
          #"requestStatus eq "RESOLVED""#: ["2", "6"],
          #"requestStatus EQ "OPEN" And requestTypeId eq "\#(vpn.uppercased())""#: ["0"],
          #"lastUpdated gt "2026-01-03T00:00:00Z" and requestTypeId eq "\#(gitHub)""#: ["4", "5", "6", "7"],
          #"requestStatus eq "OPEN" AND requestStatus eq "LOCKED""#: [],
          #"((requestStatus eq "LOCKED") and lastUpdated gt "2026-01-05T00:00:00Z")"#: ["7"],
        ]
        for (filter, numbers) in expected {
          let found = try await server.numbers(filter)
          #expect(found == numbers, "\(filter)")
        }
      }
    }
  }

  static let badQueries: [(query: String, code: String, summary: String, causes: [String])] = [
    (
      "after=", "E0000029", "Invalid paging request.",
      [cause("/after", "Empty value found for query parameter 'after'", "EMPTY_PARAMETER", in: "query")]
    ),
    (
      "after=1", "E0000029", "Invalid paging request.",
      [
        cause("/after", "must NOT have fewer than 24 characters", "INVALID_STRING_LENGTH_UNDER_MIN", in: "query"),
        cause("/after", #"must match pattern "^[a-fA-F\\d]{24}$""#, "STRING_FORMAT_INVALID", in: "query"),
        cause("/after", "must be a request id", "STRING_FORMAT_INVALID", in: "query"),
      ]
    ),
    (
      "after=08ab2db568c7c300079fefd0", "E0000029", "Invalid paging request.",
      [cause("/after", "08ab2db568c7c300079fefd0 not found", "IDENTIFIER_NOT_FOUND", in: "query")]
    ),
    (
      "orderBy=subject%20asc&limit=201", "E0000029", "Invalid paging request.",
      [
        cause("/limit", "The limit parameter is not a valid.", "INVALID_DATA_TYPE", in: "query"),
        cause("/orderBy", "Invalid orderBy syntax.", "STRING_FORMAT_INVALID", in: "query"),
      ]
    ),
    (
      "filter=requeststatus%20eq%20%22OPEN%22", "E0000031", "Invalid search criteria.",
      [
        cause(
          "/filter",
          "Invalid filter at offset 0: unknown attribute 'requeststatus'; expected one of lastUpdated, requestStatus, "
            + "requestTypeId",
          "STRING_FORMAT_INVALID", in: "query")
      ]
    ),
    (
      "filter=requestStatus%20eq%20%22OPEN%22%20or%20requestStatus%20eq%20%22LOCKED%22", "E0000031",
      "Invalid search criteria.",
      [
        cause(
          "/filter", "Invalid filter at offset 24: 'or' is not supported, only 'and'", "STRING_FORMAT_INVALID",
          in: "query")
      ]
    ),
    (
      "orderBy=created%20DESC", "E0000029", "Invalid paging request.",
      [cause("/orderBy", "Invalid orderBy syntax.", "STRING_FORMAT_INVALID", in: "query")]
    ),
    (
      "limit=1&orderBy=created&limit=1", "E0000001", "Api validation failed: /limit must only be given once",
      [cause("/limit", "must only be given once", "INVALID_DATA_TYPE", in: "query")]
    ),
    (
      "offset=1", "E0000001", "Api validation failed: /offset Query parameter offset is unexpected",
      [
        """
        {"domain": "governance", "errorSummary": "Query parameter offset is unexpected", "location": "/offset",
         "locationType": "query"}
        """
      ]
    ),
  ]

  @Test("an invalid query of a list is a 400 with the contract's causes", arguments: badQueries)
  func badQuery(_ bad: (query: String, code: String, summary: String, causes: [String])) async throws {
    try await withServer { server in
      try expectError(
        try await server.call("GET", "\(Self.list)?\(bad.query)"), 400,
        errorBody(bad.code, bad.summary, causes: bad.causes))
    }
  }

  @Test(
    "a limit is a whole number from 1 to 200",
    arguments: ["0", "201", "-1", "+5", "1.0", "ten", "", "99999999999999999999"])
  func limit(_ text: String) async throws {
    try await withServer { server in
      let reply = try await server.call("GET", "\(Self.list)?limit=\(text)")
      try expectError(
        reply, 400,
        errorBody(
          "E0000029", "Invalid paging request.",
          causes: [cause("/limit", "The limit parameter is not a valid.", "INVALID_DATA_TYPE", in: "query")]))
    }
  }
}
