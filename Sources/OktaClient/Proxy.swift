import struct Foundation.Data
import Model

/// A proxy that passes connections on; TLS to the org goes through it unread.
package struct Proxy: Hashable, Sendable {
  /// How a connection is asked for.
  package enum Kind: Hashable, Sendable {
    /// The method CONNECT of HTTP.
    case http
    /// SOCKS 5, without a password.
    case socks
  }

  /// A user name and a password; it prints as neither.
  package struct Login: Hashable, Sendable {
    let user: String
    let password: String

    package init(user: String, password: String) {
      self.user = user
      self.password = password
    }

    /// What nothing may show.
    var secrets: [String] { [password, basic] }

    /// What it goes out as (RFC 7617, section 2).
    var basic: String { Data("\(user):\(password)".utf8).base64EncodedString() }
  }

  /// How it is asked.
  package var kind: Kind
  /// In lower case; an IPv6 address in brackets.
  package var host: String
  /// Its TCP port.
  package var port: Int
  /// What it wants to know of us; `nil` where it takes anyone.
  package var login: Login?

  package init(kind: Kind = .http, host: String, port: Int, login: Login? = nil) {
    self.kind = kind
    self.host = host
    self.port = port
    self.login = login
  }

  /// Host and port, for messages.
  package var text: String { "\(host):\(port)" }
}

extension Proxy.Login: Redacted {}
