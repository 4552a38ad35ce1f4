/// One approval of a request (contract schema `request-approval`).
package struct ApprovalBody: Hashable, Sendable {
  /// What is known once someone has decided (contract schema `request-approval-completed`).
  package struct Decision: Hashable, Sendable, Codable {
    package var approverId: String?
    package var approverName: String?
    /// `APPROVED` or `DENIED`.
    package var decision: String?
    package var decided: Timestamp?
    package var originalDeciderId: String?
    package var originalDeciderFullName: String?
    package var originalDeciderEmail: String?
    package var deciderDelegated: Bool?
    package var deciderEscalated: Bool?

    package init(approverId: String, approverName: String, decision: String, decided: Timestamp) {
      self.approverId = approverId
      self.approverName = approverName
      self.decision = decision
      self.decided = decided
    }
  }

  /// `PENDING` or `COMPLETED`.
  package var status: String
  package var approvalId: String
  /// `nil` while the approval is pending.
  package var decision: Decision?
  /// What the approver answered; part of a decision, `null` where the approver was asked nothing.
  package var fieldValues: [AnsweredField]?

  package static func pending(id: String) -> ApprovalBody {
    ApprovalBody(status: "PENDING", approvalId: id, decision: nil, fieldValues: nil)
  }

  package static func completed(id: String, decision: Decision, fieldValues: [AnsweredField]?) -> ApprovalBody {
    ApprovalBody(status: "COMPLETED", approvalId: id, decision: decision, fieldValues: fieldValues)
  }
}

extension ApprovalBody: Codable {
  private enum Key: CodingKey {
    case status, approvalId, fieldValues
  }

  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    status = try container.decode(String.self, forKey: .status)
    approvalId = try container.decode(String.self, forKey: .approvalId)
    decision = status == "PENDING" ? nil : try Decision(from: decoder)
    fieldValues = try container.decodeIfPresent([AnsweredField].self, forKey: .fieldValues)
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(status, forKey: .status)
    try container.encode(approvalId, forKey: .approvalId)
    guard let decision else { return }
    try decision.encode(to: encoder)
    try container.encode(fieldValues, forKey: .fieldValues)
  }
}
