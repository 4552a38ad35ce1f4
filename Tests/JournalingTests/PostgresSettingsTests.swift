import Testing

@testable import Journaling

@Suite("How a connection to PostgreSQL is made")
struct PostgresSettingsTests {
  /// The settings for a URL where libpq itself adds `resolved` to it, and the files of `files` exist.
  private static func settings(
    _ url: String, environment: [String: String] = [:], resolved: [String: String] = [:], files: Set<String> = []
  ) throws -> PostgresSettings {
    PostgresSettings(
      try PostgresURL(url), environment: environment,
      resolve: { given in
        resolved.merging(given) { $1 }.merging(["sslmode": "prefer"]) { old, _ in old }
          .mapValues { LibPQ.ResolvedOption(value: $0, builtIn: "prefer") }
      },
      fileExists: files.contains)
  }

  @Test("a server is verified, unless it is on this machine or something else was asked for")
  func sslMode() throws {
    for host in ["h", "10.0.0.1", "127.0.0.1.example", "localhost,h", "%2Ftmp,h", "[::2]"] {
      #expect(try Self.settings("postgres://\(host)/db").values["sslmode"] == "verify-full", "\(host)")
    }
    for host in ["", "localhost", "127.0.0.1", "[::1]", "%2Ftmp", "localhost,127.1.2.3"] {
      #expect(try Self.settings("postgres://\(host)/db").values["sslmode"] == nil, "\(host)")
    }
    #expect(try Self.settings("postgres:///db", resolved: ["host": "h"]).values["sslmode"] == "verify-full")
    let elsewhere = try Self.settings("postgres://localhost/db", resolved: ["hostaddr": "10.0.0.1"])
    #expect(elsewhere.values["sslmode"] == "verify-full")
    #expect(try Self.settings("postgres://h/db?sslmode=require").values["sslmode"] == "require")
    #expect(try Self.settings("postgres://h/db", environment: ["PGSSLMODE": "prefer"]).values["sslmode"] == "prefer")
    #expect(try Self.settings("postgres://h/db", resolved: ["sslmode": "disable"]).values["sslmode"] == "disable")
  }

  @Test("a verified server's authority is the user's, that of SSL_CERT_FILE, or one that the system trusts")
  func authority() throws {
    let system = "/etc/ssl/certs/ca-certificates.crt"
    let environment = ["SSL_CERT_FILE": "/own.pem", "HOME": "/home/me"]
    func authority(
      _ url: String = "postgres://h/db", resolved: [String: String] = [:], files: Set<String> = [system, "/own.pem"]
    ) throws -> String? {
      try Self.settings(url, environment: environment, resolved: resolved, files: files).values["sslrootcert"]
    }
    #expect(try authority() == "/own.pem")
    #expect(try authority(files: [system]) == system)
    #expect(try authority(files: []) == nil)
    #expect(try authority(files: [system, "/home/me/.postgresql/root.crt"]) == nil)
    #expect(try authority("postgres://h/db?sslrootcert=/x") == "/x")
    #expect(try authority(resolved: ["sslrootcert": "/x"]) == nil)
    #expect(try authority("postgres://h/db?sslmode=require") == nil)
    #expect(try authority("postgres://localhost/db") == nil)
  }

  @Test("time limits are ours unless libpq was given others")
  func timeLimits() throws {
    let ours = ["connect_timeout": "10", "keepalives_idle": "10", "tcp_user_timeout": "20000"]
    let values = try Self.settings("postgres://h/db").values
    let others = try Self.settings("postgres://h/db?connect_timeout=3", resolved: ["keepalives_idle": "5"]).values
    #expect(values.filter { ours[$0.key] != nil } == ours)
    #expect(others.filter { ours[$0.key] != nil } == ["connect_timeout": "3", "tcp_user_timeout": "20000"])
  }

  @Test("no message has a password, as it is or with percent-escapes, wherever it was given")
  func redaction() throws {
    let settings = try Self.settings(
      "postgres://u:p%2Fw%40@h/db", environment: ["PGPASSWORD": "other"], resolved: ["sslpassword": "third"])
    #expect(settings.redacted("p/w@ p%2Fw%40 other third u") == "… … … … u")
  }

  @Test("libpq completes settings by its variables and service files without a connection, and says when there is none")
  func libpq() throws {
    let libpq = try LibPQ.shared.get()
    #expect(libpq.version >= 14_00_00)
    // A host that does not exist is not looked for.
    let settings = PostgresSettings(
      try PostgresURL("postgres://u:p@host.invalid:1/db"), environment: ["HOME": "/nowhere"], libpq: libpq)
    #expect(settings.values["sslmode"] == "verify-full" && settings.values["connect_timeout"] == "10")
    for name in ["libwrit-missing.so", "libc.so.6"] {
      #expect(throws: LibPQ.LoadingError.self) { try LibPQ(names: [name]) }
    }
    #expect(throws: LibPQ.LoadingError(reason: "found version 13")) { try LibPQ.check(version: 13_00_22) }
  }
}
