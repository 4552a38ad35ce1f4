import Foundation
import Model
import Planning
import Reporting

/// Reports that every format has to render, hostile texts included.
enum SampleReport {
  static let began = Date(timeIntervalSince1970: 1_790_000_000)

  private static let jira = RequestTypeID("08ab2db568c7c300079fefd1")!

  private static func place(_ line: UInt32) -> SourcePlace {
    SourcePlace(file: "requests/sales team.yaml", mark: SourceMark(line: line, column: 9))
  }

  private static func user(_ number: Int) -> UserID { UserID("00u0000000000000000\(number)")! }

  /// A row for each standing, and texts that mean something to a spreadsheet, a browser, Markdown, XML or a CI system.
  static var rows: [ReportRow] {
    [
      ReportRow(
        name: "sales", requestTypeID: Sample.type, requestType: "Salesforce access", requester: user(1),
        login: "ada@example.com", subject: "Access to Salesforce", requestID: RequestID("61eb06a3c462d20007f0235c"),
        status: "created", action: "create", created: began + 2, lastUpdated: began + 2, place: place(7)),
      ReportRow(
        name: "sales", requestTypeID: Sample.type, requestType: "Salesforce access", requester: user(2),
        login: "zoë@example.com", subject: "=HYPERLINK(\"https://evil.example\",\"Access\")", status: "blocked",
        reason: "the request type is a draft, it takes no requests", place: place(8)),
      ReportRow(
        requestTypeID: jira, requestType: "Jira | \"admin\"", requester: user(3),
        login: "<img src=x onerror=alert(1)>@example.com", subject: "::add-mask::`a`|b]]>\u{1}&amp; <b>\u{202E}",
        attempt: 2, requestID: RequestID("61eb06a3c462d20007f0235d"), status: "ambiguous", decision: "denied",
        decidedBy: "-ceo@example.com", decidedAt: began - 86_400, action: "create",
        reason: "its reply was lost,\nand the list hides it", place: place(21)),
      ReportRow(
        requestTypeID: jira, requestType: "Jira | \"admin\"", requester: user(4), subject: "Access to Jira",
        status: "remaining", action: "message", place: place(22)),
    ]
  }

  /// A run in which nearly everything went wrong.
  static var apply: RunReport {
    RunReport(
      command: "apply", version: "1.2.3", began: began, ended: began + 90, exitStatus: 5,
      orgURL: "https://org.example", run: "20260921T150640Z-00ff",
      failure: RunReport.Failure(message: "the outcome of 1 action is unknown", hint: "apply again"),
      summary: "Applied: 1 created, 0 messages sent, 1 blocked, 1 ambiguous, 1 remaining in 1 min 30 s.",
      counts: [
        .init("created", 1), .init("messaged", 0, label: "messages sent"), .init("blocked", 1), .init("ambiguous", 1),
        .init("remaining", 1),
      ],
      rows: rows, findings: findings, findingsLeftOut: 3,
      duplicates: [
        DuplicateRequests(
          declaration: Sample.declaration("Access to Jira", name: "jira", line: 22),
          requestIDs: [RequestID("61eb06a3c462d20007f0235e"), RequestID("61eb06a3c462d20007f0235f")])
      ],
      notes: ["request types are not checked, since the org does not say what they take"])
  }

  /// What became of the requests of three types, each with its own share of every status.
  static var status: RunReport {
    let shares: [(type: String, statuses: [(word: String, count: Int)])] = [
      ("Salesforce access", [("approved", 9), ("waiting", 4), ("denied", 2), ("failed", 1)]),
      ("VPN", [("waiting", 7), ("ambiguous", 1), ("missing", 2), ("expired", 1), ("canceled", 1)]),
      ("GitHub organization for the platform team and its contractors", [("approved", 3), ("locked", 1)]),
    ]
    var number = 0
    let rows = shares.flatMap { type, statuses in
      statuses.flatMap { word, count in
        (0..<count).map { _ in
          number += 1
          let isDecided = word == "approved" || word == "denied"
          return ReportRow(
            name: "new hires", requestTypeID: Sample.type, requestType: type, requester: user(number % 10),
            login: "person\(number)@example.com", subject: "Access for the new hires of September",
            requestID: word == "missing" ? nil : RequestID("61eb06a3c462d20007f02\(number + 100)"), status: word,
            decision: isDecided ? word : nil, decidedBy: isDecided ? "manager@example.com" : nil,
            decidedAt: isDecided ? began - 3_600 : nil, created: began - 86_400, lastUpdated: began - 3_600,
            reason: word == "waiting" ? "waits for the requester's manager since 2026-09-20T14:13:20Z" : nil,
            place: place(UInt32(number)))
        }
      }
    }
    let words = ["waiting", "approved", "denied", "failed", "canceled", "expired", "locked", "missing", "ambiguous"]
    let counts = words.map { word in RunReport.Count(word, rows.count { $0.status == word }) }
    return RunReport(
      command: "status", version: "1.2.3", began: began, ended: began + 2, exitStatus: 0,
      orgURL: "https://org.example",
      summary: "\(rows.count) requests: \(counts.map(\.text).joined(separator: ", ")).", counts: counts, rows: rows)
  }

  static var findings: [Diagnostic] {
    [
      Diagnostic(
        code: .subjectLength, message: "expected 1 to 250 code points, found 0: 100%", file: "requests/sales team.yaml",
        range: SourceRange(start: SourceMark(line: 3, column: 14), end: SourceMark(line: 3, column: 16)),
        hint: "write a subject"),
      Diagnostic(
        severity: .warning, code: .subjectForm, message: "the org may store \"<Åccess>\" in another form",
        file: "requests/sales team.yaml",
        range: SourceRange(start: SourceMark(line: 8, column: 9), end: SourceMark(line: 9, column: 2)),
        notes: [Diagnostic.Note(message: "first written here", place: place(2))]),
    ]
  }
}
