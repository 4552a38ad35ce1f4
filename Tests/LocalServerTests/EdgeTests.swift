import Foundation
import LocalServer
import Testing
import Model

@Suite("HTTP edge cases")
struct EdgeTests {
  @Test(
    "only an accepted token is authenticated",
    arguments: [nil, "", "SSWS", "SSWS wrong", "SSWS local-dev-toke", "SSWS local-dev-token2", "Basic local-dev-token"])
  func authentication(_ authorization: String?) async throws {
    try await withServer(LocalServerSettings(rateLimit: .window(calls: 5, seconds: 60))) { server in
      for path in ["/governance/api/v1/requests", "/local/v1/statistics", "/api/v1/users/me"] {
        let reply = try await server.call("GET", path, authorization: authorization)
        try expectError(reply, 401, errorBody("E0000004", "Authentication failed."))
        #expect((reply["X-Rate-Limit-Limit"] == nil) == path.hasPrefix("/local"))
      }
      let own = try await server.call("GET", "/governance/api/v1/requests")
      #expect(own["X-Rate-Limit-Remaining"] == "4", "calls without a token take nothing from a token's bucket")
    }
  }

  @Test("an unknown access token is reported in WWW-Authenticate, and the reply has no body")
  func accessToken() async throws {
    try await withServer { server in
      let reply = try await server.call("GET", "/governance/api/v1/requests", authorization: "Bearer wrong")
      #expect(reply.status == 401 && reply.body.isEmpty && reply["Content-Type"] == nil)
      let challenge = """
        Bearer authorization_uri="\(server.origin)/oauth2/v1/authorize", realm="\(server.origin)", \
        scope="okta.governance.accessRequests.read", error="invalid_token", \
        error_description="The access token is invalid.", resource="/governance/api/v1/requests"
        """
      #expect(reply["WWW-Authenticate"] == challenge)
      let own = try await server.call("GET", "/governance/api/v1/requests", authorization: "bearer local-dev-token")
      #expect(own.status == 200, "a token that the server was started with is an access token as well")
    }
  }

  @Test("an unknown path is a 404, and an unsupported method a 405 with the supported ones")
  func unknown() async throws {
    try await withServer { server in
      let body = errorBody("E0000022", "The endpoint does not support the provided HTTP method")
      for path in [
        "/index.html", "/governance/api/v1", "/governance/api/v1/requests/", "/governance/api/v2/requests",
        "/api/v1/apps",
        "/governance/api/v1/requests/a/b", "/governance/api/v1/requests/a/messages/b",
      ] {
        try expectError(try await server.call("GET", path), 404, body)
      }
      for (method, path, allowed) in [
        ("PUT", "/governance/api/v1/requests", "GET, HEAD, POST"),
        ("DELETE", "/governance/api/v1/requests/61eb2db568c7c300079fefd2", "GET, HEAD, PATCH"),
        ("GET", "/governance/api/v1/requests/61eb2db568c7c300079fefd2/messages", "POST"),
        ("POST", "/api/v1/users/me", "GET, HEAD"),
      ] {
        let reply = try await server.call(method, path)
        try expectError(reply, 405, body)
        #expect(reply["Allow"] == allowed)
      }
      let head = try await server.call("HEAD", "/governance/api/v1/requests/61eb2db568c7c300079fefd2/messages")
      #expect(head.status == 405 && head.body.isEmpty)
    }
  }

  @Test("HEAD is answered like GET, without the body")
  func head() async throws {
    try await withServer { server in
      try await server.make(subject: "one")
      for path in ["/governance/api/v1/requests", "/governance/api/v1/requests/61eb2db568c7c300079fefd2"] {
        let (whole, head) = (try await server.call("GET", path), try await server.call("HEAD", path))
        #expect(head.status == whole.status && head.body.isEmpty && !whole.body.isEmpty)
        for name in ["Content-Type", "Content-Length", "Link"] { #expect(head[name] == whole[name]) }
      }
    }
  }

  @Test("a request that does not exist is a 404, whatever the form of its id")
  func notFound() async throws {
    try await withServer { server in
      let body = errorBody("E0000007", "Resource not found exception.")
      for path in [
        "/governance/api/v1/requests/61eb2db568c7c300079fefd2", "/governance/api/v1/requests/no%2Fid",
        "/governance/api/v1/request-types/61eb2db568c7c300079fefff",
        "/local/v1/messages?request=61eb2db568c7c300079fefd2", "/local/v1/messages",
      ] {
        try expectError(try await server.call("GET", path), 404, body)
      }
    }
  }

  @Test("a body that is missing, not JSON, of another media type or too large is a 4xx")
  func bodies() async throws {
    try await withServer { server in
      let path = "/governance/api/v1/requests"
      let deep = String(repeating: "[", count: 100_000) + String(repeating: "]", count: 100_000)
      for text in ["{", "{\"subject\": }", "", "nul", "{\"a\": 1} x", #"{"subject": "\ud800"}"#, deep] {
        try expectError(
          try await server.call("POST", path, body: text), 400,
          errorBody("E0000003", "The request body was not well-formed."))
      }
      for type in [nil, "text/plain", "application/jsonx"] {
        try expectError(
          try await server.call("POST", path, body: "{}", contentType: type ?? ""), 400,
          errorBody(
            "E0000021",
            "Bad request.  Accept and/or Content-Type headers likely do not match supported values."))
      }
      for text in ["[]", "\"text\"", "7", "null"] {
        try expectError(
          try await server.call("POST", path, body: text), 400,
          errorBody(
            "E0000001", "Api validation failed: must be object",
            causes: [cause("", "must be object", "INVALID_DATA_TYPE")]))
      }
      let huge = "{\"subject\": \"" + String(repeating: "a", count: 1 << 20) + "\"}"
      try expectError(
        try await server.call("POST", path, body: huge), 413,
        errorBody("E0000001", "Api validation failed: body must NOT have more than 1048576 bytes"))
      try await server.make(subject: "the connection still serves")
    }
  }

  @Test("every reply has a date and a unique id; without a limit none has rate-limit headers")
  func headers() async throws {
    try await withServer { server in
      var ids: Set<String> = []
      for path in ["/governance/api/v1/requests", "/nowhere", "/governance/api/v1/requests?limit=0"] {
        let reply = try await server.call("GET", path)
        let id = try #require(reply["X-Okta-Request-Id"])
        #expect(id.wholeMatch(of: /[0-9a-f]{32}/) != nil)
        ids.insert(id)
        #expect(reply["Date"]?.hasSuffix(" GMT") == true)
        #expect(reply["X-Rate-Limit-Limit"] == nil)
      }
      #expect(ids.count == 3)
    }
  }

  @Test("a message is accepted with an empty 201, stored in order, and updates lastUpdated of its request")
  func messages() async throws {
    let clock = TestClock()
    try await withServer(clock: clock) { server in
      let id = try await server.make(subject: "with messages")
      let path = "/governance/api/v1/requests/\(id)/messages"
      let longest = String(repeating: "𝔸", count: 5000)
      for text in ["first\nline", longest] {
        clock.advance(1)
        let reply = try await server.call("POST", path, body: #"{"message": \#(quoted(text))}"#)
        #expect(reply.status == 201 && reply.body.isEmpty)
        #expect(reply["Content-Type"] == nil && reply["Content-Length"] == "0")
      }
      let request = try await server.call("GET", "/governance/api/v1/requests/\(id)").json()
      #expect(request["created"] as? String == "2026-03-01T12:00:20.500Z")
      #expect(request["lastUpdated"] as? String == "2026-03-01T12:00:22.500Z")
      let kept = try await server.call("GET", "/local/v1/messages?request=\(id)").json()
      let messages = try #require(kept["messages"] as? [[String: String]])
      #expect(messages.map { $0["message"] } == ["first\nline", longest])
      let overMax = "must NOT have more than 5000 characters"
      try expectError(
        try await server.call("POST", path, body: #"{"message": "\#(longest)a"}"#), 400,
        errorBody(
          "E0000001", "Api validation failed: /message \(overMax)",
          causes: [cause("/message", overMax, "INVALID_STRING_LENGTH_OVER_MAX")]))
      try expectError(
        try await server.call("POST", path, body: "{}"), 400,
        errorBody(
          "E0000001", "Api validation failed: must have required property 'message'",
          causes: [cause("/message", "must have required property 'message'", "REQUIRED_PROPERTY_MISSING")]))
      try expectError(
        try await server.call(
          "POST", "/governance/api/v1/requests/61eb2db568c7c300079fefd2/messages", body: #"{"message": "m"}"#),
        404, errorBody("E0000007", "Resource not found exception."))
    }
  }
}
