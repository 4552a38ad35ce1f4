import Foundation
import HTTPTypes
import OktaClient
import OktaSamples
import OktaWire
import Model
import Testing

@Suite("An answer other than 2xx")
struct FailureClassifierTests {
  private func failure(
    _ status: Int, _ body: String = "", headers: [(String, String)] = [],
    call: APICall = .createRequest(CreateBody(requestTypeId: "t", subject: "s")), scheme: Credentials.Scheme = .bearer
  ) throws -> ServiceFailure? {
    let map = FailureClassifier(
      org: try OrgURL("https://acme.okta.com"), call: call, scheme: scheme, timeout: .seconds(60))
    return map.failure(RawReply(status: status, headers: HTTPFields(headers), body: Data(body.utf8)))
  }

  private static let okta = Samples.error("E0000009", "x")
  /// What stands in between answers like this.
  private static let foreign = [
    "", "  ", "<!DOCTYPE html><title>Sign in</title>", #"{"message":"Forbidden"}"#, "Access denied", "null", "[]",
    #"{"error":"invalid_token","error_description":"The token has expired."}"#,
    #"{"errorCode":"403","errorSummary":"x"}"#,
    #"{"errorCode":"E00001","errorSummary":"x"}"#, #"{"errorCode":"E0000١٢٣"}"#, Samples.error("e0000001", "x"),
  ]
  private static let challenge = [("WWW-Authenticate", #"Bearer error="invalid_token""#)]

  @Test("an error with Okta's own body is classified by its status")
  func table() throws {
    let rows: [(Int, [(String, String)], FailureKind)] = [
      (301, [], .rejected), (400, [], .rejected), (400, Self.challenge, .unauthenticated), (401, [], .unauthenticated),
      (403, [], .forbidden), (404, [], .rejected), (408, [], .rejected), (409, [], .rejected), (413, [], .rejected),
      (429, [("x-rate-limit-limit", "60")], .throttled), (499, [], .rejected), (500, [], .lost), (503, [], .lost),
    ]
    for (status, headers, expected) in rows {
      let found = try #require(try failure(status, Self.okta, headers: headers))
      #expect(FailureKind(found) == expected, "\(status)")
      #expect(found.isCertainlyNotProcessed == (expected != .lost))
      #expect(found.error?.status == status && found.isEndedByOrg == (expected == .lost))
    }
  }

  @Test("an error without Okta's own body proves nothing, unless no processed call is answered so")
  func foreignReplies() throws {
    let zero = [("X-Rate-Limit-Limit", "0"), ("X-Rate-Limit-Remaining", "0"), ("X-Rate-Limit-Reset", "9999999999")]
    let other = [("WWW-Authenticate", " ")]
    let patience: Set<Int> = [408, 425, 499]
    let read = APICall.listRequests(ListParameters())
    for body in Self.foreign {
      for status in Array(300...308) + Array(400...406) + Array(408...428) + [431, 451, 495, 499] where status != 429 {
        let found = try failure(status, body)
        #expect(FailureKind(found) == .intercepted && found?.isCertainlyNotProcessed == false, "\(status) \(body)")
        #expect(
          FailureKind(try failure(status, body, call: read)) == (patience.contains(status) ? .lost : .intercepted))
      }
      for status in [500, 501, 502, 503, 504, 520, 599, 600] {
        let found = try #require(try failure(status, body))
        #expect(FailureKind(found) == .lost && !found.isCertainlyNotProcessed && !found.isEndedByOrg)
      }
      #expect(FailureKind(try failure(429, body)) == .throttled)
      #expect(FailureKind(try failure(429, body, headers: zero)) == .concurrencyLimited)
      #expect(FailureKind(try failure(400, body, headers: Self.challenge)) == .unauthenticated)
      #expect(FailureKind(try failure(401, body, headers: Self.challenge)) == .unauthenticated)
      #expect(FailureKind(try failure(401, body, headers: [("www-authenticate", "Negotiate")])) == .unauthenticated)
      #expect(FailureKind(try failure(403, body, headers: Self.challenge)) == .forbidden)
      #expect(FailureKind(try failure(404, body, headers: Self.challenge)) == .intercepted)
      #expect(FailureKind(try failure(401, body, headers: other)) == .intercepted)
    }
  }

  @Test(
    "an org that does not have what a call is about is reported with what that is, and with the call's id",
    arguments: [
      (APICall.retrieveRequest("61eb"), "the org has no request 61eb (Okta request id call)"),
      (.sendMessage("hello", to: "61eb"), "the org has no request 61eb (Okta request id call)"),
      (.retrieveRequestType("08ab"), "the org has no request type 08ab (Okta request id call)"),
      (.get(.user("ada@example.com")), "the org has no user ada@example.com (Okta request id call)"),
      (.get(.members("00g1")), "the org has no group 00g1 (Okta request id call)"),
      (.listRequests(ListParameters()), "404 E0000007: Resource not found exception. (Okta request id call)"),
    ])
  func missing(call: APICall, expected: String) throws {
    let body = Samples.error("E0000007", "Resource not found exception.")
    let headers = [("X-Okta-Request-Id", "call")]
    #expect(try failure(404, body, headers: headers, call: call)?.text == expected)
    let other = try failure(404, Samples.error("E0000008", "x"), headers: headers, call: call)
    #expect(other?.text == "404 E0000008: x (Okta request id call)")
  }

  @Test("a proxy that requires a password is reported, and nothing was sent")
  func proxyPassword() throws {
    let found = try failure(407, "<title>Proxy Authentication Required</title>", headers: [("Proxy-Authenticate", "x")])
    #expect(FailureKind(found) == .noCredentials && found?.isCertainlyNotProcessed == true)
    #expect(
      found?.text == "cannot reach https://acme.okta.com: a proxy in between requires a user name and password; "
        + "check those of the proxy setting: 407: Proxy Authentication Required")
  }

  @Test("a 2xx whose body is neither empty nor JSON is a failure")
  func successes() throws {
    let message = APICall.sendMessage("x", to: "1")
    let calls = [message, .retrieveRequest("1"), .createRequest(CreateBody(requestTypeId: "t", subject: "s"))]
    for call in calls {
      for status in [200, 202, 204, 299] {
        for body in ["", " \r\n", "{}", " [1]\n", "null", "\u{FEFF}{}", #""done""#, "7"] {
          #expect(try failure(status, body, call: call) == nil, "\(status) \(body)")
        }
        for body in [
          "<html>", "Please log in", "\u{FEFF}<!doctype html>", "true story", "7 calls", "\u{1F}\u{8B}", "- offline",
        ] {
          #expect(FailureKind(try failure(status, body, call: call)) == .intercepted, "\(status) \(body)")
        }
        for body in ["{", #"{"id":"1""#, #"{"id":"1"}}"#, "[1,", #"""#, "{}<html>"] {
          #expect(FailureKind(try failure(status, body, call: call)) == .lost, "\(status) \(body)")
        }
      }
      #expect((try failure(201, "<html>", call: call) == nil) == (call == message))
    }
    let login = "<html><head><title>Sign in - Zscaler</title></head></html>"
    #expect(
      try failure(200, login)?.text == "answered by something in between, not by Okta: 200: Sign in - Zscaler")
  }

  @Test("a failure carries code, causes, call id and rate limit of the reply")
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

  @Test("a 401 or 403 whose text does not help gets a hint")
  func hints() throws {
    let unlicensed = Samples.error("E0000015", "You do not have permission to access the feature you are requesting")
    for status in [401, 403] {
      let found = try failure(status, unlicensed)
      #expect(
        FailureKind(found) == .forbidden && found?.text.contains("no license for Okta Identity Governance") == true)
    }
    let unassigned = Samples.error("E0000195", "Authenticated user not assigned to Okta Access Requests")
    for status in [403, 409] {
      let found = try failure(status, unassigned)
      #expect(FailureKind(found) == .forbidden && found?.text.contains("assign the token's user") == true)
    }
    let conflict = Samples.error("E0000195", "Api validation failed due to conflict: Request type x must be ACTIVE")
    #expect(FailureKind(try failure(409, conflict)) == .rejected)
    let list = APICall.listRequests(ListParameters(limit: 1))
    let oauthOnly = "OAuth access tokens only"
    #expect(try failure(403, Self.okta, call: list, scheme: .ssws)?.text.contains(oauthOnly) == true)
    for (status, body, call, scheme) in [
      (401, Self.okta, list, Credentials.Scheme.ssws), (403, Self.okta, list, .bearer), (403, "<html>", list, .ssws),
      (403, Self.okta, .currentUser, .ssws),
    ] {
      #expect(try failure(status, body, call: call, scheme: scheme)?.text.contains(oauthOnly) == false)
    }
    let wrong = "the org does not accept this token"
    for call in [list, .currentUser, .createRequest(CreateBody(requestTypeId: "t", subject: "s"))] {
      for scheme in [Credentials.Scheme.ssws, .bearer] {
        let invalid = Samples.error("E0000011", "Invalid token provided")
        #expect(try failure(401, invalid, call: call, scheme: scheme)?.text.contains("provided; \(wrong)") == true)
      }
    }
    #expect(try failure(401, Self.okta, scheme: .dpop)?.text.contains(wrong) == false)
    #expect(try failure(401, "<html>")?.text.contains(wrong) == false)
    for status in [429, 503] {
      let busy = try failure(status, "<p>busy</p>", headers: [("Retry-After", "30")])
      #expect(busy?.text.hasSuffix("\(status): busy; asks to wait 30 s") == true && busy?.retryAfter == .seconds(30))
    }
    #expect(try failure(302)?.text.contains("the org URL https://acme.okta.com answers with a redirect") == true)
  }

  @Test("an error with a blank body is described by its WWW-Authenticate header")
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
    let bare = [("WWW-Authenticate", "Bearer")]
    #expect(
      try failure(401, oauth, headers: bare)?.text
        == "401: invalid_token: The token has expired; the org does not accept this token (wrong, expired or in quotes)"
    )
    #expect(try failure(401, headers: bare, scheme: .dpop)?.text == "401: no reason given")
  }

  @Test(
    "an error that is not JSON is cut to one line without control characters",
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
