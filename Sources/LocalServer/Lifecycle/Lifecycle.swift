import OktaWire

/// The progress of a request: its approvals one after the other, then its one action. Coding keys are stored names.
struct Lifecycle: Hashable, Sendable, Codable {
  /// One approval.
  struct Step: Hashable, Sendable, Codable {
    /// 24 hexadecimal digits.
    var id: String
    /// Who approves, and the fields that they fill in.
    var approval: RequestTypeDefinition.Approval
    /// `nil` while it is pending.
    var completed: CompletedApproval?

    private enum CodingKeys: String, CodingKey {
      case id
      case approval = "asked"
      case completed = "decision"
    }
  }

  /// An approval that was given or denied (contract schema `request-approval-completed`).
  struct CompletedApproval: Hashable, Sendable, Codable {
    var approver: Approver
    var decision: Decision
    var decided: Timestamp
    /// `nil` where the approval has no fields.
    var fieldValues: [AnsweredField]?

    private enum CodingKeys: String, CodingKey {
      case approver = "by"
      case decision = "verdict"
      case decided = "moment"
      case fieldValues
    }
  }

  /// What grants the access.
  struct Action: Hashable, Sendable, Codable {
    /// 24 hexadecimal digits.
    var id: String
    var kind: RequestTypeDefinition.ResourceKind
    /// `nil` in a request that an earlier version of the program made; its request type may still know it.
    var resource: Resource?
    /// How long access lasts, in milliseconds; `nil`: it does not expire.
    var accessDuration: Int64?
    /// `nil` while it is pending.
    var outcome: Outcome?
  }

  /// What a request grants access to.
  struct Resource: Hashable, Sendable, Codable {
    var id: String
    var name: String
  }

  /// How the action ended, and when.
  struct Outcome: Hashable, Sendable, Codable {
    var status: ActionStatus
    var attempted: Timestamp
    /// When access ended; `nil`: it has not ended.
    var removed: Timestamp?
  }

  /// In the order in which they are decided.
  var steps: [Step]
  var action: Action
  var rule: LifecycleRule
  /// When the request was created, or its seed was applied.
  var startedAt: Timestamp
  /// Since when it has waited for the current approval, or for its action.
  var waitingSince: Timestamp

  init(
    steps: [Step], action: Action, rule: LifecycleRule = LifecycleRule(), startedAt: Timestamp
  ) {
    self.steps = steps
    self.action = action
    self.rule = rule
    self.startedAt = startedAt
    waitingSince = startedAt
  }

  /// The index of the approval that is decided next; `nil` where all are given, or one was denied.
  var currentStep: Int? {
    isDenied ? nil : steps.firstIndex { $0.completed == nil }
  }

  /// Whether an approval was denied, which ends the request.
  var isDenied: Bool {
    steps.contains { $0.completed?.decision == .denied }
  }

  private enum CodingKeys: String, CodingKey {
    case steps, action, rule, waitingSince
    case startedAt = "begun"
  }
}

/// A user as the API names one who decided.
struct Approver: Hashable, Sendable, Codable {
  var id: String
  /// At most 100 characters (contract schema `request-approval-completed`).
  var name: String
}

extension RequestTypeDefinition {
  /// The lifecycle of a new request whose resource has this name: every approval and its action are pending.
  func lifecycle(resourceName: String, rule: LifecycleRule? = nil, startedAt: Timestamp, nextID: () -> String)
    -> Lifecycle
  {
    var rule = rule ?? self.rule ?? LifecycleRule()
    rule.actionAfter = rule.actionAfter ?? LifecycleRule.defaultActionDelay
    return Lifecycle(
      steps: approvals.map { Lifecycle.Step(id: nextID(), approval: $0) },
      action: Lifecycle.Action(
        id: nextID(), kind: resourceKind, resource: Lifecycle.Resource(id: resourceID, name: resourceName),
        accessDuration: accessDuration.flatMap(AccessDuration.milliseconds)),
      rule: rule, startedAt: startedAt)
  }
}

/// An ISO 8601 duration of one unit: days, hours or minutes (contract schema `request-duration`).
enum AccessDuration {
  /// `nil` where the text is not a duration, or has more than 1,000,000 units: with at most that many, the end of any
  /// access has a year of four digits, as RFC 3339 requires.
  static func milliseconds(_ text: String) -> Int64? {
    guard let parts = text.wholeMatch(of: /P(?:(\d+)D|T(\d+)H|T(\d+)M)/)?.output else { return nil }
    let units: [(Substring?, Int64)] = [(parts.1, 86_400_000), (parts.2, 3_600_000), (parts.3, 60_000)]
    for case (let digits?, let unit) in units {
      guard let number = Int64(digits), number <= 1_000_000 else { return nil }
      return number * unit
    }
    return nil
  }
}
