import HTTPTypes
import OktaClient
import OktaWire
import Model
import Testing

@Suite("The next page")
struct NextLinkTests {
  private let current = "/governance/api/v1/requests?limit=2"

  private func next(_ headers: [String] = [], body: String? = nil) throws(NextLinkError) -> String? {
    let link = try NextLink.find(
      headers: HTTPFields(headers.map { HTTPField(name: .link, value: $0) }), body: body.map { LinkBody(href: $0) },
      current: current)
    return link?.pathAndQuery
  }

  @Test(
    "the next page is found in Link headers of every form",
    arguments: [
      [
        #"<https://a.example/governance/api/v1/requests?limit=2>; rel="self""#,
        #"<https://a.example/governance/api/v1/requests?after=x&limit=2>; rel="next""#,
      ],
      [#"<https://a.example/s>; rel="self", </governance/api/v1/requests?after=x&limit=2>;title="a, b"; rel=next"#],
      [#"<https://a.example/s?a=1,2>; rel="self",<?after=x&limit=2>; REL="prefetch Next""#],
    ])
  func headers(lines: [String]) throws {
    #expect(
      try next(lines, body: "/governance/api/v1/requests?after=other") == "/governance/api/v1/requests?after=x&limit=2")
  }

  @Test(
    "a link to the next page counts by path and query, whatever its host",
    arguments: [
      "https://evil.example/governance/api/v1/requests?after=x", "//evil.example/governance/api/v1/requests?after=x",
      "https://acme-admin.okta.com:8443/governance/api/v1/requests?after=x#top", "/governance/api/v1/requests?after=x",
      "requests?after=x", "?after=x",
    ])
  func hosts(href: String) throws {
    #expect(try next(body: href) == "/governance/api/v1/requests?after=x")
  }

  @Test(
    "a next page outside the list is refused",
    arguments: [
      "https://a.example/api/v1/users", "https://a.example", "/governance/api/v1/requests/../users?x",
      "/governance/api/v1/requests/", "/governance/api/v1/request%73?after=1", "/governance/api/v1/requests?a b",
      "/governance/api/v1/requests?a\r\nX: y", "javascript:alert(1)", "https://a.example?after=1",
    ])
  func outside(href: String) {
    #expect(throws: NextLinkError.outside(href)) { try next(body: href) }
  }

  @Test("a next page that is the page itself is refused")
  func circular() {
    #expect(throws: NextLinkError.circular(current)) { try next(body: current) }
  }

  @Test(
    "there is no next page where no link names one",
    arguments: [[], [#"<https://a.example/x>; rel="self""#], ["junk <", ""]])
  func last(lines: [String]) throws {
    #expect(try next(lines) == nil)
  }
}
