import OktaWire

/// How far a request has come on its way: its approvals one after the other, then its one action.
struct Course: Hashable, Sendable, Codable {
  /// One approval.
  struct Step: Hashable, Sendable, Codable {
    /// 24 hexadecimal digits.
    var id: String
    /// Who is to approve, and what is asked of them.
    var asked: RequestTypeDefinition.Approval
    /// `nil` while it is pending.
    var decision: Decision?
  }

  struct Decision: Hashable, Sendable, Codable {
    var by: Person
    var verdict: Verdict
    var moment: Timestamp
    /// `nil` where the approver was asked nothing.
    var fieldValues: [AnsweredField]?
  }

  /// What gives the access.
  struct Action: Hashable, Sendable, Codable {
    /// 24 hexadecimal digits.
    var id: String
    var kind: RequestTypeDefinition.ResourceKind
    /// `nil` in a request that an earlier version of the program made; its request type may still know it.
    var resource: Resource?
    /// How long access lasts, in milliseconds; `nil`: until further notice.
    var accessDuration: Int64?
    /// `nil` while it is pending.
    var outcome: Outcome?
  }

  struct Resource: Hashable, Sendable, Codable {
    var id: String
    var name: String
  }

  struct Outcome: Hashable, Sendable, Codable {
    var status: ActionStatus
    var attempted: Timestamp
    /// When access ended; `nil`: not yet.
    var removed: Timestamp?
  }

  /// In the order of their turns.
  var steps: [Step]
  var action: Action
  var rule: LifecycleRule
  /// When the course began: the request was made, or its seed was laid.
  var begun: Timestamp
  /// Since when it has waited for the approval whose turn it is, or for its action.
  var waitingSince: Timestamp

  init(
    steps: [Step], action: Action, rule: LifecycleRule = LifecycleRule(), begun: Timestamp
  ) {
    self.steps = steps
    self.action = action
    self.rule = rule
    self.begun = begun
    waitingSince = begun
  }

  /// The place of the approval whose turn it is; `nil` where none is missing, or one was denied.
  var turn: Int? {
    isDenied ? nil : steps.firstIndex { $0.decision == nil }
  }

  var isDenied: Bool {
    steps.contains { $0.decision?.verdict == .denied }
  }
}

/// A user as the API names one that decided.
struct Person: Hashable, Sendable, Codable {
  var id: String
  /// At most 100 characters (contract schema `request-approval-completed`).
  var name: String
}

extension RequestTypeDefinition {
  /// The course of a new request whose resource has this name: every approval and its one action still to come.
  func course(resourceName: String, rule: LifecycleRule? = nil, begun: Timestamp, nextID: () -> String) -> Course {
    var rule = rule ?? self.rule ?? LifecycleRule()
    rule.actionAfter = rule.actionAfter ?? LifecycleRule.usualAction
    return Course(
      steps: approvals.map { Course.Step(id: nextID(), asked: $0) },
      action: Course.Action(
        id: nextID(), kind: resourceKind, resource: Course.Resource(id: resourceID, name: resourceName),
        accessDuration: accessDuration.flatMap(AccessDuration.milliseconds)),
      rule: rule, begun: begun)
  }
}

/// An ISO 8601 duration of one unit: days, hours or minutes (contract schema `request-duration`).
enum AccessDuration {
  /// `nil` where the text is none, or names more than 1,000,000 units: so the end of any access has a year of four digits,
  /// as RFC 3339 asks.
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
