import Foundation
import GRDB
import LocalServer
import Testing

@Suite("data files of earlier versions")
struct LedgerMigrationTests {
  @Test("a data file of version 1 opens: its requests are the same, and people can decide them")
  func first() async throws {
    try await withTemporaryFolder { folder in
      let path = folder.appendingPathComponent("data.db").path
      let queue = try DatabaseQueue(path: path)
      try await queue.write { try $0.execute(sql: Self.version1) }
      try queue.close()
      defer {
        #expect((try? Self.applicationID(path)) == 0x5753_5256, "an older file has an id of its own from then on")
      }
      let clock = TestClock("2026-03-01T12:00:00.000Z")
      let org = "/.well-known/okta-organization"
      let made = try await withServer(LocalServerSettings(data: path)) { try await $0.call("GET", org).text }
      try await withServer(LocalServerSettings(data: path), clock: clock) { server in
        let again = try await server.call("GET", org).json()
        #expect(made.contains("\"id\":\"\(again["id"] as? String ?? "")\""), "an older file has an id from then on")
        let list = "/governance/api/v1/requests"
        let ids = ["61eb06a3c462d20007f0235c", "61eb06a3c462d20007f0235d"]
        #expect(try await server.page(list).ids == ids)
        let before = try await server.call("GET", "\(list)/\(ids[0])").json()
        #expect(before["requestStatus"] as? String == "OPEN")
        #expect(before["lastUpdated"] as? String == "2026-01-12T08:30:00Z")
        let pending = try #require(before["approvals"] as? [[String: String]])
        #expect(pending == [["status": "PENDING", "approvalId": "62f6d63a1764a30007763ae2"]])
        let action = ["status": "PENDING", "action": "ADD_USER_TO_GROUP", "actionId": "62f6d63a1764a30007763ad5"]
        #expect(before["actions"] as? [[String: String]] == [action])
        let fields = try #require(before["requesterFieldValues"] as? [[String: Any]])
        #expect(fields.first?["value"] as? [String] == ["payments"])
        #expect(try await server.call("GET", "\(list)/\(ids[1])").json()["requestStatus"] as? String == "RESOLVED")

        let path = "/local/v1/requests/\(ids[0])/decision"
        #expect(try await server.call("POST", path, body: #"{"decision": "APPROVED"}"#).status == 200)
        clock.advance(60)
        let after = try await server.call("GET", "\(list)/\(ids[0])").json()
        #expect(after["resolved"] as? String == "2026-03-01T12:00:01Z")
        let done = try #require((after["actions"] as? [[String: Any]])?.first)
        #expect(done["resourceId"] as? String == "00g1emaKYZTWRYYRRTSK")
        #expect(done["resourceName"] as? String == "github")
        #expect(try await server.call("GET", "/local/v1/messages?request=\(ids[0])").status == 200)
      }
    }
  }

  private static func applicationID(_ path: String) throws -> Int? {
    try DatabaseQueue(path: path).read { try Int.fetchOne($0, sql: "PRAGMA application_id") }
  }

  /// The tables of version 1 and rows as it wrote them. Never changed again.
  private static let version1 = #"""
    CREATE TABLE request_types (
      id TEXT PRIMARY KEY, name TEXT NOT NULL, description TEXT NOT NULL,
      status TEXT NOT NULL CHECK (status IN ('DRAFT', 'ACTIVE', 'DISABLED')),
      definition TEXT NOT NULL,
      created INTEGER NOT NULL, created_by TEXT NOT NULL,
      last_updated INTEGER NOT NULL, last_updated_by TEXT NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE users (
      id TEXT PRIMARY KEY, login TEXT UNIQUE, status TEXT NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE members (
      group_id TEXT NOT NULL, user_id TEXT NOT NULL, PRIMARY KEY (group_id, user_id)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE requests (
      permalink_id INTEGER PRIMARY KEY AUTOINCREMENT,
      id TEXT NOT NULL UNIQUE CHECK (length(id) = 24),
      request_type_id TEXT NOT NULL, subject TEXT NOT NULL, requester TEXT NOT NULL,
      status TEXT NOT NULL CHECK (status IN ('OPEN', 'PENDING', 'RESOLVED', 'LOCKED')),
      kind TEXT NOT NULL CHECK (kind IN ('ACCESS_REQUEST', 'CUSTOM')),
      created INTEGER NOT NULL, created_by TEXT NOT NULL,
      last_updated INTEGER NOT NULL, last_updated_by TEXT NOT NULL,
      resolved INTEGER, details TEXT NOT NULL,
      CHECK (last_updated >= created)
    ) STRICT;
    CREATE TABLE messages (
      number INTEGER PRIMARY KEY AUTOINCREMENT,
      request_id TEXT NOT NULL REFERENCES requests (id),
      message TEXT NOT NULL, created INTEGER NOT NULL, created_by TEXT NOT NULL
    ) STRICT;
    CREATE INDEX requests_created ON requests (created, id);
    CREATE INDEX requests_last_updated ON requests (last_updated, id);
    CREATE INDEX requests_status_created ON requests (status, created, id);
    CREATE INDEX requests_status_last_updated ON requests (status, last_updated, id);
    CREATE INDEX requests_type_created ON requests (request_type_id, created, id);
    CREATE INDEX requests_type_last_updated ON requests (request_type_id, last_updated, id);
    CREATE INDEX messages_request ON messages (request_id, number);
    PRAGMA application_id = 1465010516;
    PRAGMA user_version = 1;
    INSERT INTO request_types VALUES ('61eb2db568c7c300079fefd1', 'github', 'GitHub', 'ACTIVE',
      '{"ownerID":"61eb0f06c462d20007f051ac","resourceKind":"GROUPS","resourceID":"00g1emaKYZTWRYYRRTSK","isCustom":false,"fields":[{"id":"7d3c1f0e-2a4b-4c6d-8e9f-0a1b2c3d4e5f","kind":"SELECT","prompt":"Which team are you on?","isRequired":true,"options":["platform","payments"]}],"approvals":[{"approverType":"MANAGER","fields":[]}]}',
      1768206600000, '00uLocalDevToken0001', 1768206600000, '00uLocalDevToken0001');
    INSERT INTO requests VALUES (1, '61eb06a3c462d20007f0235c', '61eb2db568c7c300079fefd1', 's',
      '00ub0oNGTSWTBKOLGLNR', 'OPEN', 'ACCESS_REQUEST', 1768206600000, '00uLocalDevToken0001', 1768206600000,
      '00uLocalDevToken0001', NULL,
      '{"fieldValues":[{"id":"7d3c1f0e-2a4b-4c6d-8e9f-0a1b2c3d4e5f","type":"SELECT","prompt":"Which team are you on?","required":true,"value":["payments"]}],"approvalIDs":["62f6d63a1764a30007763ae2"],"actionID":"62f6d63a1764a30007763ad5","action":"ADD_USER_TO_GROUP"}');
    INSERT INTO requests VALUES (2, '61eb06a3c462d20007f0235d', '61eb2db568c7c300079fefd2', 's',
      '00ub0oNGTSWTBKOLGLNR', 'RESOLVED', 'ACCESS_REQUEST', 1768206600001, '00uLocalDevToken0001', 1768206600001,
      '00uLocalDevToken0001', 1768206600001,
      '{"approvalIDs":[],"actionID":"62f6d63a1764a30007763ad6","action":"ASSIGN_APP_TO_USER"}');
    INSERT INTO messages VALUES (1, '61eb06a3c462d20007f0235c', 'm', 1768206600000, '00uLocalDevToken0001');
    """#
}

extension LedgerMigrationTests {
  @Test("a data file of version 5 opens: requests, rules and the org are the same, and people decide further approvals")
  func fifth() async throws {
    try await withTemporaryFolder { folder in
      let path = folder.appendingPathComponent("data.db").path
      let script = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "DataFiles/version-5.sql")
      let queue = try DatabaseQueue(path: path)
      try await queue.writeWithoutTransaction { try $0.execute(sql: String(contentsOf: script, encoding: .utf8)) }
      try queue.close()
      let clock = TestClock("2026-11-26T21:30:00.000Z")
      let list = "/governance/api/v1/requests"
      // The second server opens the file after its migrations were recorded.
      for isFirst in [true, false] {
        try await withServer(LocalServerSettings(data: path), clock: clock) { server in
          #expect(try await server.call("GET", "/.well-known/okta-organization").text.contains("00oXxvnPJb2RObWd2Pat"))
          let requests = try #require(try await server.call("GET", list).json()["data"] as? [[String: Any]])
          let expected = ["OPEN", "RESOLVED", "RESOLVED", "OPEN", "LOCKED"]
          if isFirst { #expect(requests.map { $0["requestStatus"] as? String } == expected) }
          let ids = requests.compactMap { $0["id"] as? String }
          let first = try await server.call("GET", "\(list)/\(ids[0])").json()
          let approvals = try #require(first["approvals"] as? [[String: Any]])
          #expect(approvals[0]["decision"] as? String == "APPROVED")
          #expect(approvals[0]["decided"] as? String == "2026-11-26T21:25:57.719Z")
          let decision = try await server.call(
            "POST", "/local/v1/requests/\(ids[0])/decision", body: #"{"decision": "DENIED"}"#)
          #expect(decision.status == (isFirst ? 200 : 409))
          let messages = try await server.call("GET", "/local/v1/messages?request=\(ids[0])").json()["messages"]
          #expect((messages as? [[String: Any]])?.map { $0["message"] as? String } == ["Ask the desk."])
          let canceled = try await server.call("PATCH", "\(list)/\(ids[4])", body: #"{"status": "CANCELED"}"#)
          #expect(canceled.status == (isFirst ? 200 : 400))
          clock.set(secondsPast: 3600)
          #expect(try await server.call("GET", "\(list)/\(ids[3])").json()["requestStatus"] as? String == "RESOLVED")
        }
      }
      let reopened = try DatabaseQueue(path: path)
      let versions = try await reopened.read { db in
        try (
          Int.fetchOne(db, sql: "PRAGMA application_id"), Int.fetchOne(db, sql: "PRAGMA user_version"),
          String.fetchAll(db, sql: "SELECT identifier FROM grdb_migrations").count
        )
      }
      #expect(versions == (0x5753_5256, 5, 6))
    }
  }
}
