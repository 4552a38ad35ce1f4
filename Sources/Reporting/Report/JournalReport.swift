import Applying
package import Journaling
import OrderedCollections
package import Model

/// A report of a past run, as far as the journal holds it.
package struct JournalReport: Sendable {
  /// A declaration, as entries show it.
  private struct Declaration: Hashable {
    var key: RequestKey
    var name: String?
    var place: SourcePlace
    /// Distinguishes requests with one key.
    var attempt: Int
  }

  /// The users' logins, where they are known.
  package var logins: [UserID: String]
  /// The request types that are known, for their names.
  package var requestTypes: [RequestTypeID: RequestType]

  package init(logins: [UserID: String], requestTypes: [RequestTypeID: RequestType]) {
    self.logins = logins
    self.requestTypes = requestTypes
  }

  /// Adds what a run meant to do, and what is known of it now.
  package func fill(_ report: inout RunReport, with run: JournalRun, entries: [JournalEntry]) {
    report.command = entries.contains(where: \.isCancel) ? "cancel" : "apply"
    report.orgURL = run.orgURL
    report.run = run.id.text
    (report.began, report.ended) = (run.startedAt, run.endedAt)
    report.counts = Self.counts(of: run, ApplyTally(entries))
    let numbers = report.counts.filter { $0.number > 0 }.map(\.text)
    report.summary =
      "Run \(run.id.text) \(Self.state(run)): \(numbers.isEmpty ? "nothing" : numbers.joined(separator: ", "))."
    report.rows = rows(entries)
    report.notes += Self.notes(run)
  }

  private static func state(_ run: JournalRun) -> String {
    switch run.state {
    case .running: "has not ended"
    case .finished: "finished"
    case .stopped: "was stopped"
    case .died: "died"
    }
  }

  /// As in the last line of a run, as far as the journal knows them.
  private static func counts(of run: JournalRun, _ tally: ApplyTally) -> [RunReport.Count] {
    let untried: [(key: String, number: Int?)] = [("blocked", run.blocked), ("withheld", run.withheld)]
    return [
      .init("created", tally.created), .init("canceled", tally.canceled),
      .init("messaged", tally.messaged, label: tally.messaged == 1 ? "message sent" : "messages sent"),
      .init("adopted", tally.adopted), .init("rejected", tally.rejected), .init("failed", tally.failed),
      .init("ambiguous", tally.ambiguous), .init("taken", tally.taken, label: "taken by other runs"),
      .init("remaining", tally.remaining),
    ] + untried.compactMap { key, number in number.map { RunReport.Count(key, $0) } }
  }

  /// What a journal cannot say.
  private static func notes(_ run: JournalRun) -> [String] {
    let untried = [(run.blocked ?? 0, "blocked"), (run.withheld ?? 0, "withheld")].filter { $0.0 > 0 }
    let counts = untried.map { "\(CountText.number($0.0)) \($0.1)" }.joined(separator: " and ")
    return [
      "made from the journal, which has no requests that were as declared, no findings and no exit status",
      "outcomes are as they are known now: later runs and journal resolve may have found them",
      run.state == .died ? "the run died: it never recorded its end" : nil,
      counts.isEmpty ? nil : "\(counts) actions have no row: the journal only counts them",
    ].compactMap(\.self)
  }

  // MARK: Rows

  /// One for each declaration, by the action that went worst.
  private func rows(_ entries: [JournalEntry]) -> [ReportRow] {
    let declarations = OrderedDictionary(grouping: entries) { entry in
      Declaration(key: entry.key, name: entry.name, place: entry.place, attempt: entry.attempt)
    }
    return declarations.values.map { entries in
      let main = entries.min { PlanRows.rank(Self.word(for: $0)) < PlanRows.rank(Self.word(for: $1)) } ?? entries[0]
      return row(main, request: entries.lazy.compactMap(\.requestID).first)
    }
  }

  private func row(_ entry: JournalEntry, request: RequestID?) -> ReportRow {
    let key = entry.key
    return ReportRow(
      name: entry.name, requestTypeID: key.requestTypeID, requestType: requestTypes[key.requestTypeID]?.name,
      requester: key.requester, login: key.requester.flatMap { logins[$0] }, subject: key.subject,
      attempt: entry.attempt, requestID: request, status: Self.word(for: entry),
      action: entry.kind.name, reason: entry.error, place: entry.place)
  }

  /// The word of `ApplyTally` for it.
  private static func word(for entry: JournalEntry) -> String {
    switch entry.state {
    case .confirmed where entry.isCancel: "canceled"
    case .confirmed: entry.isMessage ? "messaged" : "created"
    case .sent, .ambiguous: "ambiguous"
    case .planned, .absent: "remaining"
    case .adopted, .rejected, .failed, .taken, .gone: entry.state.rawValue
    }
  }
}
