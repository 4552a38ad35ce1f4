import Foundation
import LocalServer
import OktaWire
import Testing

@Suite("creating requests")
struct CreationTests {
  @Test("a create returns the complete request, open, with every field of its type")
  func wholeRequest() async throws {
    let clock = TestClock("2026-05-05T14:15:22.123Z")
    try await withServer(clock: clock) { server in
      let reply = try await server.create(
        """
        {"requestTypeId": "08AB2DB568C7C300079FEFD0", "subject": "I need access to Salesforce",
         "requesterUserIds": ["00uijntSwJjSHtDY70g3"], "requesterFieldValues": [
          {"id": "05C87FE9-11f6-4d40-a033-b155b39dcdbe", "value": "To fulfill my job duties"},
          {"id": "1c5ef673-8dbb-4b9c-ac76-0b4180116e43", "value": ["Sales Cloud"]}]}
        """)
      #expect(reply.status == 201)
      #expect(reply["Content-Type"] == "application/json")
      #expect(reply["Date"] == "Tue, 05 May 2026 14:15:22 GMT")
      let body = try reply.json()
      let id = try #require(body["id"] as? String)
      #expect(id.wholeMatch(of: /[0-9a-f]{24}/) != nil)
      #expect(id.hasPrefix("69f9fb7a"), "the first four bytes are the seconds of the clock")
      let approvals = try #require(body["approvals"] as? [[String: String]])
      let action = try #require((body["actions"] as? [[String: String]])?.first)
      #expect(Set(approvals.compactMap { $0["approvalId"] } + [id, action["actionId"]!]).count == 4)
      let expected = """
        {"id": "\(id)", "subject": "I need access to Salesforce", "requestTypeId": "08ab2db568c7c300079fefd0",
         "created": "2026-05-05T14:15:22.123Z", "createdBy": "00uLocalDevToken0001",
         "lastUpdated": "2026-05-05T14:15:22.123Z", "lastUpdatedBy": "00uLocalDevToken0001", "permalinkId": 1,
         "resolved": null, "requestStatus": "OPEN", "requesterUserIds": ["00uijntSwJjSHtDY70g3"],
         "requesterFieldValues": [
          {"id": "05c87fe9-11f6-4d40-a033-b155b39dcdbe", "type": "TEXT", "required": true,
           "prompt": "What is the business justification?", "value": "To fulfill my job duties"},
          {"id": "ec9da40d-9c1b-41c6-8016-edfd010b02d2", "type": "DATE-TIME", "required": false,
           "prompt": "When do you need access until?", "value": null},
          {"id": "1c5ef673-8dbb-4b9c-ac76-0b4180116e43", "type": "SELECT", "required": false,
           "prompt": "What do you need access to?", "value": ["Sales Cloud"]}],
         "approvals": [{"status": "PENDING", "approvalId": "\(approvals[0]["approvalId"]!)"},
                       {"status": "PENDING", "approvalId": "\(approvals[1]["approvalId"]!)"}],
         "actions": [{"status": "PENDING", "action": "ASSIGN_APP_TO_USER", "actionId": "\(action["actionId"]!)"}],
         "type": "ACCESS_REQUEST", "_links": {
          "requestType": {"href": "\(server.origin)/governance/api/v1/request-types/08ab2db568c7c300079fefd0",
                          "type": "application/json"},
          "self": {"href": "\(server.origin)/governance/api/v1/requests/\(id)", "type": "application/json"}}}
        """
      #expect(try canonical(reply.text) == canonical(expected))
      let again = try await server.call("GET", "/governance/api/v1/requests/\(id.uppercased())")
      #expect(again.status == 200)
      #expect(try canonical(again.text) == canonical(expected))
    }
  }

  @Test(
    "without requesterUserIds the requester is the token's user; a type without fields has null for its field values")
  func defaults() async throws {
    let settings = LocalServerSettings(tokens: ["first", "second"])
    try await withServer(settings) { server in
      for (token, user) in [("first", "00uLocalDevToken0001"), ("second", "00uLocalDevToken0002")] {
        let reply = try await server.call(
          "POST", "/governance/api/v1/requests", body: #"{"requestTypeId": "\#(vpn)", "subject": "s"}"#,
          contentType: "application/json; charset=utf-8", authorization: "bearer \(token)")
        let body = try reply.json()
        #expect(body["requesterUserIds"] as? [String] == [user])
        #expect(body["createdBy"] as? String == user)
        #expect(body["requesterFieldValues"] is NSNull)
        let me = try await server.call("GET", "/api/v1/users/me", authorization: "SSWS \(token)")
        #expect(
          try canonical(me.text)
            == canonical(
              """
              {"id": "\(user)", "status": "ACTIVE",
               "profile": {"login": "\(user.lowercased())@example.com", "email": "\(user.lowercased())@example.com"}}
              """))
      }
    }
  }

  @Test(
    "the same body sent twice creates two requests with consecutive permalink ids, which statistics count as a duplicate key"
  )
  func duplicates() async throws {
    try await withServer { server in
      let first = try await server.make(subject: "twice")
      let second = try await server.make(subject: "twice")
      try await server.make(subject: "once")
      #expect(first != second)
      let reply = try await server.call("GET", "/governance/api/v1/requests/\(second)")
      #expect(try reply.json()["permalinkId"] as? Int == 2)
      let statistics = try await server.call("GET", "/local/v1/statistics").json()
      #expect(statistics["requests"] as? Int == 3)
      #expect(statistics["duplicateKeys"] as? Int == 1)
    }
  }

  @Test("two servers in memory that start in the same second give different ids to the same requests")
  func distinctIDs() async throws {
    let clock = TestClock()
    func ids() async throws -> [String] {
      try await withServer(clock: clock) { server in
        for subject in ["a", "b", "c"] { try await server.make(subject: subject) }
        return try await server.page("/governance/api/v1/requests").ids
      }
    }
    let made = [try await ids(), try await ids()]
    #expect(Set(made.joined()).count == 6)
  }

  @Test(
    "lengths of subjects count code points",
    arguments: [("a", 250), ("👩‍🚀", 83), ("e\u{301}", 125), ("\r\n", 125), ("𝔸", 250)])
  func codePoints(_ unit: String, _ count: Int) async throws {
    try await withServer { server in
      let fitting = String(repeating: unit, count: count)
      try #require((248...250).contains(fitting.unicodeScalars.count))
      let body = { (subject: String) in #"{"requestTypeId": "\#(vpn)", "subject": \#(quoted(subject))}"# }
      let reply = try await server.create(body(fitting))
      #expect(reply.status == 201)
      #expect((try reply.json()["subject"] as? String)?.unicodeScalars.elementsEqual(fitting.unicodeScalars) == true)
      let tooLong = fitting + String(repeating: "b", count: 251 - fitting.unicodeScalars.count)
      try expectError(
        try await server.create(body(tooLong)), 400,
        errorBody(
          "E0000001", "Api validation failed: /subject must NOT have more than 250 characters",
          causes: [cause("/subject", "must NOT have more than 250 characters", "INVALID_STRING_LENGTH_OVER_MAX")]))
    }
  }

  @Test("text with U+0000, where a database would truncate it, is rejected")
  func nul() async throws {
    try await withServer { server in
      let text = "must NOT contain the character U+0000"
      try expectError(
        try await server.create(#"{"requestTypeId": "\#(vpn)", "subject": "a\u0000b"}"#), 400,
        errorBody(
          "E0000001", "Api validation failed: /subject \(text)",
          causes: [cause("/subject", text, "STRING_FORMAT_INVALID")]))
    }
  }

  @Test("all errors in the body of a create are reported at once, in the order of the body")
  func allCauses() async throws {
    try await withServer { server in
      let reply = try await server.create(
        """
        {"subject": "", "requesterUserIds": ["00u1", "00u2"], "requesterFieldValues": [
          {"value": "x"}, {"id": "1b9d6bcd", "value": 1}, 7, {"id": "1b9d6bcd-bbfd-4b2d-9b5d-ab8dfbbd4bed",
          "value": "", "type": "NUMBER"}]}
        """)
      let reported = [
        ("/requestTypeId", "must have required property 'requestTypeId'", "REQUIRED_PROPERTY_MISSING", ""),
        ("/subject", "must NOT have fewer than 1 characters", "INVALID_STRING_LENGTH_UNDER_MIN", "/subject "),
        ("/requesterUserIds", "must NOT have more than 1 items", "INVALID_ARRAY_LENGTH_OVER_MAX", "/requesterUserIds "),
        (
          "/requesterFieldValues/0/id", "must have required property 'id'", "REQUIRED_PROPERTY_MISSING",
          "/requesterFieldValues/0 "
        ),
        ("/requesterFieldValues/1/id", "must be uuid v4", "STRING_FORMAT_INVALID", "/requesterFieldValues/1/id "),
        ("/requesterFieldValues/1/value", "must be string", "INVALID_DATA_TYPE", "/requesterFieldValues/1/value "),
        ("/requesterFieldValues/2", "must be object", "INVALID_DATA_TYPE", "/requesterFieldValues/2 "),
        (
          "/requesterFieldValues/3/value", "must NOT have fewer than 1 characters", "INVALID_STRING_LENGTH_UNDER_MIN",
          "/requesterFieldValues/3/value "
        ),
        (
          "/requesterFieldValues/3/type", "must be equal to one of the allowed values: TEXT, SELECT, DATE-TIME",
          "INVALID_ENUM_VALUE", "/requesterFieldValues/3/type "
        ),
      ]
      try expectError(
        reply, 400,
        errorBody(
          "E0000001", "Api validation failed: " + reported.map { $0.3 + $0.1 }.joined(separator: ", "),
          causes: reported.map { cause($0.0, $0.1, $0.2) }))
    }
  }

  /// Contract examples under `request-create-bad-request-response`.
  static let badFieldValues: [(value: String, location: String, reported: String, text: String, reason: String)] = [
    (
      #"{"id": "05c87fe9-11f6-4d40-a033-b155b39dcdb0", "value": "x"}"#, "/id", "/id",
      "05c87fe9-11f6-4d40-a033-b155b39dcdb0 not found", "IDENTIFIER_NOT_FOUND"
    ),
    (
      #"{"id": "05c87fe9-11f6-4d40-a033-b155b39dcdbe"}"#, "/value", "", "must have required property 'value'",
      "REQUIRED_PROPERTY_MISSING"
    ),
    (
      #"{"id": "ec9da40d-9c1b-41c6-8016-edfd010b02d2", "value": "2026-02-30T00:00:00Z"}"#, "/value", "/value",
      "must be date-time", "STRING_FORMAT_INVALID"
    ),
    (
      #"{"id": "05c87fe9-11f6-4d40-a033-b155b39dcdbe", "value": ["x"]}"#, "/value", "/value", "must be string",
      "INVALID_DATA_TYPE"
    ),
    (
      #"{"id": "1c5ef673-8dbb-4b9c-ac76-0b4180116e43", "value": "Sales Cloud"}"#, "/value", "/value", "must be array",
      "INVALID_DATA_TYPE"
    ),
    (
      #"{"id": "1c5ef673-8dbb-4b9c-ac76-0b4180116e43", "value": []}"#, "/value", "/value",
      "must NOT have fewer than 1 items", "INVALID_ARRAY_LENGTH_UNDER_MIN"
    ),
    (
      #"{"id": "1c5ef673-8dbb-4b9c-ac76-0b4180116e43", "value": ["Marketing Cloud"]}"#, "/value/0", "/value/0",
      "must be equal to one of the allowed values: Sales Cloud, Service Cloud", "INVALID_ENUM_VALUE"
    ),
  ]

  @Test("an invalid field value is a 400 with its location", arguments: badFieldValues)
  func fieldValue(_ bad: (value: String, location: String, reported: String, text: String, reason: String)) async throws
  {
    try await withServer { server in
      let place = "/requesterFieldValues/0"
      try expectError(
        try await server.create(
          #"{"requestTypeId": "\#(salesforce)", "subject": "s", "requesterFieldValues": [\#(bad.value)]}"#),
        400,
        errorBody(
          "E0000001", "Api validation failed: \(place)\(bad.reported) \(bad.text)",
          causes: [cause(place + bad.location, bad.text, bad.reason)]))
    }
  }

  @Test("an unknown request type is a 400, not a 404; a malformed id has the causes of its form")
  func requestType() async throws {
    try await withServer { server in
      try expectError(
        try await server.create(#"{"requestTypeId": "61eb2db568c7c300079fefff", "subject": "s"}"#), 400,
        errorBody(
          "E0000001", "Api validation failed: /requestTypeId 61eb2db568c7c300079fefff not found",
          causes: [cause("/requestTypeId", "61eb2db568c7c300079fefff not found", "IDENTIFIER_NOT_FOUND")]))
      let pattern = #"must match pattern "^[a-fA-F\\d]{24}$""#
      let texts = ["must NOT have fewer than 24 characters", pattern, "must be a request type id"]
      try expectError(
        try await server.create(#"{"requestTypeId": "salesforce", "subject": "s"}"#), 400,
        errorBody(
          "E0000001", "Api validation failed: " + texts.map { "/requestTypeId \($0)" }.joined(separator: ", "),
          causes: [
            cause("/requestTypeId", texts[0], "INVALID_STRING_LENGTH_UNDER_MIN"),
            cause("/requestTypeId", texts[1], "STRING_FORMAT_INVALID"),
            cause("/requestTypeId", texts[2], "STRING_FORMAT_INVALID"),
          ]))
    }
  }

  @Test("required fields must have a value, a field only one")
  func unmetSettings() async throws {
    try await withServer { server in
      let missing = errorBody(
        "E0000001", "Api validation failed: /requesterFieldValues must have all required requesterFields",
        causes: [cause("/requesterFieldValues", "must have all required requesterFields", "REQUEST_TYPE_SETTINGS")])
      let body = { (values: String) in #"{"requestTypeId": "\#(gitHub)", "subject": "s"\#(values)}"# }
      let team = "7d3c1f0e-2a4b-4c6d-8e9f-0a1b2c3d4e5f"
      try expectError(try await server.create(body("")), 409, missing)
      try expectError(
        try await server.create(body(#", "requesterFieldValues": [{"id": "\#(team)", "value": null}]"#)), 409, missing)
      let value = #"{"id": "\#(team)", "value": ["data"]}"#
      let text = "\(team) must only be provided once"
      try expectError(
        try await server.create(body(#", "requesterFieldValues": [\#(value), \#(value)]"#)), 409,
        errorBody(
          "E0000001", "Api validation failed: /requesterFieldValues/1/id \(text)",
          causes: [cause("/requesterFieldValues/1/id", text, "REQUEST_TYPE_SETTINGS")]))
      #expect(try await server.create(body(#", "requesterFieldValues": [\#(value)]"#)).status == 201)
    }
  }
}
