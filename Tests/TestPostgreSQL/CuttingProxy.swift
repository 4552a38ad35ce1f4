import Foundation
import Synchronization

/// A socket that leads to a cluster's, and cuts the connections over it when it is asked to.
package final class CuttingProxy: Sendable {
  /// What becomes of the bytes that are passed on.
  package enum Cut: Sendable {
    /// The client's connection is closed once so many bytes of it were passed on.
    case request(after: Int)
    /// The connection is closed instead of the server's next bytes.
    case reply
    /// Nothing arrives on either side, and nothing is closed.
    case silence
  }

  /// The folder of the proxy's socket.
  package var folder: String { scratch.path }
  private let scratch: ScratchFolder
  private let listener: Int32
  private let knife = Knife()

  /// A proxy for the cluster whose socket is in the folder `target`.
  package init(to target: String) throws {
    scratch = try ScratchFolder()
    listener = Self.newSocket()
    guard Self.withAddress(in: scratch.path, { bind(listener, $0, $1) }) == 0, listen(listener, 16) == 0 else {
      throw PostgresCluster.ClusterError(description: "the proxy has no socket: errno \(errno)")
    }
    Thread.detachNewThread { [listener, knife] in
      while true {
        let (client, server) = (accept(listener, nil, nil), Self.newSocket())
        guard client >= 0, Self.withAddress(in: target, { connect(server, $0, $1) }) == 0 else { return }
        let pair = SocketPair(client: client, server: server)
        Thread.detachNewThread { pair.pass { knife.passed($0, isRequest: true) } }
        Thread.detachNewThread { pair.passBack { knife.passed($0, isRequest: false) } }
      }
    }
  }

  deinit {
    shutdown(listener, Int32(SHUT_RDWR))
    close(listener)
  }

  /// Lets this happen to the connections that there are: a cut once, silence until `restore`.
  package func cut(_ cut: Cut) { knife.cut.withLock { $0 = cut } }

  /// How many bytes clients have sent so far.
  package var requestBytes: Int { knife.requestBytes.withLock(\.self) }

  /// Passes all bytes on again.
  package func restore() { knife.cut.withLock { $0 = nil } }

  private static func newSocket() -> Int32 {
    #if os(Linux)
      socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    #else
      socket(AF_UNIX, SOCK_STREAM, 0)
    #endif
  }

  /// Calls `body` with the address of the socket in a folder that libpq looks for.
  private static func withAddress(
    in folder: String, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32
  ) -> Int32 {
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: "\(folder)/.s.PGSQL.5432".utf8) }
    return withUnsafePointer(to: address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0, socklen_t(MemoryLayout<sockaddr_un>.size)) }
    }
  }
}

/// What is to happen to the connections of a proxy.
private final class Knife: Sendable {
  let cut = Mutex<CuttingProxy.Cut?>(nil)
  let requestBytes = Mutex(0)

  /// How many of so many bytes are passed on, now that they have come.
  func passed(_ count: Int, isRequest: Bool) -> Passed {
    if isRequest { requestBytes.withLock { $0 += count } }
    return cut.withLock { cut in
      switch (cut, isRequest) {
      case (.request(let left), true) where count >= left:
        cut = nil
        return Passed(count: left, isLast: true)
      case (.request(let left), true):
        cut = .request(after: left - count)
      case (.reply, false):
        cut = nil
        return Passed(count: 0, isLast: true)
      case (.silence, _): return Passed(count: 0)
      default: break
      }
      return Passed(count: count)
    }
  }
}

/// How many bytes are passed on, and whether the connection is closed after them.
private struct Passed {
  var count: Int
  var isLast = false
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
