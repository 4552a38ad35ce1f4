import Foundation

/// How many bytes are passed on, and whether the connection is closed after them.
struct Passed {
  var count: Int
  var isLast = false
}

/// Joins each connection to one socket with a connection to another, for as long as it exists.
final class SocketRelay: Sendable {
  private let listener: Int32

  /// `listener` is closed with this value. `connect` makes the other connection, and `passed` decides how many of so many
  /// bytes are passed on, of a request or of a reply.
  init(
    _ listener: Int32, connect: @escaping @Sendable () -> Int32?,
    passed: @escaping @Sendable (_ count: Int, _ isRequest: Bool) -> Passed = { count, _ in Passed(count: count) }
  ) {
    self.listener = listener
    Thread.detachNewThread {
      while true {
        let client = accept(listener, nil, nil)
        guard client >= 0 else { return }
        guard let server = connect() else {
          close(client)
          return
        }
        let pair = SocketPair(client: client, server: server)
        Thread.detachNewThread { pair.pass { passed($0, true) } }
        Thread.detachNewThread { pair.passBack { passed($0, false) } }
      }
    }
  }

  deinit {
    shutdown(listener, Int32(SHUT_RDWR))
    close(listener)
  }

  /// A socket that no child of this process inherits.
  static func newSocket(_ family: Int32) -> Int32 {
    #if os(Linux)
      socket(family, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    #else
      socket(family, SOCK_STREAM, 0)
    #endif
  }
}

/// Two sockets, each of which gets what the other one has: closed once no thread needs them.
private final class SocketPair: Sendable {
  private let client: Int32
  private let server: Int32

  init(client: Int32, server: Int32) {
    (self.client, self.server) = (client, server)
  }

  deinit { for descriptor in [client, server] { close(descriptor) } }

  func pass(_ decide: (Int) -> Passed) { pass(from: client, to: server, decide) }
  func passBack(_ decide: (Int) -> Passed) { pass(from: server, to: client, decide) }

  /// Passes bytes on until one side is closed or the connection is cut.
  private func pass(from source: Int32, to target: Int32, _ decide: (Int) -> Passed) {
    #if os(Linux)
      let flags = Int32(MSG_NOSIGNAL)
    #else
      let flags: Int32 = 0
    #endif
    var bytes = [UInt8](repeating: 0, count: 65_536)
    var isOpen = true
    while isOpen {
      let count = read(source, &bytes, bytes.count)
      let passed = decide(max(0, count))
      var rest = bytes.prefix(passed.count)
      while !rest.isEmpty {
        let sent = rest.withUnsafeBytes { send(target, $0.baseAddress, $0.count, flags) }
        guard sent > 0 else { break }
        rest = rest.dropFirst(sent)
      }
      isOpen = count > 0 && !passed.isLast && rest.isEmpty
    }
    for descriptor in [source, target] { shutdown(descriptor, Int32(SHUT_RDWR)) }
  }
}
