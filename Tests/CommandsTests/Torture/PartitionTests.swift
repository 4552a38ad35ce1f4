import Foundation
import Journaling
import Model
import TestPostgreSQL
import Testing

/// Two real servers and real runs, each in a network of its own, whose cables are pulled out.
@Suite(
  "A partition of the network, and the promotion of a standby",
  .enabled(if: NetworkNamespace.canBeMade, "network namespaces need Linux, root, iproute2 and util-linux"))
struct PartitionTests {
  private static let text = "welcome"

  @Test(
    "after a failover to a synchronous standby no intent is lost: each request exists once, no message arrives twice")
  func synchronous() async throws {
    let (servers, folder) = (try PrimaryAndStandby(), try ScratchFolder())
    try await servers.confirmCommitsOnStandby()
    try folder.file("m.yaml", ManifestText.requests(60, messages: [Self.text]))
    try await ServedOrg.with("--rate-limit", "20/1s") { org in
      let port = try servers.port(of: org)
      defer { withExtendedLifetime(port) {} }
      let runs = try (0..<2).map { _ in try servers.apply("m.yaml", org, in: folder) }
      try await eventually { try await org.statistics().requests >= 15 }
      try servers.cutOffPrimary()
      try await eventually { try runs.allSatisfy { try $0.hasLostServer } }
      let made = try await org.requests(seenFrom: folder)
      #expect((15..<60).contains(made.count))
      let promotedAt = Date()
      try servers.standby.promote()
      let intents = try await servers.intents()
      #expect(Set(made.flatMap(\.requesterUserIds)).isSubset(of: intents.map(\.key.requester?.text)))
      for run in runs {
        let run = try await run.end()
        #expect(run.status == 0 && run.error.contains(": no new calls for "), "\(run.error)")
      }
      try await servers.expectPause(since: promotedAt)
      let arrived = try await org.messagesOfRequests(seenFrom: folder)
      #expect(arrived.count == 60 && arrived.values.allSatisfy { $0 == [Self.text] })
      #expect(try await org.statistics().duplicateKeys == 0)
    }
  }

  @Test("after a failover that lost intents a run makes no calls for a while, and each request exists once")
  func asynchronous() async throws {
    let (servers, folder) = (try PrimaryAndStandby(), try ScratchFolder())
    try folder.file("m.yaml", ManifestText.requests(60, messages: [Self.text]))
    try folder.file("n.yaml", ManifestText.requests(60, from: 100, subject: "Laptop"))
    try await ServedOrg.with("--rate-limit", "20/1s") { org in
      let port = try servers.port(of: org)
      defer { withExtendedLifetime(port) {} }
      // One stands still while intents are lost, so that none of them is its own.
      let frozen = try servers.apply("n.yaml", org, in: folder)
      try await eventually { try await org.statistics().requests >= 10 }
      frozen.signal(SIGSTOP)
      try await servers.awaitReplication()
      let busy = try servers.apply("m.yaml", org, in: folder)
      let before = try await org.statistics().requests
      try await eventually { try await org.statistics().requests >= before + 5 }
      try servers.cutOffStandby()
      let replicated = try await org.statistics().requests
      try await eventually { try await org.statistics().requests >= replicated + 10 }
      try servers.cutOffPrimary()
      try await eventually { try busy.hasLostServer }
      let promotedAt = Date()
      try servers.standby.promote()
      frozen.signal(SIGCONT)
      let stopped = try await busy.end()
      #expect(stopped.status == 1 && stopped.error.contains(" has gone back in time"), "\(stopped.error)")
      let again = try await servers.apply("m.yaml", org, in: folder).end()
      // Of a message whose reply only the former primary knows, no one knows whether it arrived.
      #expect([0, 5].contains(again.status), "\(again.error)")
      let rest = try await frozen.end()
      #expect(rest.status == 0 && rest.error.contains(": no new calls for "), "\(rest.error)")
      try await servers.expectPause(since: promotedAt)
      let statistics = try await org.statistics()
      #expect(statistics.requests == 120 && statistics.duplicateKeys == 0)
    }
  }
}

extension StartedWrit {
  /// Whether it has noticed that the server of its state is away.
  fileprivate var hasLostServer: Bool {
    get throws { try errorSoFar().contains(" is not reachable for ") }
  }
}

/// A server and its standby, and runs that reach both.
private final class PrimaryAndStandby: Sendable {
  let standby: PostgresCluster
  private let primary: PostgresCluster
  private let runs: NetworkNamespace
  private let toPrimary: NetworkLink
  private let toStandby: NetworkLink
  private let between: NetworkLink

  init() throws {
    runs = try NetworkNamespace(isEmptied: true)
    let networks = (try NetworkNamespace(), try NetworkNamespace())
    toPrimary = try NetworkLink(runs, networks.0, number: 1)
    toStandby = try NetworkLink(runs, networks.1, number: 2)
    between = try NetworkLink(networks.0, networks.1, number: 3)
    primary = try PostgresCluster(settings: ["listen_addresses='*'"], in: networks.0)
    standby = try PostgresCluster(
      settings: ["listen_addresses='*'", "primary_conninfo='host=\(between.one) user=postgres'"], in: networks.1,
      standbyOf: primary)
  }

  /// Lets a commit wait until it is on the standby's disk as well.
  func confirmCommitsOnStandby() async throws {
    try primary.set("synchronous_standby_names='*'")
    try await expectOfStandby("sync_state = 'sync'")
  }

  /// Waits until the standby has all that was written so far.
  func awaitReplication() async throws {
    let position = try await query("SELECT pg_current_wal_lsn()::text")[0].text(0)
    try await expectOfStandby("flush_lsn >= '\(position)'")
  }

  private func expectOfStandby(_ condition: String) async throws {
    try await eventually {
      try await self.query("SELECT 1 FROM pg_stat_replication WHERE state = 'streaming' AND \(condition)").count == 1
    }
  }

  private func query(_ sql: String) async throws -> [SQLRow] {
    let database = PostgresDatabase(try primary.url(), environment: [:])
    _ = try await database.connect()
    return try await database.run([.query(sql)])[0]
  }

  func cutOffStandby() throws { try between.cut() }

  func cutOffPrimary() throws {
    try between.cut()
    try toPrimary.cut()
  }

  /// The org's port, for runs.
  func port(of org: ServedOrg) throws -> LocalPort {
    let number = try #require(URL(string: org.url)?.port)
    return try LocalPort(UInt16(number), in: runs)
  }

  /// Starts a run as libpq's manual says for a primary and its standby. It notices soon that nothing arrives any more.
  func apply(_ manifest: String, _ org: ServedOrg, in folder: ScratchFolder) throws -> StartedWrit {
    let state =
      "postgres://postgres@\(toPrimary.other),\(toStandby.other)/postgres?target_session_attrs=read-write"
      + "&sslmode=disable&connect_timeout=2&tcp_user_timeout=2000"
    return try StartedWrit(
      ["apply", manifest, "--yes", "--settle", "1s", "--longest-call", "1s", "--lock-timeout", "10m"],
      environment: org.environment.merging(["WRIT_STATE": state]) { $1 }, folder: folder.url, launcher: runs.launcher)
  }

  /// What the promoted standby holds as sent, at least once.
  func intents() async throws -> [JournalEntry] {
    try await JournalEntry.all(at: .postgreSQL(try standby.url())).filter { $0.attempts > 0 }
  }

  /// No call goes out while one of which nothing is known may still be processed, or not yet be listed.
  func expectPause(since promotedAt: Date) async throws {
    let later = try await intents().compactMap(\.intentAt).filter { $0 > promotedAt }
    let first = try #require(later.min())
    // What becomes of a call is known after 10 s, the longest call and the time in which the list shows it.
    #expect(first >= promotedAt + 12, "\(first.timeIntervalSince(promotedAt)) s")
  }
}
