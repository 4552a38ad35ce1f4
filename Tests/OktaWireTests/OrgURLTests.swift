import OktaWire
import Testing

@Suite("An org URL")
struct OrgURLTests {
  @Test(
    "an org URL is reduced to scheme, host and port",
    arguments: [
      ("https://acme.okta.com", "https://acme.okta.com"), (" https://ACME.okta.com/ \n", "https://acme.okta.com"),
      ("HTTPS://acme.okta.com:443", "https://acme.okta.com"),
      ("https://acme.okta.com:8443/", "https://acme.okta.com:8443"),
      ("http://localhost:8080", "http://localhost:8080"), ("http://127.0.0.1:80", "http://127.0.0.1"),
      ("http://127.1.2.3:81", "http://127.1.2.3:81"), ("http://[::1]:8080/", "http://[::1]:8080"),
      ("https://my-admin.example.com", "https://my-admin.example.com"),
    ])
  func accepted(text: String, origin: String) throws {
    #expect(try OrgURL(text).text == origin)
  }

  @Test(
    "a text that is not an org URL is refused with what to write instead",
    arguments: [
      ("", OrgURLError.empty), ("  ", .empty), ("acme.okta.com", .noScheme("acme.okta.com")),
      ("ftp://acme.okta.com", .scheme("ftp")), ("http://acme.okta.com", .plainHTTP("acme.okta.com")),
      ("http://127.0.0.1.evil.com", .plainHTTP("127.0.0.1.evil.com")), ("http://128.0.0.1", .plainHTTP("128.0.0.1")),
      ("http://localhost@evil.com", .userInfo), ("https://user:pw@acme.okta.com", .userInfo),
      ("admin:hunter2@acme.okta.com", .userInfo), ("https://admin:hunter2 x@acme.okta.com", .userInfo),
      ("https://admin:hunter2/x@acme.okta.com", .userInfo), ("acme.okta.com/?t=hunter2", .noScheme("acme.okta.com/")),
      ("acme.okta.com?t=https://hunter2", .noScheme("acme.okta.com")),
      ("https://acme.okta.com?t=hunter2 x", .malformed("https://acme.okta.com")),
      ("https://acme.okta.com/oauth2/default", .path("https://acme.okta.com")),
      ("https://acme.okta.com?x", .path("https://acme.okta.com")),
      ("https://acme.okta.com#x", .path("https://acme.okta.com")),
      ("https://acme-admin.okta.com", .admin("acme.okta.com")),
      ("https://acme-admin.oktapreview.com/", .admin("acme.oktapreview.com")),
      ("https://", .malformed("")), ("https://acme .okta.com", .malformed("https://acme")),
      ("https://acme..com", .malformed("acme..com")), ("https://{yourOktaDomain}", .malformed("{yourOktaDomain}")),
      ("https://acme.okta.com:", .malformed("acme.okta.com:")),
      ("https://acme.okta.com:0", .malformed("acme.okta.com:0")),
      ("https://acme.okta.com:65536", .malformed("acme.okta.com:65536")), ("https://[::1", .malformed("[::1")),
      ("https://[]", .malformed("[]")), ("https://[:]", .malformed("[:]")), ("https://[a]", .malformed("[a]")),
      ("https://ácme.okta.com", .malformed("ácme.okta.com")),
    ])
  func refused(text: String, problem: OrgURLError) {
    #expect(throws: problem) { try OrgURL(text) }
  }
}
