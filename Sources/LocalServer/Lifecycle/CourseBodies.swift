import OktaWire

/// How far a request has come, as the API shows it.
extension Course {
  /// A denied request will never have an action: the contract's schema `request-action` calls for `null` then.
  var body: RequestProgress {
    RequestProgress(approvals: steps.map(\.body), actions: isDenied ? nil : [action.body])
  }
}

extension Course.Step {
  var body: ApprovalBody {
    guard let decision else { return .pending(id: id) }
    return .completed(id: id, decision: decision.body, fieldValues: decision.fieldValues)
  }
}

extension Course.Decision {
  var body: ApprovalBody.Decision {
    ApprovalBody.Decision(
      approverId: by.id, approverName: by.name, decision: verdict.rawValue, decided: moment)
  }
}

extension Course.Action {
  /// Access that no time bounds shows no end at all, access for a time `null` until it ended (the contract's examples
  /// `request-get-fulfilled` and `request-get-access-duration-not-expired`).
  fileprivate var body: ActionBody {
    guard let outcome else { return .pending(id: id, action: kind.action) }
    return .completed(
      id: id, action: kind.action,
      outcome: ActionBody.Outcome(
        actionStatus: outcome.status.rawValue, actionAttempted: outcome.attempted, resourceId: resource?.id ?? "",
        resourceName: resource?.name ?? "", resourceType: kind.resourceType),
      accessEnd: accessDuration == nil ? .unbounded : outcome.removed.map(ActionBody.AccessEnd.removed) ?? .lasting)
  }
}

extension RequestTypeDefinition.ResourceKind {
  /// Contract schema `okta-resource-readable`.
  fileprivate var resourceType: String {
    switch self {
    case .apps: "APP"
    case .groups: "GROUP"
    case .entitlementBundles: "ENTITLEMENT_BUNDLE"
    }
  }
}
