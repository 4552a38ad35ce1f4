/// A request as the API shows it (contract schemas `request-sparse` and `request-full`).
package struct RequestBody: Hashable, Sendable {
  package var id: String
  package var subject: String
  package var requestTypeId: String
  /// By the contract exactly one; none where the org sent anything but a list of texts.
  package var requesterUserIds: [String]
  package var created: Timestamp
  package var createdBy: String
  package var lastUpdated: Timestamp
  package var lastUpdatedBy: String
  /// The number that people know the request by.
  package var permalinkId: Int?
  package var resolved: Timestamp?
  /// `OPEN`, `PENDING`, `RESOLVED`, `LOCKED`, `CANCELED`, or a word that came later.
  package var requestStatus: String
  /// `ACCESS_REQUEST`, or `CUSTOM` where the request type has settings that the API cannot show.
  package var type: String
  package var links: RequestLinks
  /// `nil` in a list.
  package var details: RequestDetails?

  package init(
    id: String, subject: String, requestTypeId: String, requesterUserIds: [String], created: Timestamp,
    createdBy: String, lastUpdated: Timestamp, lastUpdatedBy: String, permalinkId: Int?, resolved: Timestamp?,
    requestStatus: String, type: String, links: RequestLinks, details: RequestDetails? = nil
  ) {
    self.id = id
    self.subject = subject
    self.requestTypeId = requestTypeId
    self.requesterUserIds = requesterUserIds
    self.created = created
    self.createdBy = createdBy
    self.lastUpdated = lastUpdated
    self.lastUpdatedBy = lastUpdatedBy
    self.permalinkId = permalinkId
    self.resolved = resolved
    self.requestStatus = requestStatus
    self.type = type
    self.links = links
    self.details = details
  }
}

/// What only a creation or a single retrieval shows (contract schema `request-full`).
package struct RequestDetails: Hashable, Sendable {
  /// `nil` is written as `null`: the request type asks nothing.
  package var requesterFieldValues: [AnsweredField]?
  /// `false` where the org sent field values in a form that Writ does not know.
  package var areAnswersReadable = true
  /// `nil` for a `CUSTOM` request, which shows neither approvals nor actions.
  package var course: RequestProgress?

  package init(requesterFieldValues: [AnsweredField]?, course: RequestProgress?) {
    self.requesterFieldValues = requesterFieldValues
    self.course = course
  }
}

/// How far a request has come (contract schema `request-full-api-compatible`).
package struct RequestProgress: Hashable, Sendable {
  package var approvals: [ApprovalBody]
  /// `nil` is written as `null`: nothing is ever done for such a request.
  package var actions: [ActionBody]?

  package init(approvals: [ApprovalBody], actions: [ActionBody]?) {
    self.approvals = approvals
    self.actions = actions
  }
}

private enum RequestKeys: String, CodingKey {
  case id, subject, requestTypeId, requesterUserIds, created, createdBy, lastUpdated, lastUpdatedBy, permalinkId
  case resolved, requestStatus, type, requesterFieldValues, approvals, actions
  case links = "_links"
}

extension RequestBody: Decodable {
  /// Takes any form of what nothing depends on: a request that cannot be read would make its whole page unreadable.
  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: RequestKeys.self)
    id = try container.decode(String.self, forKey: .id)
    subject = try container.decode(String.self, forKey: .subject)
    requestTypeId = try container.decode(String.self, forKey: .requestTypeId)
    requesterUserIds = container.unneeded([String].self, .requesterUserIds) ?? []
    created = try container.decode(Timestamp.self, forKey: .created)
    createdBy = container.unneeded(String.self, .createdBy) ?? ""
    lastUpdated = try container.decodeIfPresent(Timestamp.self, forKey: .lastUpdated) ?? created
    lastUpdatedBy = container.unneeded(String.self, .lastUpdatedBy) ?? createdBy
    permalinkId = container.unneeded(Int.self, .permalinkId)
    // Two of the contract's own examples end this timestamp with a stray quote.
    resolved = container.unneeded(Timestamp.self, .resolved)
    requestStatus = try container.decode(String.self, forKey: .requestStatus)
    type = container.unneeded(String.self, .type) ?? "ACCESS_REQUEST"
    links = container.unneeded(RequestLinks.self, .links) ?? RequestLinks(requestType: nil, self: nil)
    details = RequestDetails(from: container)
  }
}

extension RequestDetails {
  /// `nil` where none of the keys is there, as in a list.
  fileprivate init?(from container: KeyedDecodingContainer<RequestKeys>) {
    let showsCourse = container.contains(.approvals) || container.contains(.actions)
    guard showsCourse || container.contains(.requesterFieldValues) else { return nil }
    do {
      requesterFieldValues = try container.decodeIfPresent([AnsweredField].self, forKey: .requesterFieldValues)
    } catch {
      requesterFieldValues = nil
      areAnswersReadable = false
    }
    course = showsCourse ? RequestProgress(from: container) : nil
  }
}

extension RequestProgress {
  fileprivate init(from container: KeyedDecodingContainer<RequestKeys>) {
    approvals = container.unneeded([ApprovalBody].self, .approvals) ?? []
    actions = container.unneeded([ActionBody].self, .actions)
  }
}

extension RequestBody: Encodable {
  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: RequestKeys.self)
    try container.encode(id, forKey: .id)
    try container.encode(subject, forKey: .subject)
    try container.encode(requestTypeId, forKey: .requestTypeId)
    if !requesterUserIds.isEmpty { try container.encode(requesterUserIds, forKey: .requesterUserIds) }
    try container.encode(created, forKey: .created)
    try container.encode(createdBy, forKey: .createdBy)
    try container.encode(lastUpdated, forKey: .lastUpdated)
    try container.encode(lastUpdatedBy, forKey: .lastUpdatedBy)
    try container.encodeIfPresent(permalinkId, forKey: .permalinkId)
    try container.encode(resolved, forKey: .resolved)
    try container.encode(requestStatus, forKey: .requestStatus)
    try container.encode(type, forKey: .type)
    try container.encode(links, forKey: .links)
    guard let details else { return }
    try container.encode(details.requesterFieldValues, forKey: .requesterFieldValues)
    guard let course = details.course else { return }
    try container.encode(course.approvals, forKey: .approvals)
    try container.encode(course.actions, forKey: .actions)
  }
}
