import Foundation
import Synchronization

/// A network without any connection, for programs of a test (Linux, root). It ends with this value, or with the process.
package final class NetworkNamespace: Sendable {
  /// Whether one can be made, and joined with others.
  package static let canBeMade: Bool = {
    #if os(Linux)
      guard ["unshare", "nsenter"].allSatisfy({ access("/usr/bin/\($0)", X_OK) == 0 }) else { return false }
      do {
        let (one, other) = (try NetworkNamespace(), try NetworkNamespace())
        _ = try NetworkLink(one, other, number: 1)
        return true
      } catch {
        return false
      }
    #else
      return false
    #endif
  }()

  /// The command that becomes, in this network, the command that follows it.
  package var launcher: [String] { ["/usr/bin/nsenter", "--net=\(path)"] }

  private var path: String { "/proc/\(keeper.processIdentifier)/ns/net" }
  private let keeper = Process()
  private let input = Pipe()

  /// Makes it. `isEmptied`: programs that are still in it at its end are killed, also those that stand still.
  package init(isEmptied: Bool = false) throws {
    let output = Pipe()
    _ = fcntl(input.fileHandleForWriting.fileDescriptor, F_SETFD, FD_CLOEXEC)
    keeper.executableURL = URL(filePath: "/usr/bin/unshare")
    keeper.arguments = ["--net", "/bin/sh", "-c", Self.script] + (isEmptied ? ["keeper", "emptied"] : [])
    keeper.standardInput = input
    keeper.standardOutput = output
    keeper.standardError = FileHandle.nullDevice
    try keeper.run()
    try? input.fileHandleForReading.close()
    try? output.fileHandleForWriting.close()
    // Before that it is in this process's network.
    guard try output.fileHandleForReading.read(upToCount: 5) == Data("made\n".utf8) else {
      throw PostgresCluster.ClusterError(description: "no network can be made")
    }
  }

  deinit {
    try? input.fileHandleForWriting.close()
    if keeper.isRunning { keeper.waitUntilExit() }
  }

  /// Keeps the network until the end of its input.
  private static let script = #"""
    trap '' INT HUP TERM PIPE
    PATH=$PATH:/usr/sbin
    ip link set lo up && echo made && cat >/dev/null
    here=$(readlink /proc/$$/ns/net)
    if [ -z "$1" ] || [ -z "$here" ]; then exit; fi
    for process in /proc/[0-9]*; do
      if [ "$(readlink "$process/ns/net")" = "$here" ] && [ "$process" != /proc/$$ ]; then
        kill -KILL "${process#/proc/}"
      fi
    done
    """#

  /// Runs `ip` in it.
  func ip(_ arguments: String) throws {
    let process = Process()
    process.executableURL = URL(filePath: launcher[0])
    process.arguments =
      launcher.dropFirst() + ["/bin/sh", "-c", "PATH=$PATH:/usr/sbin; ip \(arguments)"]
    process.standardInput = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else {
      throw PostgresCluster.ClusterError(description: "ip \(arguments): status \(process.terminationStatus)")
    }
  }

  /// Moves an interface of this network to another one.
  func move(_ interface: String, to other: NetworkNamespace) throws {
    try ip("link set \(interface) netns \(other.keeper.processIdentifier)")
  }
}

#if os(Linux)
  extension NetworkNamespace {
    /// Moves this thread to the network of an open file; whether it is there. Swift's Glibc lacks `setns`.
    private static func enter(_ network: Int32) -> Bool {
      typealias SetNamespace = @convention(c) (_ descriptor: Int32, _ kind: Int32) -> Int32
      guard let symbol = dlsym(nil, "setns") else { return false }
      return unsafeBitCast(symbol, to: SetNamespace.self)(network, 0x4000_0000 /* CLONE_NEWNET */) == 0
    }

    /// A socket in it that listens on a port of the local host.
    func listener(port: UInt16) throws -> Int32 {
      let listener = Mutex<Int32>(-1)
      let isDone = DispatchSemaphore(value: 0)
      // A thread has a network of its own, and a socket stays in the one that it was made in.
      Thread.detachNewThread { [path] in
        defer { isDone.signal() }
        let network = open(path, O_RDONLY | O_CLOEXEC)
        defer { close(network) }
        guard Self.enter(network) else { return }
        let socket = SocketRelay.newSocket(AF_INET)
        guard LocalPort.withAddress(port, { bind(socket, $0, $1) }) == 0, listen(socket, 64) == 0 else { return }
        listener.withLock { $0 = socket }
      }
      isDone.wait()
      let socket = listener.withLock(\.self)
      guard socket >= 0 else { throw PostgresCluster.ClusterError(description: "no port \(port) in the network") }
      return socket
    }
  }
#endif

/// A port of the local host in a network that leads to the same port of this process's own network.
package final class LocalPort: Sendable {
  private let relay: SocketRelay

  /// Opens it.
  package init(_ port: UInt16, in network: NetworkNamespace) throws {
    #if os(Linux)
      relay = SocketRelay(try network.listener(port: port)) {
        let server = SocketRelay.newSocket(AF_INET)
        return Self.withAddress(port, { connect(server, $0, $1) }) == 0 ? server : nil
      }
    #else
      throw PostgresCluster.ClusterError(description: "there are no network namespaces")
    #endif
  }

  fileprivate static func withAddress(
    _ port: UInt16, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32
  ) -> Int32 {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    return withUnsafePointer(to: address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0, socklen_t(MemoryLayout<sockaddr_in>.size)) }
    }
  }
}

/// A cable between two networks.
package struct NetworkLink: Sendable {
  /// The addresses of its ends.
  package let one: String
  package let other: String
  private let network: NetworkNamespace
  private let interface: String

  /// Joins two networks. No other link of theirs has the number.
  package init(_ one: NetworkNamespace, _ other: NetworkNamespace, number: Int) throws {
    (self.one, self.other) = ("10.0.\(number).1", "10.0.\(number).2")
    (network, interface) = (other, "other\(number)")
    try one.ip("link add one\(number) type veth peer name \(interface)")
    try one.move(interface, to: other)
    for (network, name, address) in [(one, "one\(number)", self.one), (other, interface, self.other)] {
      try network.ip("address add \(address)/24 dev \(name)")
      try network.ip("link set \(name) up")
    }
  }

  /// Lets nothing arrive any more. Neither end hears of it.
  package func cut() throws { try network.ip("link set \(interface) down") }
}
