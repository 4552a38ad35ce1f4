package import Applying
import Foundation
import Model
package import Planning

/// What became of declared requests, as every output of `writ status` shows it: each format is a pure function of this value.
package struct StatusReport: Sendable {
  /// What requests are counted by.
  package enum Grouping: String, CaseIterable, Sendable {
    /// Each of these is a property of a request.
    case type, entry, user, status
  }

  /// What was read.
  package var answer: StatusAnswer
  /// The org as `https://host`.
  package var orgURL: String
  /// What the report leaves out, and why: lower case, without a final period.
  package var notes: [String]

  package init(_ answer: StatusAnswer, orgURL: String, notes: [String] = []) {
    self.answer = answer
    self.orgURL = orgURL
    self.notes = notes
  }

  /// One for each declared request, in their order.
  package var rows: [ReportRow] { answer.statuses.map(row) }

  /// How many requests there are of each standing.
  package var tally: StatusTally { StatusTally(answer.statuses) }

  /// `300 requests: 200 approved, 60 waiting, 40 denied.`
  package var summary: String {
    let parts = tally.counts.map { "\(CountText.number($0.number)) \($0.standing.word.terminalSafe)" }
    let head = CountText.noun(answer.statuses.count, "request")
    return parts.isEmpty ? "\(head)." : "\(head): \(parts.joined(separator: ", "))."
  }

  /// What `--report` shows of it.
  package func fill(_ report: inout RunReport) {
    report.orgURL = orgURL
    report.summary = summary
    report.counts = tally.counts.map { RunReport.Count($0.standing.word, $0.number) }
    report.rows = rows
    report.notes += notes
  }

  // MARK: One request

  private func row(_ status: DeclarationStatus) -> ReportRow {
    let (declaration, request) = (status.declaration, status.request)
    let approval = status.decidingApproval
    return ReportRow(
      name: declaration.name, requestTypeID: declaration.requestTypeID,
      requestType: answer.requestTypes[declaration.requestTypeID]?.name, requester: userID(of: declaration),
      login: login(of: declaration), subject: declaration.subject, attempt: status.attempt, requestID: request?.id,
      status: status.standing.word, decision: (request?.course?.decision ?? request?.decision)?.rawValue,
      decidedBy: approval.flatMap(decider), decidedAt: approval?.decided, action: status.action,
      created: request?.created, lastUpdated: request?.lastUpdated, reason: reason(status), place: declaration.place)
  }

  /// `nil` where a name stands for a user that the org does not know.
  private func userID(of declaration: RequestDeclaration) -> UserID? {
    declaration.requester.flatMap { UserID($0.text) != nil || answer.users[$0] != nil ? $0 : nil }
  }

  /// The login of the requester, or the name by which the manifest gives one that the org does not know.
  func login(of declaration: RequestDeclaration) -> String? {
    guard let requester = declaration.requester else { return nil }
    return answer.users[requester]?.login ?? (UserID(requester.text) == nil ? requester.text : nil)
  }

  /// Who decided: a login where it is known, else the name that the org gives, else the id.
  func decider(_ approval: RequestCourse.Approval) -> String? {
    approval.approver.flatMap { answer.users[$0]?.login } ?? approval.approverName ?? approval.approver?.text
  }

  private func reason(_ status: DeclarationStatus) -> String? {
    guard let since = status.waitingSince else { return status.reason }
    let decider = waitsFor(status).map { " for \($0)" } ?? ""
    return ["waits\(decider) since \(since.formatted(.iso8601))", status.reason].compactMap(\.self).joined(
      separator: "; ")
  }

  /// `the requester's manager (approval 1 of 2)`: who is to decide next, by the approval settings of the request type; `nil`
  /// where it waits for no one, or where the request was not retrieved.
  func waitsFor(_ status: DeclarationStatus) -> String? {
    guard status.standing == .waiting, let course = status.request?.course else { return nil }
    let hidden = "someone not shown by the org"
    guard let index = status.pendingApproval else { return hidden }
    let approvers = answer.requestTypes[status.declaration.requestTypeID]?.approvers ?? []
    let count = course.approvals.count
    let number = count > 1 ? " (approval \(index + 1) of \(count))" : ""
    // Settings that were changed since say nothing of a request that was made before.
    guard index < approvers.count, approvers.count == count, let name = name(approvers[index]) else {
      return hidden + number
    }
    return name + number
  }

  private func name(_ approver: RequestType.Approver) -> String? {
    switch approver {
    case .manager: "the requester's manager"
    case .resourceOwner: "the owner of the resource"
    case .user(let id): answer.users[id]?.login ?? id.text
    case .members(let groups):
      groups.isEmpty ? nil : "a member of \(groups.map { answer.groups[$0] ?? $0.text }.joined(separator: " or "))"
    case .unknown: nil
    }
  }
}

/// How many requests there are of each standing.
package struct StatusTally: Hashable, Sendable {
  /// One of its numbers.
  package struct Count: Hashable, Sendable {
    /// What is counted.
    package var standing: RequestStanding
    /// How many there are, at least one.
    package var number: Int
  }

  private var numbers: [RequestStanding: Int] = [:]

  /// Counts these.
  package init(_ statuses: some Sequence<DeclarationStatus>) {
    for status in statuses { numbers[status.standing, default: 0] += 1 }
  }

  /// How many have a standing.
  package subscript(standing: RequestStanding) -> Int { numbers[standing] ?? 0 }

  /// Those that there are: words of Writ first, in their order, then the org's.
  package var counts: [Count] {
    (RequestStanding.known.filter { self[$0] > 0 } + others).map { Count(standing: $0, number: self[$0]) }
  }

  /// Words that came later, sorted.
  private var others: [RequestStanding] {
    numbers.keys.filter { !RequestStanding.known.contains($0) }.sorted { $0.word < $1.word }
  }

  /// How many have a word that came later.
  package var otherCount: Int { others.reduce(0) { $0 + self[$1] } }

  /// All of them.
  package var total: Int { numbers.values.reduce(0, +) }
}
