import Planning
import Reporting
import Model
import Testing

@Suite("Lines for a screen")
struct ScreenTests {
  private static let parts = ["94/160", "about 1 min 41 s left", "rate limit, 51 s", "3 not done"]

  @Test(
    "A line of progress fits its width, and the time left is the last to give way",
    arguments: [
      (79, "94/160, about 1 min 41 s left, rate limit, 51 s, 3 not done"),
      (50, "94/160, about 1 min 41 s left, rate limit, 51 s"),
      (39, "94/160, about 1 min 41 s left"), (19, "94/160"), (4, "94/…"),
    ])
  func progress(width: Int, expected: String) {
    #expect(ProgressText.line(Self.parts, width: width) == expected)
  }

  @Test("A line of progress with wide characters is cut by the cells that they take")
  func wideProgress() {
    #expect(ProgressText.line(["日本語のアクセス"], width: 10) == "日本語の…")
    #expect(ProgressText.line(["1/2", "日本語のアクセス"], width: 18) == "1/2, 日本語のアク…")
  }

  @Test("A long part of a line of progress is cut where it is the first that does not fit")
  func cut() {
    #expect(
      ProgressText.line(["rate limit, 51 s", "reading the org's requests"], width: 39)
        == "rate limit, 51 s, reading the org's re…")
  }

  @Test("What was not done is listed by reason, whichever calls the replies were to")
  func notDone() {
    func item(_ outcome: String, _ reason: String, name: String) -> NotDoneText.Item {
      let action = PlannedAction(verb: .create, declaration: Sample.declaration("s", name: name), reason: "")
      return NotDoneText.Item(outcome: outcome, action: action, reason: reason)
    }
    let text = NotDoneText(styling: .plain, width: 80, logins: [Sample.user: "ada@example.com"]).text([
      item("rejected", "400 E0000001: bad (call 9c7a1)", name: "a"), item("blocked", "the type is DISABLED", name: "b"),
      item("rejected", "400 E0000001: bad (call 9c7a2)", name: "c"),
    ])
    #expect(
      text == """
        Not done:
          2 rejected: 400 E0000001: bad
            a  ada@example.com  00ub0oNGTSWTBKOLGLNR
            c  ada@example.com  00ub0oNGTSWTBKOLGLNR
          1 blocked: the type is DISABLED
            b  ada@example.com  00ub0oNGTSWTBKOLGLNR

        """)
  }

  @Test("What was not done fits a narrow terminal, with the login alone where it is known")
  func narrowNotDone() {
    let items = ["Access to Salesforce for the new sales team", "s"].map { subject in
      NotDoneText.Item(
        outcome: "failed", action: PlannedAction(verb: .create, declaration: Sample.declaration(subject), reason: ""),
        reason: "no reply")
    }
    let known = NotDoneText(styling: .plain, width: 40, logins: [Sample.user: "ada@example.com"]).text(items)
    #expect(known.hasSuffix("    Access to…ales team  ada@example.com\n    s  ada@example.com\n"), "\(known)")
    let unknown = NotDoneText(styling: .plain, width: 40, logins: [:]).text(items)
    #expect(unknown.hasSuffix("    Access …s team  00ub0oNGTSWTBKOLGLNR\n    s  00ub0oNGTSWTBKOLGLNR\n"), "\(unknown)")
  }

  @Test("Ten of one reason are listed, the others are counted, and an empty list is not printed")
  func manyNotDone() {
    let items = (1...12).map { number in
      NotDoneText.Item(
        outcome: "failed",
        action: PlannedAction(verb: .create, declaration: Sample.declaration("s \(number)"), reason: ""),
        reason: "no reply")
    }
    let text = NotDoneText(styling: .plain, width: 80, logins: [:]).text(items)
    #expect(text.contains("  12 failed: no reply\n    s 1  ") && text.hasSuffix("    and 2 more\n"))
    #expect(NotDoneText(styling: .plain, width: 80, logins: [:]).text([]) == "")
  }

  @Test("An error for programs has status, message, hint and findings")
  func error() {
    #expect(
      ErrorJSON.object(status: 64, message: "unknown option", hint: nil).line
        == #"{"formatVersion":1,"type":"error","status":64,"message":"unknown option","hint":null,"diagnostics":[]}"#)
  }
}
