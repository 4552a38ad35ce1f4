import HTTPTypes
import OktaWire

/// Response bodies of stored items; links are absolute, under the origin that the client called.
struct ResponseBodies: Sendable {
  /// Scheme and authority, without a trailing slash.
  let origin: String
  /// The same for links to next pages.
  let nextOrigin: String

  /// A host that does not exist in any name service (RFC 6761, section 6.4).
  static let foreignOrigin = "https://another-host.invalid"

  func request(_ request: StoredRequest) -> RequestBody {
    RequestBody(
      id: request.id, subject: request.subject, requestTypeId: request.requestTypeID,
      requesterUserIds: [request.requester], created: request.created, createdBy: request.createdBy,
      lastUpdated: request.lastUpdated, lastUpdatedBy: request.lastUpdatedBy,
      permalinkId: Int(request.permalinkID), resolved: request.resolved, requestStatus: request.status.rawValue,
      type: request.kind.rawValue,
      links: RequestLinks(
        requestType: .json(origin + Endpoint.requestType(request.requestTypeID).path),
        self: .json(origin + Endpoint.request(request.id).path)),
      details: request.details.map { details($0, of: request.kind) })
  }

  private func details(_ details: StoredRequest.Details, of kind: StoredRequest.Kind) -> RequestDetails {
    RequestDetails(
      requesterFieldValues: details.fieldValues, course: kind == .accessRequest ? details.lifecycle.body : nil)
  }

  /// The links of a page of a list with these parameters; `next` is the cursor of the next page.
  func links(
    at path: String, _ parameters: [QueryString.Parameter], after: String?, next: String?
  ) -> PageLinks {
    func link(_ origin: String, _ cursor: String?) -> LinkBody {
      let all = parameters + (cursor.map { [QueryString.Parameter(name: "after", value: $0)] } ?? [])
      return LinkBody(href: origin + path + "?" + Query.text(pairs: all.lazy.map { (name: $0.name, value: $0.value) }))
    }
    return PageLinks(self: link(origin, after), next: next.map { link(nextOrigin, $0) })
  }
}

extension PageLinks {
  /// The same as `Link` headers, one for each relation, as Okta sends them.
  var headers: [ServerResponse.Header] {
    let links = [("self", self.`self`), ("next", next)]
    return links.compactMap { relation, link in
      link.map { .init(name: .link, value: "<\($0.href)>; rel=\"\(relation)\"") }
    }
  }
}

extension Listing {
  /// The parameters as they were sent, and the limit that applies.
  var linked: [QueryString.Parameter] {
    written + (written.contains { $0.name == "limit" } ? [] : [.init(name: "limit", value: String(limit))])
  }
}

/// The progress of a request as the API shows it.
extension Lifecycle {
  /// A denied request never has an action: the contract's schema `request-action` requires `null` then.
  var body: RequestProgress {
    RequestProgress(approvals: steps.map(\.body), actions: isDenied ? nil : [action.body])
  }
}

extension Lifecycle.Step {
  var body: ApprovalBody {
    guard let completed else { return .pending(id: id) }
    return .completed(id: id, decision: completed.body, fieldValues: completed.fieldValues)
  }
}

extension Lifecycle.CompletedApproval {
  var body: ApprovalBody.Decision {
    ApprovalBody.Decision(
      approverId: approver.id, approverName: approver.name, decision: decision.rawValue, decided: decided)
  }
}

extension Lifecycle.Action {
  /// Access without a duration has no member for its end; access with one has `null` until it ended (the contract's
  /// examples `request-get-fulfilled` and `request-get-access-duration-not-expired`).
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
