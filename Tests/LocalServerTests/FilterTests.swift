import OktaWire
import Testing

@testable import LocalServer

@Suite("filters")
struct FilterTests {
  private typealias Expression = FilterExpression

  @Test("the SCIM grammar is parsed: comparisons, operators and precedence")
  func grammar() throws {
    let precedence = try FilterParser.parse(#"a eq "1" OR b Gt 2.5 and not (c pr) or d.e[f ne true]"#)
    #expect(
      precedence
        == .any(
          [
            Self.comparison("a", 0, "eq", 2, .string("1"), 5),
            .all([
              Self.comparison("b", 12, "gt", 14, .number(2.5), 17),
              .not(.presence(.init(text: "c", offset: 30)), offset: 25),
            ]),
            .within(.init(text: "d.e", offset: 39), Self.comparison("f", 43, "ne", 45, .bool(true), 48)),
          ], offset: 9))
    let grouped = try FilterParser.parse(#"  ( a sw "\"\\A" or b eq null )   and urn:x:2.0:User:c co -1e2  "#)
    #expect(
      grouped
        == .all([
          .any(
            [Self.comparison("a", 4, "sw", 6, .string(#""\A"#), 9), Self.comparison("b", 20, "eq", 22, .null, 25)],
            offset: 17),
          Self.comparison("urn:x:2.0:User:c", 38, "co", 55, .number(-100), 58),
        ]))
    // An attribute may have the name of a joining word.
    #expect(try FilterParser.parse("not pr") == .presence(.init(text: "not", offset: 0)))
  }

  private static func comparison(
    _ attribute: String, _ offset: Int, _ comparator: String, _ comparatorOffset: Int, _ value: JSONValue,
    _ valueOffset: Int
  ) -> Expression {
    .comparison(
      .init(
        attribute: .init(text: attribute, offset: offset),
        comparator: .init(text: comparator, offset: comparatorOffset), value: value, valueOffset: valueOffset))
  }

  @Test(
    "an invalid filter is an error with its offset",
    arguments: [
      ("", 0, "expected an attribute"), ("   ", 3, "expected an attribute"),
      ("status", 6, "expected an operator"), ("status eq", 9, "expected a value"),
      ("status is \"A\"", 7, "'is' is not an operator"), ("status eq ACTIVE", 10, "expected a value"),
      (#"status eq "ACTIVE"#, 10, "unterminated string"), (#"status eq "A""B""#, 10, "expected a value"),
      (#"status eq "\x""#, 10, "expected a value"), ("status eq \"a\nb\"", 10, "expected a value"),
      (#"status eq "A" status eq "B""#, 14, "expected 'and', 'or' or the end"),
      (#"status eq "A" and"#, 17, "expected an attribute"), (#"and status eq "A""#, 4, "'status' is not an operator"),
      (#"(status eq "A""#, 14, "expected ')'"), (#"status eq "A")"#, 13, "expected 'and', 'or' or the end"),
      (#"(status eq "A")and (status pr)"#, 15, "expected 'and', 'or' or the end"),
      ("()", 1, "expected an attribute"), (#"1status eq "A""#, 0, "expected an attribute"),
      (#"é eq "A""#, 0, "expected an attribute"), (#"a[b eq "1")"#, 10, "expected ']'"),
      (#"𝔸𝔸 eq "A" "#, 0, "expected an attribute"), (#"a eq "𝔸" !"#, 9, "expected 'and', 'or' or the end"),
    ])
  func syntax(_ text: String, _ offset: Int, _ prefix: String) {
    let problem = #expect(throws: FilterError.self) { try FilterParser.parse(text) }
    #expect(problem?.offset == offset && problem?.text.hasPrefix(prefix) == true, "\(text): \(problem as Any)")
  }

  @Test("a deeply nested filter is an error and does not overflow the stack")
  func depth() throws {
    func nested(_ depth: Int) -> String {
      String(repeating: "(", count: depth) + #"status eq "DRAFT""# + String(repeating: ")", count: depth)
    }
    _ = try FilterParser.parse(nested(10))
    for depth in [11, 50_000] {
      let problem = #expect(throws: FilterError.self) { try FilterParser.parse(nested(depth)) }
      #expect(problem == FilterError(offset: 11, text: "more than 10 levels of parentheses"))
    }
  }

  @Test(
    "SQLite takes the most deeply nested filters that are read, and means the same by them",
    arguments: ["filter", "search"])
  func deepest(_ parameter: String) async throws {
    let (inner, other) = (#"profile.email eq "ada@example.com""#, #"profile.email eq "unknown""#)
    let shapes = [
      ("(", ")", 1), ("not (", ")", 1), ("\(other) or \(inner) and not (", ")", 1),
      ("\(inner) and (\(other) or ", ")", 1),
    ]
    try await withSeed("users: [{ id: 00ub0oNGTSWTBKOLGLNR, login: ada@example.com }]\n") { server in
      for (opening, closing, count) in shapes {
        func found(_ depth: Int) async throws -> Int {
          let filter =
            String(repeating: opening, count: depth) + inner + String(repeating: closing, count: depth)
          let path =
            "/api/v1/users?\(parameter)=" + PercentEncoding.encode("id eq \"00ub0oNGTSWTBKOLGLNR\" and (\(filter))")
          let reply = try await server.call("GET", path)
          #expect(reply.status == (depth < 10 ? 200 : 400), "\(depth) of \(opening)")
          return reply.status == 200 ? try reply.decode([UserBody].self).count : -1
        }
        let counts = [try await found(8), try await found(9), try await found(10)]
        let isFlipping = opening.contains("not")
        #expect(counts == [count, isFlipping ? 1 - count : count, -1], "\(opening)")
      }
    }
  }

  @Test("a filter with 400 comparisons works, and a longer one, which SQLite may not support, is a 400")
  func length() async throws {
    try await withServer { server in
      let lists = [
        ("/api/v1/users?search=", #"profile.login eq "u""#, " or "),
        ("/api/v1/users?filter=", #"(not (profile.email eq "u"))"#, " or "),
        ("/governance/api/v1/requests?filter=", #"requestStatus eq "OPEN""#, " and "),
      ]
      for (list, comparison, joiner) in lists {
        for (count, status) in [(400, 200), (401, 400), (1000, 400)] {
          let filter = Array(repeating: comparison, count: count).joined(separator: joiner)
          let query = filter.replacing(" ", with: "+").replacing("\"", with: "%22")
          let reply = try await server.call("GET", list + query)
          #expect(reply.status == status, "\(count) of \(comparison)")
          if status == 400 { #expect(reply.text.contains("more than 400 comparisons")) }
        }
      }
    }
  }

  @Test(
    "an unsupported operator or attribute in a filter is an error with its offset",
    arguments: [
      (#"status eq "DRAFT" or status eq "ACTIVE""#, 18, "'or' is not supported, only 'and'"),
      (#"status eq "DRAFT" and not (lastUpdated gt "2026-01-01T00:00:00Z")"#, 22, "'not' is not supported"),
      ("lastUpdated pr", 0, "'lastUpdated' supports only 'gt'"), ("name pr", 0, "unknown attribute 'name'"),
      (#"status eq "DRAFT" and lastUpdated ge "2026-01-01T00:00:00Z""#, 34, "'lastUpdated' supports only 'gt'"),
      (#"status eq "draft""#, 10, "expected DRAFT, ACTIVE, DISABLED for 'status'"),
      ("status eq true", 10, "expected a string in double quotes for 'status'"),
      (#"lastUpdated gt "yesterday""#, 15, "expected a date-time such as"),
      (#"(Status eq "DRAFT")"#, 1, "unknown attribute 'Status'; expected one of lastUpdated, status"),
      (#"links[name eq "x"]"#, 0, "'links[…]' is not supported"),
    ])
  func offer(_ text: String, _ offset: Int, _ prefix: String) {
    let problem = #expect(throws: FilterError.self) {
      try Filter.parse(text, allowed: Listing.Rules.requestTypes.attributes)
    }
    #expect(problem?.offset == offset && problem?.text.hasPrefix(prefix) == true, "\(text): \(problem as Any)")
  }

  @Test(
    "a status in a filter is compared byte by byte: the Kelvin sign is not a K, although Unicode treats them as equivalent"
  )
  func kelvin() throws {
    let allowed = Listing.Rules.requests.attributes
    #expect(try Filter.parse(#"requestStatus eq "LOCKED""#, allowed: allowed).comparisons.map(\.value) == ["LOCKED"])
    #expect(throws: FilterError.self) {
      try Filter.parse("requestStatus eq \"LOC\u{212A}ED\"", allowed: allowed)
    }
  }
}
