#if os(Linux)
  import Foundation
  import Testing

  /// Small runs that take requests back, each of which dies one write to its state later than the one before, until one lives.
  @Suite("Killed at each write to the state in turn while requests are taken back", .serialized)
  struct CancelBoundaryTests {
    private static let requests = 3

    private static let walks: [(kind: String, moment: CrashPoint.Moment)] =
      Torture.isLong
      ? ["wal-sync", "wal-write"].flatMap { kind in CrashPoint.Moment.allCases.map { (kind, $0) } }
        .filter { $0.0 == "wal-write" || $0.1 != .half }
      : [("wal-sync", .after), ("wal-sync", .cut)]

    @Test("the next run cancels what is left: each request is canceled by one entry, and gets its comment at most once")
    func eachWrite() async throws {
      try await withThrowingTaskGroup(of: Void.self) { group in
        for walk in Self.walks {
          group.addTask {
            try await ServedOrg.with("--rate-limit", "off") { org in
              let deaths = try await Self.die(at: walk.kind, walk.moment, org)
              // The beginning of a run, its end, and an intent and an outcome for each call: they share commits where calls do.
              #expect(deaths >= 6, "\(walk.kind) \(walk.moment)")
            }
          }
        }
        try await group.waitForAll()
      }
    }

    /// How many runs died before one lived.
    private static func die(at kind: String, _ moment: CrashPoint.Moment, _ org: ServedOrg) async throws -> Int {
      for number in 1..<200 {
        let point = CrashPoint(kind: kind, number: number, moment: moment)
        guard try await isDeath(at: point, org) else { return number - 1 }
      }
      Issue.record("\(kind) has no end")
      return 0
    }

    /// Requests that a run made by mistake, a cancel of it that may die, and the next one, which ends well.
    private static func isDeath(at point: CrashPoint, _ org: ServedOrg) async throws -> Bool {
      let folder = try ScratchFolder()
      try folder.file("m.yaml", ManifestText.requests(requests, from: point.number * requests))
      let before = Set(try await org.pageRequests().map(\.id))
      let apply = try await org.apply(in: folder, settle: "200ms", parallelism: 2)
      try #require(apply.status == 0, "\(apply.error)")
      let ours = try await org.pageRequests().map(\.id).filter { !before.contains($0) }
      let name = try #require(try await JournalCounts.read(in: folder)?.names.first)

      let cancel = [
        "cancel", "--run", name, "--yes", "--comment", "by mistake", "--settle", "200ms", "--longest-call", "1s",
        "--parallelism", "2",
      ]
      let dying = try await WritProgram.run(
        list: cancel, environment: org.environment.merging(point.environment) { $1 }, folder: folder.url)
      try #require(dying.isSignalled || dying.status == 0, "\(point): \(dying.error)")
      let next = try await WritProgram.run(list: cancel, environment: org.environment, folder: folder.url)
      #expect(next.status == 0, "after \(point): \(next.error)\(next.output)")
      try await judge(ours, point, org, folder, diedOnce: dying.isSignalled)
      return dying.isSignalled
    }

    private static func judge(
      _ ours: [String], _ point: CrashPoint, _ org: ServedOrg, _ folder: ScratchFolder, diedOnce: Bool
    ) async throws {
      let canceled = Set(try await org.pageRequests().filter { $0.requestStatus == "CANCELED" }.map(\.id))
      #expect(ours.count == requests && canceled.isSuperset(of: ours), "\(point)")
      let entries = try await entries(in: folder)
      var withoutComment = 0
      for request in ours {
        let own = entries.filter { $0.requestId == request }
        #expect(own.count { $0.action == "cancel" && $0.state == "confirmed" } == 1, "\(point) \(own)")
        #expect(!own.contains { $0.action == "cancel" && $0.isUnknown }, "\(point) \(own)")
        let comments = try await org.messages(of: request)
        #expect(comments.count <= 1, "\(point)")
        if comments.isEmpty, !own.contains(where: { $0.action == "message" && $0.isUnknown }) { withoutComment += 1 }
      }
      // The one that is canceled before its comment is sent, where the run died between the two.
      #expect(withoutComment <= (diedOnce ? 1 : 0), "\(point) \(entries)")
    }

    // MARK: The journal

    private struct Entry: Decodable {
      var action: String
      var state: String
      var requestId: String?

      var isUnknown: Bool { state == "sent" || state == "ambiguous" }
    }

    private struct Entries: Decodable {
      var entries: [Entry]
    }

    private static func entries(in folder: ScratchFolder) async throws -> [Entry] {
      var found: [Entry] = []
      for name in try await JournalCounts.read(in: folder)?.names ?? [] {
        let show = try await WritProgram.run("journal", "show", name, "--format", "json", folder: folder.url)
        found += try JSONDecoder().decode(Entries.self, from: Data(show.output.utf8)).entries
      }
      return found
    }
  }
#endif
