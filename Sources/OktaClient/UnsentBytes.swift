import Foundation
import NIOCore

/// What the kernel still has to send of a call when its connection is closed.
///
/// By default it goes on trying for a minute or two, after the call was given up and even after the process was killed, and
/// delivers the call once the network is back: after it was taken for not processed, perhaps. So every connection ends
/// with a reset, which drops those bytes (RFC 9293, section 3.10.4; `SO_LINGER` of socket(7) with no time).
enum UnsentBytes {
  /// Makes the end of a connection a reset.
  static func dropAtClose(of channel: any Channel) -> EventLoopFuture<Void> {
    guard let socket = channel as? any SocketOptionProvider else { return channel.eventLoop.makeSucceededVoidFuture() }
    // It fails on a connection that has ended already.
    return socket.setSoLinger(linger(l_onoff: 1, l_linger: 0)).recover { _ in }
  }
}
