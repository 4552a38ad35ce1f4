import Foundation
import Testing

@Suite("Transcripts")
struct TranscriptTests {
  private static func normalized(_ text: String) -> String {
    var normalizer = TranscriptNormalizer(org: "http://127.0.0.1:4711", folder: "/tmp/work", checkout: "/src/writ")
    return normalizer.normalized(text)
  }

  /// An id that an org made now, as its local server makes them.
  private static func identifier(_ number: Int) -> String {
    String(UInt32(Date().timeIntervalSince1970), radix: 16) + "00000000" + String(10_000_000 + number)
  }

  @Test("a transcript replaces ids, moments, places, processes and durations of this run, and numbers ids")
  func replaced() {
    let (first, second) = (Self.identifier(1), Self.identifier(2))
    #expect(
      Self.normalized("created \(first), created \(second), again \(first)")
        == "created <request 1>, created <request 2>, again <request 1>")
    #expect(Self.normalized("at \(Date().formatted(.iso8601)).") == "at <time>.")
    #expect(Self.normalized("http://127.0.0.1:4711/x /tmp/work/m.yaml") == "<org>/x <folder>/m.yaml")
    #expect(Self.normalized("locked by process 324 on vm: x") == "locked by process <pid> on <host>: x")
    #expect(
      Self.normalized("Applied: 2 created in 1 min 31 s (6 calls).") == "Applied: 2 created in <duration> (6 calls).")
    #expect(Self.normalized("Applied: 2 created in 12 ms.\n") == "Applied: 2 created in <duration>.\n")
    #expect(Self.normalized(#"{"calls":2,"seconds":0.002}"#) == #"{"calls":2,"seconds":<duration>}"#)
  }

  @Test(
    "a transcript keeps counts, statuses, places in files, forecasts, and ids and moments that a test has chosen",
    arguments: [
      "Plan: 12 to create, 1,200 messages to send.\n", "status: 64\n", "m.yaml:6:13: error[unknown-user]: x",
      "about 619 calls, 21 min at 30 calls a minute", "request 61eb06a3c462d20007f0235c", "00u00000000000000001",
      "05c87fe9-11f6-4d40-a033-b155b39dcdbe", "it expired at 2020-02-01T00:00:00Z", "404 E0000007",
      #""seconds": 1.5"#, "line 12 of 500", "http://127.0.0.1:1",
      "written today: \(Date().addingTimeInterval(-7200).formatted(.iso8601))",
    ])
  func kept(text: String) {
    #expect(Self.normalized(text) == text)
  }

  @Test("each file of transcripts is named by a test that writes it")
  func noneLeftBehind() throws {
    let tests = WritProgram.checkout.appending(path: "Tests/CommandsTests")
    let sources = try FileManager.default.contentsOfDirectory(at: tests, includingPropertiesForKeys: nil)
      .filter { $0.pathExtension == "swift" }.map { try String(contentsOf: $0, encoding: .utf8) }.joined()
    for file in try FileManager.default.contentsOfDirectory(atPath: tests.appending(path: "Transcripts").path) {
      #expect(file.hasSuffix(".txt") && sources.contains("\"\(file.dropLast(4))\""), "\(file)")
    }
  }
}
