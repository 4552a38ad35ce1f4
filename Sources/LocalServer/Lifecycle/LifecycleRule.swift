/// When and how a request changes automatically, as its seed defines it. The rule of a request type applies to the
/// requests that are created while the type has it. Times are in milliseconds.
struct LifecycleRule: Hashable, Sendable, Codable {
  /// How long each approval waits, once it is the current one, until it is decided; `nil`: a person decides.
  var approveAfter: Int64?
  /// How approvals are decided; `nil`: approved. A denial is that of the first approval.
  var decision: Decision?
  /// How long the action takes after the last approval; `nil`: `defaultActionDelay` in a seed, and in the lifecycle of a
  /// request that its action never ends.
  var actionAfter: Int64?
  /// How the action ends; `nil`: it succeeds.
  var actionStatus: ActionStatus?
  /// How long after its creation a request is locked, in whatever state it is; `nil`: never.
  var lockAfter: Int64?

  /// Long enough for a client that polls to see a `PENDING` request.
  static let defaultActionDelay: Int64 = 1000

  /// This rule, with the values of `other` where it has any.
  func overridden(by other: LifecycleRule) -> LifecycleRule {
    LifecycleRule(
      approveAfter: other.approveAfter ?? approveAfter, decision: other.decision ?? decision,
      actionAfter: other.actionAfter ?? actionAfter, actionStatus: other.actionStatus ?? actionStatus,
      lockAfter: other.lockAfter ?? lockAfter)
  }
}

/// What an approver decides (contract schema `request-approval-completed`).
enum Decision: String, Hashable, Sendable, Codable, CaseIterable {
  case approved = "APPROVED"
  case denied = "DENIED"
}

/// How an action ended (contract schema `request-action-completed`).
enum ActionStatus: String, Hashable, Sendable, Codable, CaseIterable {
  case succeeded = "SUCCEEDED"
  case failed = "FAILED"
}
