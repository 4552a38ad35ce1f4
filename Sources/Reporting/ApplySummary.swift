package import Applying
package import Journaling
package import Planning
package import Throttling

/// What a whole run came to.
package struct ApplySummary: Sendable {
  /// The run's id.
  package var run: RunID
  /// What the run was for.
  package var purpose: Plan.Purpose
  /// What became of its actions.
  package var tally: ApplyTally
  /// Creates, or cancels, of earlier runs of unknown outcome that were found to be done.
  package var recovered: Int
  /// What the plan had to do.
  package var plan: PlanSummary
  /// Declarations for which the org has several requests.
  package var duplicates: [DuplicateRequests]
  /// The calls that it made.
  package var counts: CallCounts
  /// How long it took.
  package var seconds: Double

  package init(
    run: RunID, tally: ApplyTally, recovered: Int, plan: PlanSummary, duplicates: [DuplicateRequests],
    counts: CallCounts,
    seconds: Double, purpose: Plan.Purpose = .create
  ) {
    self.purpose = purpose
    self.run = run
    self.tally = tally
    self.recovered = recovered
    self.plan = plan
    self.duplicates = duplicates
    self.counts = counts
    self.seconds = seconds
  }

  /// The last line of `apply --format json`.
  package var json: OrderedJSON {
    .object([
      "formatVersion": OrderedJSON.formatVersion,
      "type": .string("summary"),
      "run": .string(run.text),
      "created": .integer(tally.created),
      "adopted": .integer(tally.adopted + (purpose == .create ? recovered : 0)),
      "messaged": .integer(tally.messaged),
      "canceled": .integer(tally.canceled + (purpose == .cancel ? recovered : 0)),
      "withheld": .integer(plan.withheld),
      "unchanged": .integer(plan.unchanged),
      "denied": .integer(plan.denied),
      "blocked": .integer(plan.blocked),
      "rejected": .integer(tally.rejected),
      "failed": .integer(tally.failed),
      "ambiguous": .integer(tally.ambiguous),
      "taken": .integer(tally.taken),
      "remaining": .integer(tally.remaining),
      "duplicates": DuplicateText.json(duplicates),
      "calls": .integer(counts.calls),
      "throttled": .integer(counts.throttled),
      "seconds": .number((seconds * 1000).rounded() / 1000),
    ])
  }

  /// The numbers of the text, those that it leaves out as they are 0 included.
  package var list: [RunReport.Count] {
    if purpose == .cancel { return cancels }
    return [
      .init("created", tally.created),
      .init("messaged", tally.messaged, label: tally.messaged == 1 ? "message sent" : "messages sent"),
      .init("unchanged", plan.unchanged), .init("adopted", tally.adopted + recovered), .init("blocked", plan.blocked),
      .init("rejected", tally.rejected), .init("failed", tally.failed), .init("ambiguous", tally.ambiguous),
      .init("taken", tally.taken, label: "taken by other runs"), .init("remaining", tally.remaining),
      .init("withheld", plan.withheld),
      .init("duplicates", duplicates.count, label: "duplicated in the org"),
    ]
  }

  private var cancels: [RunReport.Count] {
    [
      .init("canceled", tally.canceled, label: tally.canceled == 1 ? "request" : "requests"),
      .init("messaged", tally.messaged, label: tally.messaged == 1 ? "message sent" : "messages sent"),
      .init("adopted", recovered, label: "found canceled"),
      .init("unchanged", max(0, plan.unchanged - recovered), label: "over already"),
      .init("blocked", plan.blocked, label: plan.blockedCancels), .init("rejected", tally.rejected),
      .init("failed", tally.failed), .init("ambiguous", tally.ambiguous),
      .init("taken", tally.taken, label: "taken by other runs"), .init("remaining", tally.remaining),
      .init("withheld", plan.withheld, label: "comments withheld"),
    ]
  }

  /// `Applied: 504 created, 115 messages sent, 6 blocked, 2 rejected in 1 min 31 s.`, with the calls where `isVerbose`.
  package func text(isVerbose: Bool) -> String {
    let always = purpose == .cancel ? 1 : 2
    let parts = list.enumerated().filter { $0.offset < always || $0.element.number > 0 }.map(\.element.text)
    let calls = [
      isVerbose ? CountText.noun(counts.calls, "call") : nil,
      counts.throttled > 0 ? "\(CountText.number(counts.throttled)) throttled" : nil,
    ].compactMap(\.self)
    let note = calls.isEmpty ? "" : " (\(calls.joined(separator: ", ")))"
    let verb = purpose == .cancel ? "Canceled" : "Applied"
    return "\(verb): \(parts.joined(separator: ", ")) in \(CountText.duration(seconds: seconds))\(note)."
  }
}
