import LocalServer
import Testing

@Suite("fault plans")
struct FaultPlanTests {
  private func problem(_ text: String) -> FaultPlan.ParseError? {
    do throws(FaultPlan.ParseError) {
      _ = try FaultPlan.parse(text)
      return nil
    } catch {
      return error
    }
  }

  @Test("a fault has a percentage or a number of calls, optionally with a time after a colon")
  func items() throws {
    let chances: [(String, FaultPlan.Chance)] = [
      ("5%", .share(0.05)), ("0%", .share(0)), ("100%", .share(1)), ("0.5%", .share(0.005)), ("3", .first(3)),
      ("0", .first(0)), ("999999999", .first(999_999_999)),
    ]
    for kind in FaultKind.allCases {
      for (text, chance) in chances {
        #expect(try FaultPlan.parse("\(kind.rawValue)=\(text)") == FaultPlan(chances: [kind: chance]))
      }
    }
    let times: [(String, FaultPlan)] = [
      ("delay=5%:1.5s", FaultPlan(chances: [.delay: .share(0.05)], delay: .milliseconds(1500))),
      ("delay=2:40ms", FaultPlan(chances: [.delay: .first(2)], delay: .milliseconds(40))),
      ("late-list=1:1h", FaultPlan(chances: [.lateList: .first(1)], listingDelay: .seconds(3600))),
      ("clock-skew=-90s", FaultPlan(clockSkew: -90)), ("clock-skew=+1.25s", FaultPlan(clockSkew: 1.25)),
      ("stamp-skew=-90s", FaultPlan(stampSkew: -90)), ("clock-skew=2m", FaultPlan(clockSkew: 120)),
      ("clock-skew=0s", FaultPlan()),
    ]
    for (text, plan) in times { #expect(try FaultPlan.parse(text) == plan, "\(text)") }
  }

  @Test("all sets the share of each common fault only, and later items override it")
  func all() throws {
    let all = try FaultPlan.parse("clock-skew=1s,all=5%")
    #expect(all.chances.count == 12)
    for odd in [FaultKind.error403After, .foreignReply, .neverListed, .bmpSubject] { #expect(all.chances[odd] == nil) }
    #expect(all.chances.values.allSatisfy { $0 == .share(0.05) })
    #expect(all.clockSkew == 1)
    var expected = try FaultPlan.parse("all=5%")
    expected.chances[.delay] = .share(0)
    expected.chances[.replyLost] = .first(2)
    expected.clockSkew = -90
    #expect(try FaultPlan.parse("all=5%,delay=0%,reply-lost=9%,clock-skew=-90s,reply-lost=2") == expected)
  }

  @Test(
    "an invalid value of a fault is reported with its item and what is expected",
    arguments: [
      "reply-lost", "reply-lost=", "delay=%", "delay=-1", "delay=101%", "delay=5 %", "delay=٥%",
      "delay=1e1%", "delay=5%:", "delay=5%:300", "delay=5%:-1s", "delay=5%:1s:2s", "reply-lost=5%:1s", "all=3",
      "all=", "all=5%:1s", "clock-skew=5%", "clock-skew=90", "clock-skew=--1s", "clock-skew=s", "late-list=1:9999h",
      "delay=1234567890", "delay=0x1%", "delay=5.%", "delay=.5%", "clock-skew=1.s", "stamp-skew=5%",
    ])
  func wrongValues(_ item: String) throws {
    let found = try #require(problem("500-after=1,\(item)"), "\(item) was taken")
    #expect(found.text.hasPrefix("invalid fault \"\(item)\": expected a "))
    #expect(found.hint == nil)
  }

  @Test("an unknown fault is reported with all names and a suggestion")
  func unknownNames() throws {
    for (item, hint) in [
      ("reply-lots=5%", "did you mean reply-lost?"), ("clock-skwe=1s", "did you mean clock-skew?"),
      ("earthquake=5%", nil), ("", nil), (" delay=5%", "did you mean delay?"),
    ] as [(String, String?)] {
      let found = try #require(problem("delay=1,\(item)"), "\(item) was taken")
      #expect(found.text.hasPrefix("unknown fault \"\(item)\": expected one of reply-lost, closed-before, "))
      for kind in FaultKind.allCases { #expect(found.text.contains(kind.rawValue)) }
      #expect(found.text.hasSuffix(", clock-skew, stamp-skew, all"))
      #expect(found.hint == hint)
    }
  }
}
