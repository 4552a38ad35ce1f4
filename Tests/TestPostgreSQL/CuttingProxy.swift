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
  private let relay: SocketRelay
  private let knife: Knife

  /// A proxy for the cluster whose socket is in the folder `target`.
  package init(to target: String) throws {
    let (scratch, knife) = (try ScratchFolder(), Knife())
    (self.scratch, self.knife) = (scratch, knife)
    let listener = SocketRelay.newSocket(AF_UNIX)
    guard Self.withAddress(in: scratch.path, { bind(listener, $0, $1) }) == 0, listen(listener, 16) == 0 else {
      throw PostgresCluster.ClusterError(description: "the proxy has no socket: errno \(errno)")
    }
    relay = SocketRelay(listener) {
      let server = SocketRelay.newSocket(AF_UNIX)
      return Self.withAddress(in: target, { connect(server, $0, $1) }) == 0 ? server : nil
    } passed: {
      knife.passed($0, isRequest: $1)
    }
  }

  /// Lets this happen to the connections that there are: a cut once, silence until `restore`.
  package func cut(_ cut: Cut) { knife.cut.withLock { $0 = cut } }

  /// How many bytes clients have sent so far.
  package var requestBytes: Int { knife.requestBytes.withLock(\.self) }

  /// Passes all bytes on again.
  package func restore() { knife.cut.withLock { $0 = nil } }

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
