import Foundation
import OktaClient
import OktaSamples
import OktaWire
import Model
import Testing

@Suite("What a call carried is shown by no failure")
struct SecretTests {
  /// With every character that an escape may stand for.
  private static let token = #"00Se"cret/of+32\bytes&<0123>%4x'.~end"#

  private static func escaped(_ text: String, _ escape: (Unicode.Scalar) -> String) -> String {
    text.unicodeScalars.map(escape).joined()
  }

  private static func json(_ text: String) -> String {
    escaped(text) { ["\"", "\\", "/"].contains($0) ? "\\\($0)" : "\($0)" }
  }

  private static func html(_ text: String) -> String {
    let names: [Unicode.Scalar: String] = ["&": "amp", "<": "lt", ">": "gt", "\"": "quot"]
    return escaped(text) { names[$0].map { "&\($0);" } ?? "\($0)" }
  }

  /// Ways to repeat the token.
  private static let echoes: [String] = [
    token, json(token), json(json(token)), escaped(token) { "\\u00" + String($0.value, radix: 16) },
    PercentEncoding.encode(token), escaped(token) { "%" + String($0.value, radix: 16).uppercased() }, html(token),
    escaped(token) { "&#\($0.value);" }, escaped(token) { "&#x\(String($0.value, radix: 16));" }, html(json(token)),
    token.lowercased(),
  ]

  private func expectHidden(_ answer: CannedServer.Answer, by call: (OrgClient) async throws -> Void) async throws {
    let source = CredentialSource.fixed(try Credentials(.ssws, token: Self.token))
    try await withClient(maximumReplyBytes: 32 << 20, token: source, answer: { _ in answer }) { client, _ in
      let failure = await #expect(throws: ServiceFailure.self) { try await call(client) }
      let shown = "\(failure?.text ?? "") \(failure.map { String(reflecting: $0) } ?? "")"
      #expect(shown.contains("…") && shown.utf8.count < 12_000, "\(shown.prefix(300))")
      for echo in Self.echoes {
        for part in [echo, String(echo.prefix(8))] where echo.utf8.count > 8 {
          #expect(!shown.lowercased().contains(part.lowercased()), "\(shown.prefix(300))")
        }
      }
    }
  }

  @Test("no failure shows a secret that an error body or a page repeats, however it is escaped")
  func bodies() async throws {
    for echo in Self.echoes {
      let inJSON = Self.json(echo)
      for (status, body) in [
        (400, Samples.error("E0000001", "x \(inJSON) x")), (500, #"{"message":"\#(inJSON)"}"#),
        (403, "You sent \(echo)."),
        (400, Samples.error("E0000001", "x", causes: #"[{"errorSummary":"\#(inJSON)","location":"/\#(inJSON)"}]"#)),
        (429, "<html><title>\(echo)</title></html>"), (407, "<p>\(echo)</p>"), (200, "<html>\(echo)</html>"),
        (503, String(repeating: "x", count: 150) + " \(echo)"),
      ] {
        try await expectHidden(CannedServer.reply(status, [], body)) { _ = try await $0.currentUser() }
      }
    }
  }

  @Test("no failure shows a secret that a header or an unreadable success repeats")
  func otherPlaces() async throws {
    let token = Self.token
    let request = Samples.sparse.replacing("2022-05-05T14:15:22Z", with: Self.json(token))
    try await expectHidden(CannedServer.reply(200, [], #"{"data":[\#(request)]}"#)) {
      _ = try await $0.listRequests(RequestQuery())
    }
    let link = "Link: <http://x/\(PercentEncoding.encode(token))>; rel=\"next\""
    try await expectHidden(CannedServer.reply(200, [link], #"{"data":[]}"#)) {
      _ = try await $0.listRequests(RequestQuery())
    }
    let plain = token.replacing("\"", with: "%22")
    for header in [
      "X-Okta-Request-Id: \(token)", "WWW-Authenticate: Bearer error=\"invalid_token\", error_description=\"\(plain)\"",
    ] {
      try await expectHidden(CannedServer.reply(401, [header, "WWW-Authenticate: Bearer"], "")) {
        _ = try await $0.currentUser()
      }
    }
  }

  /// Time that grows with the square of the length would be hours for 10 MiB.
  @Test(
    "no failure shows a part of a secret where the error is cut off within it, or is one secret after the other",
    .timeLimit(.minutes(10)))
  func longErrors() async throws {
    let inJSON = Self.json(Self.token)
    for count in 1_960...2_000 {
      let text = String(repeating: "x", count: count) + inJSON
      try await expectHidden(CannedServer.reply(400, [], Samples.error("E0000001", text))) {
        _ = try await $0.currentUser()
      }
    }
    let many = String(repeating: Self.token, count: (10 << 20) / Self.token.utf8.count)
    let causes = String(repeating: #"{"errorSummary":"\#(inJSON)"},"#, count: 50_000)
    for body in [
      many, "{\(many)", "<title>\(many)",
      #"{"message":"\#(many.replacing("\"", with: "").replacing("\\", with: ""))"}"#,
      Samples.error("E0000001", Self.json(many)), Samples.error("E0000001", "…", causes: "[\(causes.dropLast())]"),
    ] {
      try await expectHidden(CannedServer.reply(400, [], body)) { _ = try await $0.currentUser() }
    }
  }

  @Test("a reply that is printed shows no secret of its call")
  func printing() async throws {
    let source = CredentialSource.fixed(try Credentials(.ssws, token: Self.token))
    try await withClient(token: source, answer: { _ in CannedServer.reply(200, [], "{}") }) { client, _ in
      let reply = try await client.perform(.currentUser).reply
      var dumped = ""
      dump(reply, to: &dumped)
      #expect(!"\(reply) \(String(reflecting: reply)) \(dumped)".contains("00Se"))
    }
  }
}
