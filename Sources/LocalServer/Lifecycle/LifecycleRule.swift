/// What a seed says of the moves that a request makes by itself. Of a request type it holds for the requests that are
/// made while it stands. Times are milliseconds.
struct LifecycleRule: Hashable, Sendable, Codable {
  /// How long each approval waits from its turn on until it is decided; `nil`: a person decides.
  var approveAfter: Int64?
  /// How the approvals are decided; `nil`: approved. A denial is the first approval's.
  var decision: Verdict?
  /// How long the action takes once nothing is missing any more; `nil`: as the seed says nothing, `usualAction`, and of
  /// a course that it never ends.
  var actionAfter: Int64?
  /// How the action ends; `nil`: it succeeds.
  var actionStatus: ActionStatus?
  /// How long after its making a request is locked, as far as it has come by then; `nil`: never.
  var lockAfter: Int64?

  /// Long enough for a client that polls to see a `PENDING` request.
  static let usualAction: Int64 = 1000

  /// This rule with what `other` says in place of its own.
  func overridden(by other: LifecycleRule) -> LifecycleRule {
    LifecycleRule(
      approveAfter: other.approveAfter ?? approveAfter, decision: other.decision ?? decision,
      actionAfter: other.actionAfter ?? actionAfter, actionStatus: other.actionStatus ?? actionStatus,
      lockAfter: other.lockAfter ?? lockAfter)
  }
}

/// What an approver says (contract schema `request-approval-completed`).
enum Verdict: String, Hashable, Sendable, Codable, CaseIterable {
  case approved = "APPROVED"
  case denied = "DENIED"
}

/// How an action ended (contract schema `request-action-completed`).
enum ActionStatus: String, Hashable, Sendable, Codable, CaseIterable {
  case succeeded = "SUCCEEDED"
  case failed = "FAILED"
}
