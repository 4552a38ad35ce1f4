import Foundation
import Testing

@Suite("No terminal escape of another's text reaches the terminal")
struct EscapeTests {
  private static let escape = "\u{1B}]0;title\u{7}\u{1B}[31m\u{9B}2J\u{202E}"

  private static func expectClean(_ run: WritProgram.Run, sourceLocation: SourceLocation = #_sourceLocation) {
    for text in [run.output, run.error] {
      let obeyed = text.unicodeScalars.filter { scalar in
        (scalar.value < 0x20 && scalar != "\n" && scalar != "\t") || (0x7F..<0xA0).contains(scalar.value)
          || scalar == "\u{202E}"
      }
      #expect(obeyed.isEmpty, "\(text.debugDescription)", sourceLocation: sourceLocation)
    }
    // They are shown, not swallowed.
    let isShown = ["\u{241B}", "\\u001b"].contains { (run.output + run.error).contains($0) }
    #expect(isShown, "\(run.output)\(run.error)", sourceLocation: sourceLocation)
  }

  @Test("of options, values and paths that are repeated")
  func commandLine() async throws {
    let folder = try ScratchFolder()
    try folder.file("m.yaml", ManifestText.requests(1))
    try folder.file("\(Self.escape).yaml", "requests: 7\n")
    try await ServedOrg.with { org in
      for arguments in [
        ["plan", "m.yaml", "--format", Self.escape], ["plan", "m.yaml", "--\(Self.escape)"], [Self.escape],
        ["plan", "m.yaml", "--out", "\(Self.escape).plan"], ["plan", "m.yaml", "--out", "missing/\(Self.escape).plan"],
        ["plan", "m.yaml", "--state", "/dev/null/\(Self.escape)/state.db"], ["plan", "\(Self.escape)"],
        ["apply", "--plan", Self.escape], ["validate", "\(Self.escape).yaml"],
        ["plan", "m.yaml", "--select", Self.escape],
        ["journal", "list", "--state", Self.escape], ["requests", "get", "x", "--org-url", "https://\(Self.escape)"],
        ["validate", "\(Self.escape).yaml", "--format", "json"],
      ] {
        Self.expectClean(
          try await WritProgram.run(list: arguments, environment: org.environment, folder: folder.url))
      }
    }
  }

  @Test("of ids that the org sends, in what is printed then and later, also as JSON")
  func ids() async throws {
    let folder = try ScratchFolder()
    try folder.file("m.yaml", ManifestText.requests(1))
    let written = #"\u001b]0;title\u0007\u001b[31m\u009b2J\u202e"#
    let request = """
      {"id": "61eb\(written)", "subject": "VPN", "requestTypeId": "61eb2db568c7c300079fefd2", "requestStatus": "OPEN",
      "created": "2026-01-01T00:00:00.000Z", "createdBy": "00u00000000000000009", "lastUpdated": "2026-01-01T00:00:00.000Z",
      "lastUpdatedBy": "00u00000000000000009", "resolved": null, "requesterUserIds": ["00u00000000000000000"],
      "permalinkId": 1, "type": "ACCESS_REQUEST", "requesterFieldValues": [], "approvals": [], "actions": [], "_links": {}}
      """
    let answer: @Sendable (String) -> String? = { call in
      if call.hasPrefix("POST ") { return RawServer.reply(201, ["Content-Type: application/json"], request) }
      if call.contains(/request-types|users/) { return RawServer.reply(404) }
      if call.contains("/requests/") {
        return RawServer.reply(200, ["Content-Type: application/json"], request.replacing(#"\u009b"#, with: "\u{9B}"))
      }
      return RawServer.reply(200, ["Content-Type: application/json"], #"{"data": [], "_links": {}}"#)
    }
    try await RawServer.with(answer) { server in
      let environment = ["OKTA_CLIENT_ORGURL": "http://127.0.0.1:\(server.port)", "OKTA_CLIENT_TOKEN": "t0ken"]
      for arguments in [
        ["apply", "m.yaml", "--yes", "--no-field-check"], ["journal", "show"], ["journal", "show", "--format", "json"],
        ["requests", "get", "61eb2db568c7c300079fefd2"],
      ] {
        let run = try await WritProgram.run(list: arguments, environment: environment, folder: folder.url)
        Self.expectClean(run)
      }
    }
  }
}
