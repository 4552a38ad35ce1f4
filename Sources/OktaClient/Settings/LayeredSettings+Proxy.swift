import Foundation
import OktaWire

/// Which proxy the settings mean: the official tools' own settings first, then the variables that curl reads.
extension LayeredSettings {
  mutating func proxy(to org: OrgURL?, _ environment: [String: String]) -> Proxy? {
    // What will not be used need not be right.
    if let org, org.isLoopback || NoProxy(environment).names(org.host) { return nil }
    return ownProxy() ?? environmentProxy(environment)
  }

  /// `proxy.host`, `proxy.port`, `proxy.username`, `proxy.password`.
  private mutating func ownProxy() -> Proxy? {
    guard let host = value(.proxyHost) else {
      if let other = value(.proxyPort) ?? value(.proxyUser) { addProblem(.noProxyHost, at: other) }
      return nil
    }
    guard let port = value(.proxyPort) else {
      addProblem(.noProxyPort, at: host)
      return nil
    }
    guard let number = UInt16(port.text.trimmedBlanks), number > 0 else {
      addProblem(.proxyPort(port.text), at: port)
      return nil
    }
    guard let address = try? Address(Substring(host.text.trimmedBlanks)), address.port == nil else {
      addProblem(.proxyHost, at: host)
      return nil
    }
    let login = proxySecret(.proxyUser).map {
      Proxy.Login(user: $0.text.trimmedBlanks, password: proxySecret(.proxyPassword)?.text ?? "")
    }
    return Proxy(host: address.host, port: Int(number), login: login)
  }

  /// curl's: `https_proxy` before `HTTPS_PROXY` before `all_proxy` before `ALL_PROXY`; the Terraform provider's in front.
  private mutating func environmentProxy(_ environment: [String: String]) -> Proxy? {
    let names = ["OKTA_HTTP_PROXY", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"]
    for name in names {
      guard let text = environment[name], !text.isBlank else { continue }
      do throws(ProxyError) {
        return try Proxy(text: text.trimmedBlanks)
      } catch {
        addProblem(.proxy(error), at: RawSetting("", at: name))
        return nil
      }
    }
    return nil
  }
}

/// Why a text is not a valid proxy; none of these shows it, since it may hold a password.
package enum ProxyError: Error, Hashable, Sendable {
  /// Not a URL with a host.
  case malformed
  /// TLS to the proxy itself, or something unknown.
  case scheme(String)
  /// SOCKS with a user name and a password, which is not supported.
  case socksLogin
  /// A character of the login that a URL must write as `%` and two digits.
  case loginNotEncoded

  var text: String {
    switch self {
    case .malformed: "is not a valid proxy; write it as http://proxy.example.com:8080"
    case .scheme(let scheme): "a proxy cannot be reached by \(scheme)://; write http:// or socks5://"
    case .loginNotEncoded:
      "its user name or password holds a /, ? or #; write them as %2F, %3F and %23 (and @ and : as %40 and %3A)"
    case .socksLogin: "a SOCKS proxy with user name and password is not supported; use an HTTP proxy"
    }
  }
}

extension Proxy {
  /// `[scheme://][user[:password]@]host[:port]`; as with curl, the scheme is HTTP and the port 1080 where none is named.
  init(text: String) throws(ProxyError) {
    let parts = text.firstRange(of: "://").map { (text[..<$0.lowerBound].lowercased(), text[$0.upperBound...]) }
    let (scheme, rest) = parts ?? ("http", text[...])
    let authority = rest.prefix { !"/?#".contains($0) }
    // Part of a password would be taken for the host, and shown.
    guard !rest[authority.endIndex...].contains("@") else { throw .loginNotEncoded }
    let kind: Kind
    switch scheme {
    case "http": kind = .http
    case "socks5", "socks5h": kind = .socks
    default: throw .scheme(scheme.utf8.allSatisfy { (0x61...0x7A).contains($0) } ? scheme : "…")
    }
    let at = authority.lastIndex(of: "@")
    guard let address = try? Address(at.map { authority[authority.index(after: $0)...] } ?? authority) else {
      throw .malformed
    }
    var login: Login?
    if let at {
      let pair = authority[..<at].split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
      guard let user = PercentEncoding.decode(pair[0], plusIsSpace: false),
        let password = PercentEncoding.decode(pair.count == 2 ? pair[1] : "", plusIsSpace: false)
      else { throw .malformed }
      guard kind == .http else { throw .socksLogin }
      login = Login(user: user, password: password)
    }
    self.init(kind: kind, host: address.host, port: address.port.map(Int.init) ?? 1080, login: login)
  }
}

/// The hosts that are reached without a proxy: `no_proxy`, else `NO_PROXY`, by curl's rules.
struct NoProxy {
  private let names: [String]

  init(_ environment: [String: String]) {
    let text = [environment["no_proxy"], environment["NO_PROXY"]].compactMap(\.self).first { !$0.isBlank } ?? ""
    names = text.lowercased().split { $0 == "," || $0.isWhitespace }.map { name in
      name.trimmingCharacters(in: ["."])
    }
  }

  /// Whether `host` is one of them or lies below one; `*` alone is every host.
  func names(_ host: String) -> Bool {
    names == ["*"]
      || names.contains { name in
        !name.isEmpty && (host == name || host == "[\(name)]" || host.hasSuffix(".\(name)"))
      }
  }
}
