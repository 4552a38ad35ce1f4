import Foundation

/// What libpq is given to connect: a URL's settings, and where neither the URL nor libpq's environment nor a service file
/// says otherwise, Writ's own.
struct PostgresSettings: Sendable {
  /// libpq's keywords and their values.
  let values: [String: String]
  /// What no message may contain.
  private let secrets: Set<String>

  /// `environment` is that of the process, and `resolve` completes settings as libpq would.
  init(
    _ url: PostgresURL, environment: [String: String],
    resolve: ([String: String]) -> [String: LibPQ.ResolvedOption],
    fileExists: (String) -> Bool = { access($0, R_OK) == 0 }
  ) {
    let options = resolve(url.settings)
    var values = url.settings
    func add(_ keyword: String, _ value: String) {
      if options[keyword]?.value == nil { values[keyword] = value }
    }
    add("connect_timeout", "10")
    add("keepalives_idle", "10")
    add("tcp_user_timeout", "20000")
    add("fallback_application_name", "writ")
    values["client_encoding"] = "UTF8"
    let mode = Self.sslMode(url: url, environment: environment, options: options)
    values["sslmode"] = mode
    let bundles = [environment["SSL_CERT_FILE"]].compactMap(\.self) + Self.bundles
    if mode?.hasPrefix("verify-") == true, !fileExists(environment["HOME", default: ""] + "/.postgresql/root.crt"),
      let certificates = bundles.first(where: fileExists)
    {
      add("sslrootcert", certificates)
    }
    self.values = values
    secrets = Set(
      (values.filter { Self.isSecret($0.key) }.map(\.value) + [environment["PGPASSWORD"] ?? ""]
        + options.filter { Self.isSecret($0.key) }.compactMap(\.value.value))
        .flatMap { [$0, $0.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? $0] })
  }

  /// Where distributions keep the certificates of authorities that they trust.
  private static let bundles = [
    "/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt", "/etc/ssl/ca-bundle.pem",
    "/etc/ssl/cert.pem",
  ]

  /// `verify-full` where the connection leaves this machine, unless something else was asked for; `nil` leaves it to libpq.
  ///
  /// libpq's own default, `prefer`, proves nothing about the server. A service file that asks for it looks like one that
  /// says nothing, and so it means `verify-full`.
  private static func sslMode(
    url: PostgresURL, environment: [String: String], options: [String: LibPQ.ResolvedOption]
  ) -> String? {
    if let mode = url.settings["sslmode"] ?? environment["PGSSLMODE"], !mode.isEmpty { return mode }
    let option = options["sslmode"]
    if let mode = option?.value, mode != option?.builtIn { return mode }
    let addresses = options["hostaddr"]?.value ?? options["host"]?.value ?? ""
    return addresses.split(separator: ",").allSatisfy(isOnThisMachine) ? nil : "verify-full"
  }

  private static func isOnThisMachine(_ address: Substring) -> Bool {
    address.hasPrefix("/") || address.hasPrefix("@") || ["localhost", "::1"].contains(address)
      || address.wholeMatch(of: /127(\.[0-9]{1,3}){3}/) != nil
  }

  private static func isSecret(_ keyword: String) -> Bool { keyword.contains("password") || keyword.contains("secret") }

  /// A message of libpq or of the server, without any secret.
  func redacted(_ text: String) -> String {
    secrets.filter { !$0.isEmpty }.sorted { $0.count > $1.count }.reduce(text) { $0.replacing($1, with: "…") }
  }
}

extension PostgresSettings {
  /// The settings for a URL with the libpq of this process.
  init(_ url: PostgresURL, environment: [String: String], libpq: LibPQ) {
    self.init(url, environment: environment) { settings in
      // Of no value that libpq knows: it completes its settings, and gives up before it looks for a host.
      let probe = settings.merging(["target_session_attrs": "none of them"]) { $1 }
      return LibPQ.withTexts(probe) { keywords, values in
        let connection = libpq.connectStartParams(keywords, values, 0)
        defer { libpq.finish(connection) }
        return libpq.options(of: connection)
      }
    }
  }
}
