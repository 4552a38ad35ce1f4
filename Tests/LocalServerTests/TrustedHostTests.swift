import Foundation
import Testing

@testable import LocalServer

@Suite("names and sites by which the server may be called")
struct TrustedHostTests {
  @Test("on loopback no operation answers a foreign name or site, and none is done or counted")
  func operations() async throws {
    try await withServer { server in
      for route in Route.all {
        let path = route.template.replacing(/\{.*?\}/, with: "61eb06a3c462d20007f0235c")
        for (host, site) in [("evil.example.com:80", nil), ("127.0.0.1:\(server.port)", "https://evil.example.com")] {
          let reply = try await RawConnection.call(
            route.method, path, body: #"{"requestTypeId": "\#(vpn)", "subject": "s"}"#, host: host, site: site,
            port: server.port)
          #expect(reply.head.hasPrefix("HTTP/1.1 403 "), "\(route.method) \(path): \(reply.head)")
          #expect(reply.body.contains("writ serve --allow-host"))
        }
      }
      let statistics = try await server.call("GET", "/local/v1/statistics").json()
      #expect(statistics["requests"] as? Int == 0)
      let buckets = try #require(statistics["buckets"] as? [String: [String: Int]])
      #expect(buckets.values.allSatisfy { $0["calls"] == 0 })
    }
  }

  /// Where a server listens, how it is called, and whether it refuses.
  struct Case: Sendable {
    var listens = "127.0.0.1"
    var token = "local-dev-token"
    var allowed: [String] = []
    var host: String
    var site: String?
    var operation = Operation.listRequests
    var isRefused: Bool
  }

  static let cases = [
    Case(host: "127.0.0.1:8080", isRefused: false), Case(host: "localhost", isRefused: false),
    Case(host: "[::1]:8080", isRefused: false), Case(host: "writ:80", isRefused: false),
    Case(host: "org.localhost", isRefused: false), Case(host: "evil.example.com", isRefused: true),
    Case(host: "127.0.0.1.evil.example", isRefused: true), Case(host: "1.2.3.4.5x", isRefused: true),
    // A token of one's own does not open a server of this machine to other sites.
    Case(token: "own", host: "evil.example.com", isRefused: true),
    // Behind a proxy, with a token of one's own, clients call by whatever name there is; a browser's page does not.
    Case(listens: "0.0.0.0", token: "own", host: "writ.internal.example", isRefused: false),
    Case(listens: "0.0.0.0", token: "own", host: "writ.internal.example", operation: .page, isRefused: true),
    Case(listens: "0.0.0.0", host: "writ.internal.example", isRefused: true),
    Case(listens: "0.0.0.0", allowed: ["Writ.internal.example"], host: "writ.Internal.example:80", isRefused: false),
    Case(listens: "writ.internal.example", host: "writ.internal.example", isRefused: false),
    Case(listens: "::1", token: "own", host: "evil.example.com", isRefused: true),
    // Sites: its own, this machine's and allowed ones.
    Case(host: "127.0.0.1:8080", site: "http://127.0.0.1:8080", isRefused: false),
    Case(host: "127.0.0.1:8080", site: "http://localhost:3000", isRefused: false),
    Case(host: "writ:8080", site: "http://writ:8080", isRefused: false),
    Case(host: "127.0.0.1:8080", site: "https://evil.example.com", isRefused: true),
    Case(host: "127.0.0.1:8080", site: "http://203.0.113.7", isRefused: true),
    Case(host: "127.0.0.1:8080", site: "http://intranet", isRefused: true),
    Case(host: "127.0.0.1:8080", site: "null", isRefused: true),
    Case(allowed: ["tools.example"], host: "127.0.0.1", site: "https://tools.example", isRefused: false),
  ]

  @Test("what is refused depends on where the server listens, on its token, and on the operation", arguments: cases)
  func rules(_ expected: Case) {
    let settings = LocalServerSettings(
      host: expected.listens, allowedHosts: expected.allowed, tokens: [expected.token])
    var call = Call(
      method: "GET", path: "/", query: "", origin: "http://\(expected.host)", body: { _ in nil })
    call.site = expected.site
    #expect(TrustedHosts(settings).refuses(call, of: expected.operation) == expected.isRefused)
  }
}
