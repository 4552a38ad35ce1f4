import Foundation
package import NIOCore

/// What the kernel still has to send of a call that was given up.
///
/// By default it goes on trying for a minute or two after a connection was closed, even after its process was killed, and
/// for a quarter of an hour on one that stays open, as that of HTTP/2 does. Once the network is back it delivers the call,
/// which was taken for not processed perhaps.
package enum UnsentBytes {
  /// Drops such bytes when the connection is closed, by a reset in place of an orderly end (RFC 9293, section 3.10.4;
  /// `SO_LINGER` of socket(7) with no time), and when the other side has not taken them within a time (RFC 5482).
  package static func drop(after limit: Duration, on channel: any Channel) -> EventLoopFuture<Void> {
    guard let socket = channel as? any SocketOptionProvider else { return channel.eventLoop.makeSucceededVoidFuture() }
    // Either fails on a connection that has ended already.
    return socket.setSoLinger(linger(l_onoff: 1, l_linger: 0)).recover { _ in }
      .flatMap { channel.setOption(.tcpOption(timeLimit.option), value: timeLimit.value(limit)) }.recover { _ in }
  }

  /// The limit on bytes that are not acknowledged: of milliseconds (tcp(7)), or of whole seconds on macOS.
  private static var timeLimit: (option: NIOBSDSocket.Option, value: @Sendable (Duration) -> Int) {
    #if canImport(Darwin)
      (.init(rawValue: TCP_RXT_CONNDROPTIME), { Int($0.components.seconds) })
    #else
      (.init(rawValue: CInt(TCP_USER_TIMEOUT)), { Int($0 / .milliseconds(1)) })
    #endif
  }
}
