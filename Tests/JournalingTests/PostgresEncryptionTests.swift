import Foundation
import TestKeys
import TestPostgreSQL
import Testing

@testable import Journaling

@Suite("A connection to PostgreSQL that leaves the machine")
struct PostgresEncryptionTests {
  /// A server that speaks TLS on a port of this machine, with a certificate for `localhost` that signs itself.
  private struct Server {
    let cluster: PostgresCluster
    let port: Int
    let certificate: String

    init() throws {
      (cluster, port) = try Self.start()
      certificate = cluster.folder + "/server.crt"
      let key = OpenSSL.ecKey()
      let text = OpenSSL.output(
        "req -x509 -key /dev/stdin -days 2 -subj /CN=localhost -addext subjectAltName=DNS:localhost", reading: key)
      let keyPath = cluster.folder + "/data/server.key"
      for (path, text) in [(certificate, text), (cluster.folder + "/data/server.crt", text), (keyPath, key)] {
        try Data((text + "\n").utf8).write(to: URL(filePath: path))
      }
      let owner = try FileManager.default.attributesOfItem(atPath: cluster.folder + "/data")
      try FileManager.default.setAttributes(
        [
          .posixPermissions: 0o600, .ownerAccountID: owner[.ownerAccountID] as Any,
          .groupOwnerAccountID: owner[.groupOwnerAccountID] as Any,
        ], ofItemAtPath: keyPath)
      try cluster.set("ssl=on")
    }

    /// Ports that are in use are passed over.
    private static func start() throws -> (PostgresCluster, Int) {
      while true {
        let port = Int.random(in: 20_000..<30_000)
        do {
          return (try PostgresCluster(settings: ["listen_addresses='127.0.0.1'", "port=\(port)"]), port)
        } catch let error as PostgresCluster.ClusterError where error.description.contains("could not bind") {}
      }
    }

    func database(_ host: String, _ more: String, environment: [String: String] = [:]) throws -> PostgresDatabase {
      PostgresDatabase(
        try PostgresURL("postgres://postgres@\(host):\(port)/postgres?\(more)"),
        environment: ["HOME": cluster.folder].merging(environment) { $1 })
    }
  }

  @Test("a server is believed only if who signed its certificate is trusted and it is for that host")
  func verification() async throws {
    let server = try Server()
    let verified = try server.database("localhost", "sslmode=verify-full&sslrootcert=\(server.certificate)")
    // The server reads its settings a moment after it was asked to.
    try await eventually { await PostgresDatabaseTests.error(of: verified) == nil }
    let rows = try await verified.run([
      .query("SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()"),
      .query("SELECT $1 || repeat('x', 1000)", rows: (0..<5_000).map { [.text("\($0)")] }),
    ])
    #expect(rows[0] == [SQLRow([1])])
    #expect(rows.dropFirst().map(\.count) == Array(repeating: 1, count: 5_000))
    for (host, settings, environment, isTrusted) in [
      ("localhost", "sslmode=verify-full", ["SSL_CERT_FILE": server.certificate], true),
      ("localhost", "sslmode=verify-full", [:], false),
      ("127.0.0.1", "sslmode=verify-full&sslrootcert=\(server.certificate)", [:], false),
      ("writ.invalid", "hostaddr=127.0.0.1&sslmode=verify-full", ["SSL_CERT_FILE": server.certificate], false),
    ] as [(String, String, [String: String], Bool)] {
      let error = await PostgresDatabaseTests.error(
        of: try server.database(host, settings, environment: environment))
      #expect((error == nil) == isTrusted, "\(host) \(settings): \(error?.text ?? "believed")")
    }
  }
}
