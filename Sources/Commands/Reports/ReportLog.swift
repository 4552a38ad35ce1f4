import Applying
import Foundation
import Journaling
import Manifests
import Model
import Planning
import Reporting
import Synchronization

/// What a command has done so far, as far as a report shows it: the command adds to it, and `Program` writes it at the end.
final class ReportLog: Sendable {
  private struct State {
    var report: RunReport
    /// Whether the report is of a past run, whose end is not this command's.
    var isReplay = false
    /// The entries that are declared.
    var declared: [DeclaredEntryKey: DeclaredEntry] = [:]
    /// The plan, once there is one.
    var planned: PlanResult?
    /// What became of the plan's actions; `nil` until a run has begun.
    var results: [ActionIdentity: PlanRows.Result]?
    /// What may be done, without a result so far.
    var inFlight: CallsInFlight?
    /// The creates of earlier runs that were found.
    var recovered: Set<RequestKey> = []

    /// The results, and that the outcome of what is in flight is unknown.
    var resultsSoFar: [ActionIdentity: PlanRows.Result]? {
      guard var results else { return nil }
      for action in inFlight?.actions ?? [] where results[action] == nil {
        results[action] = .init(
          outcome: .ambiguous, requestID: nil, detail: "its call was in flight when the run ended")
      }
      return results
    }
  }

  private let state: Mutex<State>

  init(command: String, began: Date, sourceRoot: SourceRoot) {
    var report = RunReport(command: command, version: WritVersion.text, began: began)
    report.sourceRoot = sourceRoot
    state = Mutex(State(report: report))
  }

  /// Changes the report itself.
  func update(_ change: (inout RunReport) -> Void) { state.withLock { change(&$0.report) } }

  /// Makes the report one of a past run.
  func replay(_ change: (inout RunReport) -> Void) {
    state.withLock { state in
      state.isReplay = true
      change(&state.report)
    }
  }

  /// What else a reader has to know.
  func note(_ text: String) { update { $0.notes.append(text) } }

  // MARK: What commands add

  /// The manifests of a set, where they were all that was asked for.
  func add(_ reading: ManifestSet) {
    let rows = reading.declared.map(ReportRow.init)
    update { report in
      report.summary = FindingsText.summary(of: reading)
      report.counts = FindingsText.counts(of: reading)
      report.rows = rows
      report.findings = reading.diagnostics
      report.findingsLeftOut = reading.leftOutCount
    }
  }

  /// The entries of manifests.
  func add(_ declared: [DeclaredRequest]) {
    let entries = declared.map { (DeclaredEntryKey($0), $0.entry) }
    state.withLock { $0.declared = Dictionary(entries, uniquingKeysWith: { first, _ in first }) }
  }

  /// A plan, which no run has begun yet.
  func add(_ planned: PlanResult) {
    state.withLock { state in
      state.planned = planned
      state.report.orgURL = planned.plan.orgURL
      state.report.summary = PlanText.counts(planned.plan)
      state.report.counts = PlanCounts(planned.plan).list
      state.report.findings = planned.diagnostics
      state.report.findingsLeftOut = planned.diagnosticsLeftOut
      state.report.duplicates = planned.duplicates
    }
  }

  /// A run has begun: the plan's counts are no longer its last line.
  func begin(_ run: JournalRun, recovered: [ApplyEvent], inFlight: CallsInFlight) {
    state.withLock { state in
      state.inFlight = inFlight
      state.report.run = run.id.text
      state.results = [:]
      (state.report.summary, state.report.counts) = (nil, [])
      for case .ended(let action, .adopted, _, _) in recovered { state.recovered.insert(action.declaration.key) }
    }
  }

  /// What became of an action.
  func add(_ event: ApplyEvent) {
    guard case .ended(let action, let outcome, let requestID, let detail) = event else { return }
    let result = PlanRows.Result(outcome: outcome, requestID: requestID, detail: detail)
    state.withLock { $0.results?[action.identity] = result }
  }

  /// How a run ended: what people read of it, and the numbers of that.
  func end(_ lastLine: String, _ counts: [RunReport.Count], duplicates: [DuplicateRequests]) {
    update { report in
      (report.summary, report.counts, report.duplicates) = (lastLine, counts, duplicates)
    }
  }

  /// Why the command ends as it does, where that has been said already.
  func fail(_ error: CommandError) {
    update { $0.failure = RunReport.Failure(message: error.message, hint: error.hint) }
  }

  // MARK: The report

  /// What was not done so far, as a manifest; `nil` before there is a plan.
  var unfinished: String? {
    let state = state.withLock { $0 }
    guard let planned = state.planned else { return nil }
    return UnfinishedManifest(
      of: planned.plan, results: state.resultsSoFar ?? [:], names: planned.rows, declared: state.declared
    ).text(run: state.report.run)
  }

  /// All that is known at a moment of the end, which is `failure` or a success.
  func report(_ failure: CommandError?, status: ExitStatus, at moment: Date) -> RunReport {
    let state = state.withLock { $0 }
    var report = state.report
    guard !state.isReplay else { return report }
    report.ended = moment
    report.exitStatus = Int(status.rawValue)
    if let failure, !failure.message.isEmpty {
      report.failure = RunReport.Failure(message: failure.message, hint: failure.hint)
      if report.findings.isEmpty { report.findings = failure.diagnostics }
    }
    if let planned = state.planned {
      let rows = planned.rows
      report.rows =
        state.resultsSoFar.map { rows.rows(of: planned.plan, results: $0, recovered: state.recovered) }
        ?? rows.rows(of: planned.plan)
    }
    return report
  }
}

extension ReportRow {
  /// A declaration of a valid entry, before names are looked up.
  fileprivate init(_ request: DeclaredRequest) {
    let entry = request.entry
    var row = ReportRow(
      name: entry.name, requestTypeID: entry.requestTypeID, subject: entry.subject, attempt: entry.attempt,
      status: "valid", place: request.place)
    switch request.requester {
    case .ownUser: break
    case .id(let id): row.requester = id
    case .name(let name), .group(let name): row.login = name
    }
    self = row
  }
}
