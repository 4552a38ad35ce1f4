import Foundation
import Planning
import Reporting
import Testing

@Suite("JSON output")
struct OrderedJSONTests {
  @Test("any text comes back from a JSON reader as it was", arguments: [false, true])
  func strings(isIndented: Bool) throws {
    var random = SystemRandomNumberGenerator()
    for _ in 0..<200 {
      let scalars = (0..<20).map { _ in Unicode.Scalar(UInt32.random(in: 0..<0xD800, using: &random)) ?? "x" }
      let text = String(String.UnicodeScalarView(scalars + ["\"", "\\", "\n", "\u{0}", "\u{1F600}"]))
      let json = OrderedJSON.array([.object(["k": .string(text)])])
      let read = try JSONDecoder().decode(
        [[String: String]].self, from: Data((isIndented ? json.document : json.line).utf8))
      #expect(read.first?["k"]?.utf8.elementsEqual(text.utf8) == true)
    }
  }

  @Test("JSON keys keep their order, and a JSON line has no line end")
  func order() {
    let json = OrderedJSON.object([
      "z": .integer(1), "a": nil, "m": .array([]), "f": .number(1.5), "t": .bool(true), "s": .string("\n\u{2028}"),
    ])
    #expect(json.line == #"{"z":1,"a":null,"m":[],"f":1.5,"t":true,"s":"\n\u2028"}"#)
  }

  @Test("a plan as JSON has every documented key, in the documented order")
  func plan() throws {
    let forecast = Forecast(plan: Sample.plan, rateLimits: [:], parallelism: 10)
    let text = PlanJSON.document(Sample.plan, forecast: forecast).document
    #expect(
      text.hasPrefix(
        """
        {
          "formatVersion": 1,
          "orgUrl": "https://org.example",
          "digest": "\(PlanDigest.hex(of: Sample.plan))",
          "summary": {
            "create": 1,
            "cancel": 0,
            "message": 1,
            "withheld": 0,
            "unchanged": 1,
            "denied": 0,
            "canceled": 0,
            "changed": 1,
            "blocked": 1
          },
          "by": null,
          "forecast": {
            "calls": 2,
            "seconds": \(forecast.seconds),
            "assumed": true
          },
          "duplicates": [],
          "actions": [
            {
              "action": "create",
              "name": "sales",
              "requestTypeId": "08ab2db568c7c300079fefd0",
              "requester": "00ub0oNGTSWTBKOLGLNR",
              "subject": "Access to Salesforce",
              "message": null,
              "file": "team.yaml",
              "line": 1,
              "column": 5,
              "login": null,
              "existingId": null,
              "status": null,
              "decision": null,
              "attempt": 1,
              "reason": "no such request"
            },
        """))
    #expect(throws: Never.self) { try JSONSerialization.jsonObject(with: Data(text.utf8)) }
  }

  @Test(
    "numbers and times are written for people",
    arguments: [
      (CountText.number(0), "0"), (CountText.number(999), "999"), (CountText.number(5_000), "5,000"),
      (CountText.number(-1_234_567), "-1,234,567"), (CountText.noun(1, "entry", plural: "entries"), "1 entry"),
      (CountText.noun(2, "entry", plural: "entries"), "2 entries"), (CountText.noun(1_000, "call"), "1,000 calls"),
      (CountText.duration(seconds: 0.2), "1 s"), (CountText.duration(seconds: 59.5), "1 min"),
      (CountText.duration(seconds: 200), "3 min 20 s"), (CountText.duration(seconds: 3_840), "1 h 04 min"),
      (CountText.duration(seconds: 3_601), "1 h 01 min"), (CountText.duration(seconds: 36_000_000), "10,000 h 00 min"),
      (CountText.duration(seconds: .infinity), "for ever"), (CountText.duration(seconds: -5), "0 s"),
    ])
  func numbers(written: String, expected: String) {
    #expect(written == expected)
  }
}
