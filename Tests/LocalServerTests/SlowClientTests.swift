import Foundation
import LocalServer
import Testing

@Suite("slow clients")
struct SlowClientTests {
  private static let call = "POST /governance/api/v1/requests HTTP/1.1\r\nHost: localhost\r\n"
  private static let head = call + "Content-Type: application/json\r\nContent-Length: 100\r\n"

  /// What a client sends, piece by piece, and the timeout that ends its connection.
  struct Case: Sendable, CustomTestStringConvertible {
    var name: String
    var timeouts: ConnectionTimeouts
    var pieces: [String]
    /// The start of the reply; `nil` where the closed connection may discard it.
    var answer: String? = ""

    var testDescription: String { name }
  }

  private static let brief = Duration.seconds(1)

  static let cases = [
    Case(name: "half a head", timeouts: .only(head: brief), pieces: ["GET / HTTP/1.1\r\nHost: lo"]),
    Case(
      name: "a head letter by letter", timeouts: .only(head: brief),
      pieces: (head + String(repeating: "x", count: 400)).map(String.init)),
    Case(
      name: "half a body", timeouts: .only(body: brief),
      pieces: [head + "Authorization: SSWS local-dev-token\r\n\r\n{\"subject\""]),
    Case(
      name: "a body letter by letter, after the refusal of the call", timeouts: .only(body: brief),
      pieces: [head + "\r\n"] + Array(repeating: " ", count: 90), answer: nil),
    Case(name: "no call at all", timeouts: .only(idle: brief), pieces: [""]),
    Case(
      name: "no second call", timeouts: .only(idle: brief),
      pieces: ["GET /nowhere HTTP/1.1\r\nHost: localhost\r\n\r\n"],
      answer: "HTTP/1.1 404 "),
  ]

  @Test("the connection of a client that sends a call too slowly is closed", arguments: cases)
  func slow(_ slow: Case) async throws {
    let settings = LocalServerSettings(timeouts: slow.timeouts)
    try await withServer(settings) { server in
      // The test's own connection gives up after 30 seconds.
      let received = try await RawConnection.send(slow.pieces, pause: .milliseconds(25), port: server.port)
      if let answer = slow.answer {
        #expect(received.text.hasPrefix(answer) && received.text.isEmpty == answer.isEmpty)
      }
      try await server.make(subject: "others are served")
    }
  }

  @Test("a connection stays open while the server takes longer to reply than the client may take to send")
  func slowServer() async throws {
    let limit = Duration.seconds(1)
    let settings = LocalServerSettings(
      timeouts: ConnectionTimeouts(head: limit, body: limit, idle: limit), faults: try FaultPlan.parse("delay=1:2s"))
    try await withServer(settings) { server in
      let received = try await RawConnection.call(
        "POST", "/governance/api/v1/requests", body: #"{"requestTypeId": "\#(vpn)", "subject": "s"}"#,
        port: server.port)
      #expect(received.head.hasPrefix("HTTP/1.1 201 ") && !received.isReset)
    }
  }
}

extension ConnectionTimeouts {
  /// One short timeout; the others are longer than any test.
  fileprivate static func only(
    head: Duration = .seconds(300), body: Duration = .seconds(300), idle: Duration = .seconds(300)
  ) -> ConnectionTimeouts {
    ConnectionTimeouts(head: head, body: body, idle: idle)
  }
}
