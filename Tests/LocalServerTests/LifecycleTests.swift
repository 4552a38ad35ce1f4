import Foundation
import LocalServer
import Testing

@Suite("automatic transitions")
struct LifecycleTests {
  /// What of a request changes on its way: the retrieved body without what stays.
  private func lifecycle(_ server: ServerUnderTest, _ id: String) async throws -> String {
    let body = try await server.call("GET", "/governance/api/v1/requests/\(id)").json()
    let keys = ["requestStatus", "resolved", "lastUpdated", "lastUpdatedBy", "approvals", "actions"]
    let changing = body.filter { keys.contains($0.key) }
    let text = try canonical(
      String(decoding: try JSONSerialization.data(withJSONObject: changing), as: UTF8.self))
    // The ids of approvals and actions are made by chance.
    return text.replacing(/"(approvalId|actionId)":"[0-9a-f]{24}"/) { "\"\($0.1)\":\"ID\"" }
  }

  private let pendingAction = #"{"status": "PENDING", "action": "ASSIGN_APP_TO_USER", "actionId": "ID"}"#

  private func decided(_ decision: String, at moment: String, fieldValues: String = "null") -> String {
    """
    {"status": "COMPLETED", "approvalId": "ID", "approverId": "00uLocalDevToken0001",
     "approverName": "00uLocalDevToken0001", "decision": "\(decision)", "decided": "2026-03-01T\(moment)Z",
     "fieldValues": \(fieldValues)}
    """
  }

  private func body(
    _ status: String, updated: String, resolved: String? = nil, approvals: [String], action: String?
  ) throws -> String {
    try canonical(
      """
      {"requestStatus": "\(status)", "lastUpdated": "2026-03-01T\(updated)Z",
       "lastUpdatedBy": "00uLocalDevToken0001", "resolved": \(resolved.map { "\"2026-03-01T\($0)Z\"" } ?? "null"),
       "approvals": [\(approvals.joined(separator: ", "))], "actions": \(action.map { "[\($0)]" } ?? "null")}
      """)
  }

  @Test(
    "a request is open until its last approval, pending while its action runs, and then resolved, each at its moment")
  func approved() async throws {
    let clock = TestClock("2026-03-01T12:00:00.000Z")
    let seed = "requestTypes: [{ id: \(vpn), name: vpn, approvals: 2, approveAfter: 5s, actionAfter: 1500ms }]"
    try await withSeed(seed, clock: clock) { server in
      let waiting = #"{"status": "PENDING", "approvalId": "ID"}"#
      let id = try await server.make(subject: "s")
      let first = decided("APPROVED", at: "12:00:05")
      let second = decided("APPROVED", at: "12:00:10")
      let done = """
        {"status": "COMPLETED", "action": "ASSIGN_APP_TO_USER", "actionId": "ID", "actionStatus": "SUCCEEDED",
         "actionAttempted": "2026-03-01T12:00:11.500Z", "resourceId": "0oaLocal\(vpn.suffix(12))",
         "resourceName": "vpn", "resourceType": "APP"}
        """
      let resolved = try body(
        "RESOLVED", updated: "12:00:11.500", resolved: "12:00:11.500", approvals: [first, second], action: done)
      for (moment, expected) in [
        (4.999, try body("OPEN", updated: "12:00:00", approvals: [waiting, waiting], action: pendingAction)),
        (5, try body("OPEN", updated: "12:00:05", approvals: [first, waiting], action: pendingAction)),
        (9.999, try body("OPEN", updated: "12:00:05", approvals: [first, waiting], action: pendingAction)),
        (11, try body("PENDING", updated: "12:00:10", approvals: [first, second], action: pendingAction)),
        (11.5, resolved), (86_400, resolved),
      ] {
        clock.set(secondsPast: moment)
        #expect(try await lifecycle(server, id) == expected, "after \(moment) s")
      }
    }
  }

  @Test("a list shows the transitions since the last call, in their order and with their times")
  func lists() async throws {
    let clock = TestClock("2026-03-01T12:00:00.000Z")
    let seed = """
      requestTypes:
        - { id: \(vpn), name: vpn, approveAfter: 9s }
        - { id: \(gitHub), name: github, approveAfter: 3s, decision: DENIED }
        - { id: \(salesforce), name: salesforce }
      """
    try await withSeed(seed, clock: clock) { server in
      let late = try await server.make(subject: "late", type: vpn)
      let early = try await server.make(subject: "early", type: gitHub)
      let waiting = try await server.make(subject: "waiting", type: salesforce)
      clock.set(secondsPast: 60)
      let path = "/governance/api/v1/requests"
      let changed = try await server.call("GET", "\(path)?filter=lastUpdated%20gt%20%222026-03-01T12%3A00%3A01Z%22")
      let items = try #require(try changed.json()["data"] as? [[String: Any]])
      #expect(items.map { $0["id"] as? String } == [early, late])
      #expect(items.map { $0["lastUpdated"] as? String } == ["2026-03-01T12:00:03Z", "2026-03-01T12:00:10Z"])
      #expect(items.map { $0["resolved"] as? String } == ["2026-03-01T12:00:03Z", "2026-03-01T12:00:10Z"])
      #expect(try await server.page("\(path)?filter=requestStatus%20eq%20%22OPEN%22").ids == [waiting])
    }
  }

  @Test("a denial resolves a request at once: later approvals stay pending, and there is no action")
  func denied() async throws {
    let clock = TestClock("2026-03-01T12:00:00.000Z")
    let seed = "requestTypes: [{ id: \(vpn), name: vpn, approvals: 2, approveAfter: 0s, decision: DENIED }]"
    try await withSeed(seed, clock: clock) { server in
      let id = try await server.make(subject: "s")
      #expect(try await server.call("GET", "/local/v1/requests/\(id)").json()["nextMove"] as? String != nil)
      clock.set(secondsPast: 1)
      let expected = try body(
        "RESOLVED", updated: "12:00:00.001", resolved: "12:00:00.001",
        approvals: [decided("DENIED", at: "12:00:00.001"), #"{"status": "PENDING", "approvalId": "ID"}"#], action: nil)
      #expect(try await lifecycle(server, id) == expected)
    }
  }

  @Test("a request without approvals proceeds to its action, which may fail; a lock ends every lifecycle")
  func actionsAndLocks() async throws {
    let clock = TestClock("2026-03-01T12:00:00.000Z")
    let seed = """
      requestTypes:
        - { id: \(vpn), name: vpn, approvals: 0, actionAfter: 2s, actionStatus: FAILED }
        - { id: \(gitHub), name: github, approveAfter: 20s, lockAfter: 10s }
        - { id: \(salesforce), name: s, resource: 00g1emaKYZTWRYYRRTSK, approvals: 0, accessDuration: PT30M }
      """
    try await withSeed(seed, clock: clock) { server in
      let failing = try await server.make(subject: "s", type: vpn)
      let locked = try await server.make(subject: "s", type: gitHub)
      let timed = try await server.make(subject: "s", type: salesforce)
      func action(_ id: String) async throws -> [String: Any] {
        let body = try await server.call("GET", "/governance/api/v1/requests/\(id)").json()
        return try #require((body["actions"] as? [[String: Any]])?.first)
      }
      clock.set(secondsPast: 1)
      #expect(try await server.status(failing) == "PENDING")
      clock.set(secondsPast: 60)
      #expect(try await server.status(failing) == "RESOLVED")
      #expect(try await action(failing)["actionStatus"] as? String == "FAILED")
      #expect(try await action(failing).keys.contains("accessRemoved") == false)
      #expect(try await server.status(locked) == "LOCKED")
      let body = try await lifecycle(server, locked)
      #expect(body.contains(#""lastUpdated":"2026-03-01T12:00:10Z""#) && body.contains(#""resolved":null"#), "\(body)")
      #expect(!body.contains("COMPLETED"))
      #expect(try await action(timed)["accessRemoved"] is NSNull)
      #expect(try await action(timed)["action"] as? String == "ADD_USER_TO_GROUP")
      #expect(try await action(timed)["resourceType"] as? String == "GROUP")
      clock.set(secondsPast: 3600)
      #expect(try await action(timed)["accessRemoved"] as? String == "2026-03-01T12:30:01.001Z")
      #expect(try await server.status(timed) == "RESOLVED")
    }
  }

  @Test("a rule answers for the approvers of the type, with their names")
  func approvers() async throws {
    let clock = TestClock("2026-03-01T12:00:00.000Z")
    let seed = """
      users: [{ id: 00ub0oNGTSWTBKOLGLNR, login: amelia@example.com }, { id: 00uijntSwJjSHtDY70g3 }]
      groups: [{ id: 00g1emaKYZTWRYYRRTSK, members: [00uijntSwJjSHtDY70g3] }]
      requestTypes:
        - id: \(vpn)
          name: vpn
          approveAfter: 1s
          approvals:
            - approver: 00ub0oNGTSWTBKOLGLNR
              fields:
                - { id: 05c87fe9-11f6-4d40-a033-b155b39dcdbe, type: TEXT, prompt: Why? }
                - { id: ec9da40d-9c1b-41c6-8016-edfd010b02d2, type: DATE-TIME }
                - { id: 1c5ef673-8dbb-4b9c-ac76-0b4180116e43, type: SELECT, options: [a, b] }
            - { approver: 00g1emaKYZTWRYYRRTSK }
            - { approver: RESOURCE_OWNER }
      """
    try await withSeed(seed, clock: clock) { server in
      let id = try await server.make(subject: "s")
      clock.set(secondsPast: 60)
      let body = try await server.call("GET", "/governance/api/v1/requests/\(id)").json()
      let approvals = try #require(body["approvals"] as? [[String: Any]])
      #expect(
        approvals.map { $0["approverName"] as? String }
          == ["amelia@example.com", "00uijntSwJjSHtDY70g3", "00uLocalDevToken0001"])
      #expect(body["lastUpdatedBy"] as? String == "00uLocalDevToken0001")
      let values = try #require(approvals[0]["fieldValues"] as? [[String: Any]])
      #expect(
        values.map { $0["prompt"] as? String } == [
          "Why?", "ec9da40d-9c1b-41c6-8016-edfd010b02d2",
          "1c5ef673-8dbb-4b9c-ac76-0b4180116e43",
        ])
      #expect(values[0]["value"] as? String == "decided by the rule of the seed")
      #expect(values[1]["value"] as? String == "2026-03-01T12:00:01Z")
      #expect(values[2]["value"] as? [String] == ["a"])
      #expect(approvals[1]["fieldValues"] is NSNull)
    }
  }

  @Test("requests of a seed have its status and what precedes it, and continue from the time when the seed is applied")
  func seeded() async throws {
    let clock = TestClock("2026-03-01T12:00:00.000Z")
    let seed = """
      requestTypes: [{ id: \(vpn), name: vpn, approveAfter: 5s }, { id: \(gitHub), name: custom, custom: true }]
      requests:
        - { id: 61eb06a3c462d20007f02350, requestTypeId: \(vpn), subject: open, requester: 00ub0oNGTSWTBKOLGLNR,
            created: 2026-01-01T00:00:00Z, approveAfter: 7s }
        - { id: 61eb06a3c462d20007f02351, requestTypeId: \(vpn), subject: pending, requester: 00ub0oNGTSWTBKOLGLNR,
            status: PENDING, actionAfter: 1h }
        - { id: 61eb06a3c462d20007f02352, requestTypeId: \(vpn), subject: denied, requester: 00ub0oNGTSWTBKOLGLNR,
            status: RESOLVED, decision: DENIED, lastUpdated: 2026-03-01T11:00:00Z }
        - { id: 61eb06a3c462d20007f02353, requestTypeId: \(gitHub), subject: custom, requester: 00ub0oNGTSWTBKOLGLNR,
            approveAfter: 1s }
      """
    try await withSeed(seed, clock: clock) { server in
      let ids = (0...3).map { "61eb06a3c462d20007f0235\($0)" }
      clock.set(secondsPast: 6.999)
      #expect(try await server.status(ids[0]) == "OPEN")
      clock.set(secondsPast: 7)
      #expect(try await lifecycle(server, ids[0]).contains(#""lastUpdated":"2026-03-01T12:00:07Z""#))
      #expect(try await server.status(ids[0]) == "PENDING")
      #expect(try await server.status(ids[1]) == "PENDING")
      #expect(try await lifecycle(server, ids[1]).contains(#""decision":"APPROVED""#))
      let denied = try body(
        "RESOLVED", updated: "11:00:00", resolved: "11:00:00", approvals: [decided("DENIED", at: "11:00:00")],
        action: nil)
      #expect(try await lifecycle(server, ids[2]) == denied)
      let custom = try await server.call("GET", "/governance/api/v1/requests/\(ids[3])").json()
      #expect(custom["requestStatus"] as? String == "RESOLVED")
      #expect(custom["approvals"] == nil && custom["actions"] == nil)
    }
  }

  @Test("a request has the same lifecycle whether it is read every second or once at the end")
  func laziness() async throws {
    let seed = """
      requestTypes:
        - { id: \(vpn), name: vpn, approvals: 3, approveAfter: 7s, accessDuration: PT1M, lockAfter: 70s }
        - { id: \(gitHub), name: github, approvals: 5, approveAfter: 0s, actionAfter: 0s, actionStatus: FAILED }
        - { id: \(salesforce), name: salesforce, approvals: 0, actionAfter: 1500ms, lockAfter: 1s }
      """
    func courses(lookingEvery step: Int) async throws -> [String] {
      let clock = TestClock("2026-03-01T12:00:00.000Z")
      return try await withSeed(seed, clock: clock) { server in
        var ids: [String] = []
        for type in [vpn, gitHub, salesforce] { ids.append(try await server.make(subject: "s", type: type)) }
        for moment in stride(from: step, through: 120, by: step) {
          clock.set(secondsPast: Double(moment))
          for id in ids { _ = try await server.status(id) }
        }
        var courses: [String] = []
        for id in ids { courses.append(try await lifecycle(server, id)) }
        return courses
      }
    }
    let once = try await courses(lookingEvery: 120)
    #expect(try await courses(lookingEvery: 1) == once)
    #expect(once[0].contains(#""accessRemoved":"2026-03-01T12:01:22Z""#) && once[0].contains("LOCKED"), "\(once[0])")
    #expect(once[1].contains(#""resolved":"2026-03-01T12:00:00.006Z""#), "\(once[1])")
    #expect(once[2].contains("LOCKED") && !once[2].contains("COMPLETED"), "\(once[2])")
  }

  @Test("transitions that are due while the server is down have their own times after it starts again")
  func restart() async throws {
    try await withTemporaryFolder { folder in
      let data = folder.appendingPathComponent("data.db").path
      let seed = "requestTypes: [{ id: \(vpn), name: vpn, approveAfter: 5s }]"
      let clock = TestClock("2026-03-01T12:00:00.000Z")
      let id = try await withSeed(seed, LocalServerSettings(data: data), clock: clock) {
        try await $0.make(subject: "s")
      }
      clock.set(secondsPast: 600)
      try await withServer(LocalServerSettings(data: data), clock: clock) { server in
        let message = #"{"message": "thanks"}"#
        let sent = try await server.call("POST", "/governance/api/v1/requests/\(id)/messages", body: message)
        #expect(sent.status == 201)
        let body = try await server.call("GET", "/governance/api/v1/requests/\(id)").json()
        #expect(body["resolved"] as? String == "2026-03-01T12:00:06Z")
        #expect(body["lastUpdated"] as? String == "2026-03-01T12:10:00Z", "the message came after the moves")
      }
    }
  }
}

extension ServerUnderTest {
  fileprivate func status(_ id: String) async throws -> String? {
    try await call("GET", "/governance/api/v1/requests/\(id)").json()["requestStatus"] as? String
  }
}
