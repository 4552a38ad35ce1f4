import Foundation
import GRDB
import LocalServer
import Testing

@Suite("starting and ending")
struct StartingTests {
  /// The error that a server which cannot start throws.
  private func refusal(_ settings: LocalServerSettings) async -> LocalServerError? {
    do throws(LocalServerError) {
      try await LocalServer(settings, now: { Date() }, random: { .random(in: 0 ... .max) })
        .run { _ in Issue.record("the server started") }
      return nil
    } catch {
      return error
    }
  }

  @Test("a data file keeps requests, messages and changed request types across a restart, and permalink ids continue")
  func restart() async throws {
    try await withTemporaryFolder { folder in
      let settings = LocalServerSettings(data: folder.appendingPathComponent("data.db").path)
      let id = try await withServer(settings) { server in
        let id = try await server.make(subject: "kept")
        _ = try await server.call("POST", "/governance/api/v1/requests/\(id)/messages", body: #"{"message": "m"}"#)
        let types = "/governance/api/v1/request-types"
        #expect(try await server.call("POST", "\(types)/\(gitHub)/un-publish").status == 200)
        #expect(try await server.call("DELETE", "\(types)/\(salesforce)").status == 204)
        return id
      }
      try await withServer(settings) { server in
        #expect(try await server.page("/governance/api/v1/requests").ids == [id])
        let messages = try await server.call("GET", "/local/v1/messages?request=\(id)").json()["messages"]
        #expect((messages as? [Any])?.count == 1)
        let next = try await server.make(subject: "next")
        let number = try await server.call("GET", "/governance/api/v1/requests/\(next)").json()["permalinkId"]
        #expect(number as? Int == 2)
        #expect(try await server.page("/governance/api/v1/request-types").ids == [gitHub, vpn])
        let type = try await server.call("GET", "/governance/api/v1/request-types/\(gitHub)").json()
        #expect(type["status"] as? String == "DRAFT")
      }
    }
  }

  @Test("a port in use and an address of another machine are distinct errors")
  func addresses() async throws {
    try await withServer { server in
      let error = await refusal(LocalServerSettings(port: server.port))
      #expect(error == .portInUse(host: "127.0.0.1", port: server.port))
    }
    guard case .addressNotAvailable = await refusal(LocalServerSettings(host: "192.0.2.1", port: 0)) else {
      Issue.record("an address of another machine was taken")
      return
    }
  }

  @Test("a data file that is not a database, of another program, in a missing folder or in use is a distinct error")
  func dataFiles() async throws {
    try await withTemporaryFolder { folder in
      func path(_ name: String) -> String { folder.appendingPathComponent(name).path }
      try String(repeating: "no database ", count: 100).write(toFile: path("text"), atomically: true, encoding: .utf8)
      #expect(await refusal(.init(port: 0, data: path("text"))) == .dataCorrupt(path: path("text")))
      let foreign = try DatabaseQueue(path: path("foreign"))
      try await foreign.write { try $0.execute(sql: "CREATE TABLE theirs (a)") }
      try foreign.close()
      #expect(await refusal(.init(port: 0, data: path("foreign"))) == .dataNotOurs(path: path("foreign")))
      guard case .dataNotWritable = await refusal(.init(port: 0, data: path("none/data.db"))) else {
        Issue.record("a folder that is not there was taken")
        return
      }
      let used = path("used")
      try await withServer(LocalServerSettings(data: used)) { _ in
        #expect(await refusal(.init(port: 0, data: used)) == .dataInUse(path: used))
      }
      _ = try await withServer(LocalServerSettings(data: used)) { server in
        try await server.make(subject: "free again")
      }
    }
  }

  @Test("a state, a database of another program and a text file are rejected as data files and stay unchanged")
  func othersFiles() async throws {
    try await withTemporaryFolder { folder in
      func database(_ name: String, _ sql: String) async throws -> String {
        let path = folder.appendingPathComponent(name).path
        let queue = try DatabaseQueue(path: path)
        // The pragma takes effect outside of a transaction only.
        try await queue.writeWithoutTransaction { try $0.execute(sql: sql) }
        try queue.close()
        return path
      }
      let state = try await database(
        "state",
        "PRAGMA journal_mode = WAL; CREATE TABLE entry (a); PRAGMA application_id = 0x57524954; PRAGMA user_version = 2"
      )
      let bare = try await database("bare", "CREATE TABLE theirs (a)")
      let named = try await database(
        "named", "CREATE TABLE requests (a); PRAGMA application_id = 7; PRAGMA user_version = 1")
      let shared = try await database(
        "shared",
        "PRAGMA journal_mode = WAL; CREATE TABLE a (a); PRAGMA application_id = 0x57524954; PRAGMA user_version = 1")
      let text = folder.appendingPathComponent("text").path
      try "requests:\n".write(toFile: text, atomically: true, encoding: .utf8)
      let expected: [(String, LocalServerError)] = [
        (state, .dataIsState(path: state)), (bare, .dataNotOurs(path: bare)), (named, .dataNotOurs(path: named)),
        (shared, .dataNotOurs(path: shared)), (text, .dataCorrupt(path: text)),
      ]
      for (path, error) in expected {
        let before = try Data(contentsOf: URL(filePath: path))
        #expect(await refusal(.init(port: 0, data: path)) == error)
        #expect(try Data(contentsOf: URL(filePath: path)) == before, "\(path) was changed")
      }
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).count == expected.count)
    }
  }

  @Test("a token that is not valid in a header is reported by its position", arguments: ["", "a b", "a\n", "é"])
  func tokens(_ token: String) async throws {
    #expect(await refusal(.init(port: 0, tokens: ["good", token])) == .badToken(position: 2))
  }

  @Test("a canceled server finishes calls in flight, and its port can be used again at once")
  func graceful() async throws {
    let port = try await withServer { server in
      let replies = try await withThrowingTaskGroup(of: Int.self) { group in
        for number in 0..<20 {
          group.addTask { try await server.create(#"{"requestTypeId": "\#(vpn)", "subject": "\#(number)"}"#).status }
        }
        return try await group.reduce(into: []) { $0.append($1) }
      }
      #expect(replies == Array(repeating: 201, count: 20))
      return server.port
    }
    let (ports, portSink) = AsyncStream.makeStream(of: Int.self)
    let again = Task {
      try await LocalServer(.init(port: port), now: { Date() }, random: { .random(in: 0 ... .max) })
        .run { portSink.yield($0) }
      portSink.finish()
    }
    #expect(await ports.first { _ in true } == port)
    again.cancel()
    try await again.value
  }
}
