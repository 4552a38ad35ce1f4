import Foundation
import OktaAPI
import RequestModel
import Testing

@Suite("An answer other than 2xx")
struct FailureMapTests {
  private func failure(
    _ status: Int, _ body: String = "", headers: [(String, String)] = [],
    call: APICall = .createRequest(CreateBody(requestTypeId: "t", subject: "s")), scheme: Credentials.Scheme = .bearer
  ) throws -> ServiceFailure? {
    let map = FailureMap(org: try OrgURL("https://acme.okta.com"), call: call, scheme: scheme, timeLimit: .seconds(60))
    let fields = headers.map { ReplyHeaders.Field(name: $0.0, value: $0.1) }
    return map.failure(RawReply(status: status, headers: ReplyHeaders(fields), body: Data(body.utf8)))
  }

  @Test("says by its status what may be concluded")
  func table() throws {
    let zero = [("X-Rate-Limit-Limit", "0"), ("X-Rate-Limit-Remaining", "0"), ("X-Rate-Limit-Reset", "9999999999")]
    let rows: [(Int, [(String, String)], FailureKind)] = [
      (301, [], .rejected), (302, [], .rejected), (400, [], .rejected), (401, [], .unauthenticated),
      (403, [], .forbidden), (404, [], .rejected), (409, [], .rejected), (413, [], .rejected),
      (429, [], .throttled), (429, [("x-rate-limit-limit", "60")], .throttled), (429, zero, .crowded),
      (500, [], .lost), (501, [], .lost), (502, [], .lost), (503, [], .lost), (504, [], .lost), (600, [], .lost),
    ]
    for (status, headers, expected) in rows {
      let found = try #require(try failure(status, headers: headers))
      #expect(FailureKind(found) == expected, "\(status)")
      #expect(found.isCertainlyNotProcessed == (expected != .lost))
      #expect(found.error?.status == status)
    }
    for status in [200, 201, 202, 204] { #expect(try failure(status) == nil) }
  }

  @Test("carries code, causes, call id and window")
  func contents() throws {
    let causes = #"[{"domain":"governance","errorSummary":"x not found","location":"/requestTypeId","reason":"R"}]"#
    let body = Samples.error("E0000001", "Api validation failed", causes: causes)
    let headers = [
      ("x-okta-request-id", "5168be8d"), ("x-rate-limit-limit", "60"), ("x-rate-limit-remaining", "5"),
      ("x-rate-limit-reset", "1757607758"), ("Date", "Thu, 11 Sep 2025 16:21:50 GMT"),
    ]
    let error = try #require(try failure(400, body, headers: headers)?.error)
    #expect(error.code == "E0000001" && error.callID == "5168be8d" && error.rate?.remaining == 5)
    #expect(error.causes == [ServiceError.Cause(summary: "x not found", reason: "R", location: "/requestTypeId")])
    #expect(try failure(400, body)?.error?.callID == "oaeWCGz73hpRCG75VHP6")
  }

  @Test("of 401 and 403 names the remedy where Okta's words do not")
  func hints() throws {
    let unlicensed = Samples.error("E0000015", "You do not have permission to access the feature you are requesting")
    for status in [401, 403] {
      let found = try failure(status, unlicensed)
      #expect(
        FailureKind(found) == .forbidden && found?.text.contains("no licence for Okta Identity Governance") == true)
    }
    let unassigned = Samples.error("E0000195", "Authenticated user not assigned to Okta Access Requests")
    for status in [403, 409] {
      let found = try failure(status, unassigned)
      #expect(FailureKind(found) == .forbidden && found?.text.contains("assign the token's user") == true)
    }
    let conflict = Samples.error("E0000195", "Api validation failed due to conflict: Request type x must be ACTIVE")
    #expect(FailureKind(try failure(409, conflict)) == .rejected)
    let list = APICall.listRequests(ListParameters(limit: 1))
    for status in [401, 403] {
      #expect(try failure(status, call: list, scheme: .ssws)?.text.contains("OAuth access tokens only") == true)
      #expect(try failure(status, call: list, scheme: .bearer)?.text.contains("OAuth access tokens only") == false)
      #expect(try failure(status, scheme: .ssws)?.text.contains("OAuth access tokens only") == false)
    }
    #expect(try failure(302)?.text.contains("the org URL https://acme.okta.com answers with a redirect") == true)
  }

  @Test("with a blank body tells what WWW-Authenticate says")
  func challenge() throws {
    let value =
      #"Bearer authorization_uri="http://a.okta.com/oauth2/v1/authorize", realm="http://a.okta.com", "#
      + #"error_description="The access token provided does not contain the required scopes.", "#
      + #"error="insufficient_scope", resource="/governance/api/v1/requests""#
    let text = try #require(try failure(403, headers: [("www-authenticate", value)])?.text)
    #expect(
      text == "403: insufficient_scope: The access token provided does not contain the required scopes; "
        + "the token needs the scope okta.governance.accessRequests.manage")
    let list = APICall.listRequests(ListParameters(limit: 1))
    let needs = [
      (list, "accessRequests.read"), (.currentUser, "okta.users.read"),
      (APICall(method: .get, pathAndQuery: "/api/v1/groups?q=x"), "okta.groups.read"),
    ]
    for (call, scope) in needs {
      let text = try failure(403, headers: [("www-authenticate", value)], call: call)?.text
      #expect(text?.hasSuffix(scope) == true, "\(text ?? "")")
    }
    let oauth = #"{"error":"invalid_token","error_description":"The token has expired."}"#
    #expect(try failure(401, oauth)?.text == "401: invalid_token: The token has expired")
    #expect(try failure(401)?.text == "401: no reason given")
  }

  @Test(
    "of another kind than JSON is cut to a line without control characters",
    arguments: [
      ("<html><head><TITLE>502 Bad\n Gateway</TITLE></head><body><h1>nginx</h1></body></html>", "502 Bad Gateway"),
      ("<html><body><h1>Sorry</h1><p>try later</p></body></html>", "Sorry try later"),
      ("plain \u{1B}[31mred\u{1B}[0m\r\ntext", "plain [31mred [0m text"), ("  \n ", "no reason given"),
      (String(repeating: "x", count: 500), String(repeating: "x", count: 160) + "…"),
      (#"{"message":"odd"}"#, #"{"message":"odd"}"#),
    ])
  func excerpts(body: String, expected: String) throws {
    #expect(try failure(502, body)?.error?.summary == expected)
  }
}
