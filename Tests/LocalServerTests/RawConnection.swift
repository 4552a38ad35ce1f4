import Foundation
import Testing

/// A TCP connection that shows every byte of a reply, and how the connection ended.
enum RawConnection {
  /// What came over the wire until the server closed.
  struct Received: Sendable {
    var text: String
    /// Whether it was reset, where an orderly end was due.
    var isReset: Bool

    var head: String { text.range(of: "\r\n\r\n").map { String(text[..<$0.lowerBound]) } ?? text }
    var body: String { text.range(of: "\r\n\r\n").map { String(text[$0.upperBound...]) } ?? "" }
  }

  /// Sends one call that asks to keep the connection, and reads until the server ends it. One to a `host` of another
  /// name asks to end it.
  static func call(
    _ method: String, _ path: String, body: String = "", host: String? = nil, site: String? = nil, port: Int
  ) async throws -> Received {
    let call = """
      \(method) \(path) HTTP/1.1\r
      Host: \(host ?? "127.0.0.1:\(port)")\r
      \(site.map { "Origin: \($0)\r\n" } ?? "")Connection: \(host == nil ? "keep-alive" : "close")\r
      Authorization: SSWS local-dev-token\r
      Content-Type: application/json\r
      Content-Length: \(body.utf8.count)\r
      \r
      \(body)
      """
    return try await send([call], port: port)
  }

  /// Sends pieces with a pause after each, as long as the server takes them, and reads until it ends the connection.
  static func send(_ pieces: [String], pause: Duration = .zero, port: Int) async throws -> Received {
    try await withCheckedThrowingContinuation { continuation in
      DispatchQueue.global().async {
        continuation.resume(with: Result { try exchange(pieces, pause: pause / .seconds(1), port: port) })
      }
    }
  }

  private static func exchange(_ pieces: [String], pause: Double, port: Int) throws -> Received {
    #if os(Linux)
      let connection = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
      let flags = Int32(MSG_NOSIGNAL)
    #else
      let connection = socket(AF_INET, SOCK_STREAM, 0)
      let flags: Int32 = 0
      var isSilent: Int32 = 1
      setsockopt(connection, SOL_SOCKET, SO_NOSIGPIPE, &isSilent, socklen_t(MemoryLayout<Int32>.size))
    #endif
    defer { close(connection) }
    var limit = timeval(tv_sec: 30, tv_usec: 0)
    setsockopt(connection, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = in_port_t(port).bigEndian
    address.sin_addr.s_addr = inet_addr("127.0.0.1")
    let isConnected = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(connection, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
      }
    }
    try #require(isConnected)
    for piece in pieces {
      let bytes = Array(piece.utf8)
      guard Foundation.send(connection, bytes, bytes.count, flags) == bytes.count else { break }
      if pause > 0 { Thread.sleep(forTimeInterval: pause) }
    }
    return try read(connection)
  }

  private static func read(_ connection: Int32) throws -> Received {
    var received: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 4096)
    while true {
      let count = recv(connection, &buffer, buffer.count, 0)
      guard count > 0 else {
        try #require(count == 0 || errno == ECONNRESET, "the server kept the connection")
        return Received(text: String(decoding: received, as: UTF8.self), isReset: count != 0)
      }
      received += buffer.prefix(count)
    }
  }
}
