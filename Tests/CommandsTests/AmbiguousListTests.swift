import Foundation
import Synchronization
import Testing

@Suite("entries of unknown outcome, over all runs")
struct AmbiguousListTests {
  private static func request(_ user: Int) -> String {
    """
    {"id":"61eb06a3c462d20007f0235\(user)","subject":"VPN","requestTypeId":"61eb2db568c7c300079fefd2",
    "requesterUserIds":["00u0000000000000000\(user)"],"created":"2023-11-14T22:13:20Z","createdBy":"00u1",
    "lastUpdated":"2023-11-14T22:13:20Z","lastUpdatedBy":"00u1","requestStatus":"OPEN","type":"ACCESS_REQUEST","_links":{}}
    """
  }

  /// An org that has a request for each of three users, and loses every reply to a message.
  private static func with(_ body: (Transcript, ScratchFolder) async throws -> Void) async throws {
    let folder = try ScratchFolder()
    try await RawServer.with { call in
      if call.contains(/request-types|users/) { return RawServer.reply(404) }
      guard call.hasPrefix("POST ") else {
        return RawServer.reply(200, [], "{\"data\":[\((0..<3).map(request).joined(separator: ","))]}")
      }
      return RawServer.reply(502, ["Content-Type: text/html"], "<html>Bad gateway</html>")
    } body: { org in
      let environment = ["OKTA_CLIENT_ORGURL": "http://127.0.0.1:\(org.port)", "OKTA_CLIENT_TOKEN": ServedOrg.token]
      for (number, text) in ["hello", "good morning, and a text that is longer than a line of a terminal has cells"]
        .enumerated()
      {
        try folder.file("\(number).yaml", ManifestText.requests(3 - number, messages: [text]))
        let apply = try await WritProgram.run(
          "apply", "\(number).yaml", "--yes", "--no-field-check", "--send-withheld-messages", "--settle", "100ms",
          "--longest-call", "100ms", environment: environment,
          folder: folder.url)
        #expect(apply.status == 5, "\(apply.error)")
      }
      try await body(Transcript("journal-ambiguous", in: folder, environment: environment), folder)
    }
  }

  @Test("journal list --ambiguous lists the entries of all runs, and journal resolve records several of them at once")
  func listed() async throws {
    try await Self.with { transcript, _ in
      let list = try await transcript.run("journal", "list", "--ambiguous")
      #expect(list.status == 0)
      let json = try await transcript.run("journal", "list", "--ambiguous", "--format", "json")
      let document = try #require(try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [String: Any])
      let entries = try #require(document["entries"] as? [[String: Any]])
      #expect(
        entries.map { String(($0["message"] as? String ?? "").prefix(5)) } == [
          "hello", "hello", "hello", "good ", "good ",
        ])
      let ids = entries.compactMap { $0["id"] as? Int }
      let runs = entries.compactMap { $0["run"] as? String }
      // One that does not fit, and nothing is recorded.
      #expect(try await transcript.run("journal", "resolve", "\(ids[0])", "999", "--sent").status == 64)
      #expect(try await transcript.run("journal", "resolve", "\(ids[0])", "\(ids[1])", "--sent").status == 0)
      #expect(try await transcript.run("journal", "resolve", "--all", "--run", runs[3], "--absent").status == 0)
      #expect(try await transcript.run("journal", "list", "--ambiguous").output.hasPrefix("\(ids[2])  message"))
      #expect(try await transcript.run("journal", "resolve", "--all", "--run", "nope", "--sent").status == 64)
      #expect(try await transcript.run("journal", "resolve", "--all", "--sent").status == 64)
      #expect(
        try await transcript.run("journal", "resolve", "1", "2", "--created", "61eb06a3c462d20007f02350").status == 64)
      #expect(try await transcript.run("journal", "resolve", "--all", "--run", runs[0], "--sent").status == 0)
      #expect(try await transcript.run("journal", "list", "--ambiguous").status == 0)
      #expect(try await transcript.run("journal", "list", "--ambiguous", "--format", "json").status == 0)
      try transcript.check()
    }
  }
}
