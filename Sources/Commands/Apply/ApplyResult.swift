import Applying
import Journaling
import Planning
import Reporting
import Model
import Throttling

/// How a run ended, for the shell and for the person: pure.
struct ApplyResult: Sendable {
  let tally: ApplyTally
  let plan: Plan
  /// How many actions other runs are still at.
  let leftToOthers: Int
  let stop: StopReason?

  /// What stopped the run comes first, then what is unknown, then what the org refused, then what failed.
  var status: ExitStatus {
    switch stop {
    case .notAuthorized, .cancelsNotOffered: .unauthorized
    case .unreachable, .circuitOpen, .journal: .failure
    case .interrupted, .deadline: tally.remaining > 0 ? .stoppedEarly : endStatus
    // The same command would end so again.
    case .failFast, nil: endStatus
    }
  }

  private var endStatus: ExitStatus {
    let blocked = plan.actions.filter { $0.verb == .blocked }
    if tally.ambiguous > 0 || blocked.contains(where: \.mayBeDone) { return .ambiguous }
    if tally.rejected > 0 || !blocked.isEmpty { return .rejected }
    if tally.failed > 0 { return .failure }
    if leftToOthers > 0 { return .stateHeld }
    return tally.remaining > 0 ? .stoppedEarly : .done
  }

  /// Why it stopped, and what to do next, where there is something to do.
  var error: CommandError? {
    let again = "run the same command again: it continues, and nothing is done twice"
    let left = "\(CountText.number(tally.done)) of \(total) done"
    switch stop {
    case .notAuthorized(let failure):
      return CommandError(status, "stopped, \(left): \(failure.text)", hint: "check the token, then \(again)")
    case .cancelsNotOffered(let failure):
      return CommandError(
        status, "stopped, \(left): the org does not offer to cancel requests: \(failure.text)",
        hint: "ask Okta to enable the Beta of this operation for the org, or cancel the requests in Okta")
    case .circuitOpen(let broken, let last):
      return CommandError(
        status,
        "stopped after \(broken.failures) failures in a row, \(left): \(last?.text ?? "the org's list cannot be read")",
        hint: "check that the org and the network are up, then \(again)")
    case .unreachable(let failure): return CommandError(status, "stopped, \(left): \(failure.text)", hint: again)
    case .journal(let error): return CommandError(status, "stopped, \(left): \(error.text)", hint: error.hint)
    case .interrupted, .deadline:
      guard tally.remaining > 0 else { return endError }
      let cause = stop == .deadline ? "the deadline is reached" : "interrupted"
      return CommandError(
        status, "\(cause), \(left)",
        hint: "run the same command with the same state to continue")
    case .failFast:
      guard tally.remaining > 0 else { return endError }
      return CommandError(
        status, "stopped at the first failure, \(left)",
        hint: "fix the problem above, or omit --fail-fast, then apply again")
    case nil: return endError
    }
  }

  /// Actions that are not known to be done or not.
  private var ambiguous: Int {
    tally.ambiguous + plan.actions.count { $0.verb == .blocked && $0.mayBeDone }
  }

  /// `6 blocked, 2 rejected (listed above)`
  private var rejected: String {
    let summary = plan.summary
    let blocked = (summary.blocked, isCancel ? summary.blockedCancels : "blocked")
    let counts = [blocked, (tally.rejected, "rejected")].filter { $0.0 > 0 }
    return counts.map { "\(CountText.number($0.0)) \($0.1)" }.joined(separator: ", ") + " (listed above)"
  }

  private var isCancel: Bool { plan.purpose == .cancel }

  private var total: String { CountText.number(tally.ended + tally.remaining) }

  private var endError: CommandError? {
    switch status {
    case .ambiguous:
      CommandError(
        status,
        "the outcome of \(CountText.noun(ambiguous, "action")) is unknown: \(ambiguous == 1 ? "it" : "they") may have "
          + "reached the org",
        hint: isCancel
          ? "run the same command again to look requests up; what stays unknown, check in the org, then run writ journal resolve"
          : "apply again to look requests up; for what stays unknown check the org, then run writ journal resolve")
    case .rejected:
      CommandError(
        status, rejected,
        hint: isCancel ? "end the access itself in Okta where it was given" : "fix them, then apply again")
    case .failure:
      CommandError(
        status, "\(CountText.number(tally.failed)) failed (listed above)",
        hint: "run the same command again: it does what is left")
    case .stateHeld:
      CommandError(
        status,
        "another run has \(CountText.number(leftToOthers)) of \(total) (listed above)",
        hint: "run the same command again when it has ended; --lock-timeout 10m waits by itself")
    case .stoppedEarly:
      // Nothing failed, and nothing stopped it: such creates were lost, and others made the request before.
      CommandError(
        status,
        "\(CountText.number(tally.remaining)) of \(total) left: another client created the request in the meantime",
        hint: "run the same command again: it plans what is left")
    default: nil
    }
  }
}
