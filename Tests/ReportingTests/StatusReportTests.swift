import Applying
import Foundation
import Planning
import Reporting
import Model
import Testing

@Suite("A status report")
struct StatusReportTests {
  private static let day = 86_400.0

  private static func user(_ number: Int) -> UserID {
    UserID("00u" + String(repeating: "0", count: 16) + String(number))!
  }

  private static func approval(_ decision: String?, by user: UserID? = nil) -> RequestCourse.Approval {
    guard let decision else { return RequestCourse.Approval(status: "PENDING") }
    return RequestCourse.Approval(
      status: "COMPLETED", decision: decision, approver: user, approverName: "Max Muster",
      decided: Sample.moment + 2 * day)
  }

  private static func status(
    _ number: Int, _ standing: RequestStanding, _ course: RequestCourse? = nil, reason: String? = nil,
    status: String = "OPEN", attempt: Int = 1, entry: String = "crm"
  ) -> DeclarationStatus {
    let declaration = Sample.declaration("Access", name: entry, requester: user(number), line: UInt32(number))
    let existing = ExistingRequest(
      id: RequestID("61a\(number)"), requestTypeID: Sample.type, requester: user(number), subject: "Access",
      status: status, created: Sample.moment, lastUpdated: Sample.moment + day, course: course)
    let isThere = ![.missing, .blocked, .ambiguous].contains(standing)
    return DeclarationStatus(
      declaration, standing, request: isThere ? existing : nil, attempt: attempt, reason: reason)
  }

  private static func report(_ statuses: [DeclarationStatus], notes: [String] = []) -> StatusReport {
    var answer = StatusAnswer()
    answer.statuses = statuses
    for number in 1...9 {
      answer.users[user(number)] = OrgUser(id: user(number), login: "person\(number)@example.com", status: "ACTIVE")
    }
    answer.requestTypes[Sample.type] = RequestType(
      id: Sample.type, name: "Salesforce", status: "ACTIVE", fields: [],
      approvers: [.manager, .members([GroupID(fromOrg: "00g1"), GroupID(fromOrg: "00g2")])])
    answer.groups = [GroupID(fromOrg: "00g1"): "Sales leads"]
    return StatusReport(answer, orgURL: "https://org.example", notes: notes)
  }

  /// One of each, and some twice.
  private static let all = report(
    [
      status(
        1, .approved,
        RequestCourse(
          approvals: [approval("APPROVED", by: user(9)), approval("APPROVED", by: user(9))],
          actions: [.init(status: "COMPLETED", kind: "ASSIGN_APP_TO_USER", outcome: "SUCCEEDED")]), status: "RESOLVED"),
      status(2, .waiting, RequestCourse(approvals: [approval(nil), approval(nil)])),
      status(3, .waiting, RequestCourse(approvals: [approval("APPROVED"), approval(nil)]), attempt: 2),
      status(4, .denied, RequestCourse(approvals: [approval("DENIED"), approval(nil)]), status: "RESOLVED"),
      status(
        5, .failed,
        RequestCourse(
          approvals: [approval("APPROVED", by: user(9)), approval("APPROVED", by: user(9))],
          actions: [.init(status: "COMPLETED", kind: "ASSIGN_APP_TO_USER", outcome: "FAILED")]), status: "RESOLVED"),
      status(6, .blocked, reason: "person6@example.com is SUSPENDED: nothing can be requested for such a user"),
      status(7, .missing), status(8, .other("ON HOLD"), status: "ON HOLD"),
      status(9, .ambiguous, reason: "an earlier run sent it and its outcome is not known yet", entry: "other"),
    ], notes: ["a note"])

  @Test("text has entries with their people, what needs attention first, and fits 80 columns")
  func text() {
    let text = StatusText(styling: .plain, isVerbose: false, width: 80).text(Self.all)
    #expect(
      text == """
        crm  Salesforce  "Access"  8 people
          ? ON HOLD    person8@example.com  2023-11-15
          ! failed     person5@example.com
              2023-11-16 by person9@example.com, the org could not give the access
          ! denied     person4@example.com  2023-11-16 by Max Muster
          ! blocked    person6@example.com
              person6@example.com is SUSPENDED: nothing can be requested for such a user
          ! missing    person7@example.com
          ~ waiting    person2@example.com
              since 2023-11-14 for the requester's manager (approval 1 of 2)
          ~ waiting    person3@example.com
              attempt 2, since 2023-11-16 for a member of Sales leads or 00g2 (approval
              2 of 2)
          + approved   1 person
        other  Salesforce  "Access"  1 person
          ? ambiguous  person9@example.com
              an earlier run sent it and its outcome is not known yet

        9 requests: 2 waiting, 1 approved, 1 denied, 1 failed, 1 missing, 1 blocked, 1
        ambiguous, 1 ON HOLD.

        """)
    #expect(text.split(separator: "\n").allSatisfy { $0.count <= 80 })
  }

  @Test("in a pipe nothing is shortened or broken, and a verbose text lists who is approved as well")
  func pipe() {
    let text = StatusText(styling: .plain, isVerbose: true).text(Self.all)
    #expect(
      text.contains(
        "  ~ waiting    person3@example.com  attempt 2, since 2023-11-16 for a member of Sales leads or 00g2 (approval 2 of 2)\n"
      ))
    #expect(text.contains("  + approved   person1@example.com  2023-11-16 by person9@example.com, access given\n"))
  }

  @Test("colors change nothing but the color of a status")
  func colors() {
    let colored = StatusText(styling: .colored, isVerbose: true, width: 60).text(Self.all)
    let plain = StatusText(styling: .plain, isVerbose: true, width: 60).text(Self.all)
    #expect(colored != plain && colored.replacing(/\u{1B}\[[0-9;]+m/, with: "") == plain)
  }

  @Test("fifty people with one status are listed, and fifty-one are counted, with their reasons", arguments: [50, 51])
  func manyPeople(count: Int) {
    let statuses = (1...count).map { Self.status($0 % 9 + 1, .blocked, reason: $0 % 2 == 0 ? "even" : "odd") }
    let text = StatusText(styling: .plain, isVerbose: false).text(Self.report(statuses))
    #expect(text.components(separatedBy: "@example.com").count - 1 == (count == 50 ? 50 : 0))
    #expect(text.contains("  ! blocked    51 people\n      26: odd\n      25: even\n") == (count == 51))
  }

  @Test(
    "counts by one property are a table of which each row sums up, or a list where the terminal is too narrow",
    arguments: StatusReport.Grouping.allCases)
  func table(by grouping: StatusReport.Grouping) {
    let text = StatusText(styling: .plain, isVerbose: false)
    let lines = text.table(Self.all, by: grouping).split(separator: "\n")
    if grouping == .entry {
      #expect(
        lines.prefix(3) == [
          "entry  requests  waiting  approved  denied  failed  missing  blocked  ambiguous  ON HOLD",
          "crm           8        2         1       1       1        1        1          0        1",
          "other         1        0         0       0       0        0        0          1        0",
        ])
    }
    let numbers = lines.dropFirst().dropLast().map { line in
      line.split(separator: " ").compactMap { Int($0) }
    }
    #expect(numbers.map { $0[0] }.reduce(0, +) == 9)
    #expect(numbers.allSatisfy { $0.count == 1 || $0.dropFirst().reduce(0, +) == $0[0] })
    let narrow = StatusText(styling: .plain, isVerbose: false, width: 60).table(Self.all, by: grouping)
    #expect(narrow.split(separator: "\n").allSatisfy { $0.count <= 60 })
    #expect(narrow.contains("    1 ambiguous") == (grouping != .status && grouping != .type))
  }

  @Test("counts by one property are the same in CSV and in Markdown", arguments: StatusReport.Grouping.allCases)
  func countedFormats(by grouping: StatusReport.Grouping) {
    func cells(_ text: String, _ separator: Character, _ isRow: (Substring) -> Bool) -> [[String]] {
      text.split(whereSeparator: \.isNewline).filter(isRow).map { line in
        line.split(separator: separator).map { $0.trimmingCharacters(in: .whitespaces) }
      }
    }
    let csv = ReportCSV.text(Self.all, by: grouping)
    var whole = RunReport(command: "status", version: "1", began: Sample.moment)
    Self.all.fill(&whole)
    let markdown = ReportMarkdown.text(whole, of: Self.all, by: grouping)
    let table = markdown.components(separatedBy: "### Counts").last ?? ""
    let rows = cells(csv.replacing("\u{FEFF}", with: ""), ",") { _ in true }
    let written = cells(table.replacing(/<.?code>/, with: "").replacing(/&#64;/, with: "@"), "|") {
      $0.hasPrefix("| ") && !$0.hasPrefix("| ---")
    }
    #expect(written == rows, "\(markdown)\n\(csv)")
    #expect(rows.dropFirst().compactMap { Int($0[1]) }.reduce(0, +) == 9)
  }

  @Test("JSON has every standing in its summary, and the words of the contract in each request")
  func json() throws {
    let document = StatusJSON.document(Self.all, by: .entry).document
    let object = try #require(try JSONSerialization.jsonObject(with: Data(document.utf8)) as? [String: Any])
    #expect(
      object["summary"] as? [String: Int] == [
        "waiting": 2, "approved": 1, "denied": 1, "failed": 1, "canceled": 0, "expired": 0, "locked": 0, "missing": 1,
        "blocked": 1, "ambiguous": 1, "resolved": 0, "other": 1, "total": 9,
      ])
    let requests = try #require(object["requests"] as? [[String: Any]])
    let denied = requests[3]
    #expect(denied["status"] as? String == "denied" && denied["decision"] as? String == "denied")
    #expect(denied["decidedBy"] as? String == "Max Muster" && denied["decidedAt"] as? String == "2023-11-16T22:13:20Z")
    #expect(requests[0]["action"] as? String == "done" && requests[0]["decidedBy"] as? String == "person9@example.com")
    #expect(
      requests[1]["reason"] as? String
        == "waits for the requester's manager (approval 1 of 2) since 2023-11-14T22:13:20Z")
    #expect(requests[7]["status"] as? String == "ON HOLD" && requests[6]["requestId"] is NSNull)
    #expect((object["groups"] as? [[String: Any]])?.map { $0["total"] as? Int } == [8, 1])
    #expect(object["notes"] as? [String] == ["a note"])
  }

  @Test("a report has the numbers of the status's last line, and a row for each request")
  func runReport() {
    var report = RunReport(command: "status", version: "1", began: Sample.moment)
    Self.all.fill(&report)
    #expect(report.counts.map(\.number).reduce(0, +) == 9 && report.rows.count == 9)
    #expect(report.summary == Self.all.summary && report.notes == ["a note"])
    for count in report.counts { #expect(report.rows.count { $0.status == count.key } == count.number) }
  }

  @Test("approval settings that have another number of approvals than a request say nothing of it")
  func changedSettings() {
    let report = Self.report([Self.status(1, .waiting, RequestCourse(approvals: [Self.approval(nil)]))])
    #expect(report.rows[0].reason == "waits for someone not shown by the org since 2023-11-14T22:13:20Z")
    let hidden = Self.report([Self.status(1, .waiting, RequestCourse())])
    #expect(hidden.rows[0].reason == report.rows[0].reason)
    #expect(Self.report([Self.status(1, .waiting)]).rows[0].reason == "waits since 2023-11-14T22:13:20Z")
  }
}
