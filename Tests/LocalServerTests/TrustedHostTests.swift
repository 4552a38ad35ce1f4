import Foundation
import Testing

@testable import LocalServer

@Suite("trusted hosts")
struct TrustedHostTests {
  @Test("on loopback every operation rejects untrusted hosts and origins, and processes and counts nothing")
  func operations() async throws {
    try await withServer { server in
      for operation in ServerOperation.all {
        let path = operation.path.replacing(/\{.*?\}/, with: "61eb06a3c462d20007f0235c")
        for (host, site) in [("evil.example.com:80", nil), ("127.0.0.1:\(server.port)", "https://evil.example.com")] {
          let reply = try await RawConnection.call(
            operation.method, path, body: #"{"requestTypeId": "\#(vpn)", "subject": "s"}"#, host: host, site: site,
            port: server.port)
          #expect(reply.head.hasPrefix("HTTP/1.1 403 "), "\(operation.method) \(path): \(reply.head)")
          #expect(reply.body.contains("writ serve --allow-host"))
        }
      }
      let statistics = try await server.call("GET", "/local/v1/statistics").json()
      #expect(statistics["requests"] as? Int == 0)
      let buckets = try #require(statistics["buckets"] as? [String: [String: Int]])
      #expect(buckets.values.allSatisfy { $0["calls"] == 0 })
    }
  }

  /// Where a server listens, how it is called, and whether it rejects the call.
  struct Case: Sendable {
    var listens = "127.0.0.1"
    var token = "local-dev-token"
    var allowed: [String] = []
    var host: String
    var site: String?
    var path = "/governance/api/v1/requests"
    var isRejected: Bool
  }

  static let cases = [
    Case(host: "127.0.0.1:8080", isRejected: false), Case(host: "localhost", isRejected: false),
    Case(host: "[::1]:8080", isRejected: false), Case(host: "writ:80", isRejected: false),
    Case(host: "org.localhost", isRejected: false), Case(host: "evil.example.com", isRejected: true),
    Case(host: "127.0.0.1.evil.example", isRejected: true), Case(host: "1.2.3.4.5x", isRejected: true),
    // A secret token does not open a server of this machine to other sites.
    Case(token: "own", host: "evil.example.com", isRejected: true),
    // Behind a proxy, with a secret token, clients may use any name; browsers may not.
    Case(listens: "0.0.0.0", token: "own", host: "writ.internal.example", isRejected: false),
    Case(listens: "0.0.0.0", token: "own", host: "writ.internal.example", path: "/", isRejected: true),
    Case(listens: "0.0.0.0", host: "writ.internal.example", isRejected: true),
    Case(listens: "0.0.0.0", allowed: ["Writ.internal.example"], host: "writ.Internal.example:80", isRejected: false),
    Case(listens: "writ.internal.example", host: "writ.internal.example", isRejected: false),
    Case(listens: "::1", token: "own", host: "evil.example.com", isRejected: true),
    // Sites: its own, this machine's and allowed ones.
    Case(host: "127.0.0.1:8080", site: "http://127.0.0.1:8080", isRejected: false),
    Case(host: "127.0.0.1:8080", site: "http://localhost:3000", isRejected: false),
    Case(host: "writ:8080", site: "http://writ:8080", isRejected: false),
    Case(host: "127.0.0.1:8080", site: "https://evil.example.com", isRejected: true),
    Case(host: "127.0.0.1:8080", site: "http://203.0.113.7", isRejected: true),
    Case(host: "127.0.0.1:8080", site: "http://intranet", isRejected: true),
    Case(host: "127.0.0.1:8080", site: "null", isRejected: true),
    Case(allowed: ["tools.example"], host: "127.0.0.1", site: "https://tools.example", isRejected: false),
  ]

  @Test(
    "whether a host or origin is rejected depends on the server's address, its token and the operation",
    arguments: cases)
  func rules(_ expected: Case) throws {
    let settings = LocalServerSettings(
      host: expected.listens, allowedHosts: expected.allowed, tokens: [expected.token])
    var call = ServerCall(
      method: "GET", path: "/", query: "", origin: "http://\(expected.host)", body: { _ in nil })
    call.site = expected.site
    let operation = try #require(ServerOperation.all.first { $0.path == expected.path })
    #expect(TrustedHosts(settings).rejects(call, of: operation) == expected.isRejected)
  }
}
