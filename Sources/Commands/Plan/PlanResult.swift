import Foundation
import Planning
import Reporting
import Model

/// A plan, and what its output and its file show next to it.
struct PlanResult: Sendable {
  var plan: Plan
  /// Declarations for which the org has several requests.
  var duplicates: [DuplicateRequests]
  /// Why some requests cannot be created.
  var obstacles: [RequestKey: String]
  /// Whether entries with an edited subject make a second request.
  var acceptsNewSubjects: Bool
  /// What the org says against the declared requests, and what the plan leaves out.
  var diagnostics: [Diagnostic]
  /// Findings beyond those.
  var diagnosticsLeftOut: Int
  /// The users that logins and groups named.
  var users: [UserID: OrgUser]
  /// The request types in use that the state knows.
  var requestTypes: [RequestTypeID: RequestType]
  var rateLimits: [CallFamily: RateLimit]
  var forecast: Forecast

  /// The plan for people or for programs, ending with a line's end; with `--quiet` people get its counts only. `groups` are
  /// counts by a column of tables, which people get in place of the actions.
  func text(_ format: OutputFormat, by groups: PlanGroups? = nil, for console: Console) -> String {
    switch format {
    case .json:
      PlanJSON.document(
        plan, forecast: forecast, duplicates: duplicates, logins: logins, diagnostics: diagnostics,
        leftOut: diagnosticsLeftOut, groups: groups
      ).document + "\n"
    case .text where console.isQuiet: PlanText.counts(plan) + "\n"
    case .text:
      groups.map { planText(for: console).text(plan, by: $0, forecast: forecastText) }
        ?? planText(for: console).text(plan, forecast: forecastText)
    }
  }

  /// How a person reads the plan on this console.
  func planText(for console: Console) -> PlanText {
    PlanText(
      styling: console.styling, isVerbose: console.isVerbose, width: console.resultWidth, logins: logins,
      requestTypes: requestTypes, remedies: .ofCommandLine)
  }

  /// Prints the plan. Throws where it breaks a limit: then programs get the error alone, and people see the plan first.
  func show(
    _ format: OutputFormat, by groups: PlanGroups? = nil, keeping limits: PlanLimits, on console: Console
  ) throws(CommandError) {
    if format == .json { try requireSafe(limits) }
    console.result(text(format, by: groups, for: console))
    reportDuplicates(console)
    try requireSafe(limits)
  }

  /// The rows of reports.
  var rows: PlanRows { PlanRows(logins: logins, requestTypes: requestTypes) }

  /// Warns of requests that people were asked for twice.
  func reportDuplicates(_ console: Console) { console.warn(of: duplicates) }

  /// Refuses a plan that breaks a limit.
  func requireSafe(_ limits: PlanLimits) throws(CommandError) {
    guard let refusal = limits.refusal(of: plan, logins: logins) else { return }
    throw CommandError(.refused, "\(refusal.text): nothing was done", hint: refusal.limit.hint)
  }

  private var logins: [UserID: String] { users.mapValues(\.login) }

  /// `15 calls, about 1 min at 30 a minute`
  var forecastText: String { ForecastText.text(forecast, plan.summary, rateLimits: rateLimits) }

  /// Saves the plan for `apply --plan`: whole or not at all, and for its owner's eyes only. A pipe or a device is written
  /// to, and never replaced by a file.
  func save(to path: String, at date: Date) throws {
    let file = PlanFile(
      writVersion: WritVersion.text, createdAt: date, plan: plan, obstacles: obstacles,
      acceptsNewSubjects: acceptsNewSubjects)
    do {
      try OutputFile.write(to: path, for: .owner) { sink in try file.write(to: sink) }
    } catch {
      throw CommandError(
        .failure, "cannot save the plan to \(path): \(SystemReason.text(error))",
        hint: "choose another place with --out FILE")
    }
  }
}

extension PlanLimits.Limit {
  /// What to do about a plan that goes beyond it.
  fileprivate var hint: String {
    switch self {
    case .creates: "review it with writ plan, then raise --max-creates if this is intended"
    case .createsPerUser: "review it with writ plan, then raise --max-creates-per-user if this is intended"
    case .cancels: "review it with --dry-run, then raise --max-cancels if this is intended"
    }
  }
}

extension Console {
  /// Warns of the first of these duplicates, and counts the rest.
  func warn(of duplicates: [DuplicateRequests]) {
    let shown = 20
    for duplicate in duplicates.prefix(shown) { warn(DuplicateText.line(duplicate)) }
    if duplicates.count > shown { warn("and \(duplicates.count - shown) more (see --format json)") }
    if !duplicates.isEmpty { note("hint: writ cancel PATH --duplicates takes all but one back, until someone decides") }
  }
}
