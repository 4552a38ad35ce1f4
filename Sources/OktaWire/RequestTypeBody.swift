/// A request type as the API shows it (contract schemas `request-type-sparse` and `request-type-full`).
package struct RequestTypeBody: Hashable, Sendable {
  package var id: String
  package var name: String
  package var description: String
  package var created: Timestamp?
  package var createdBy: String?
  package var lastUpdated: Timestamp?
  package var lastUpdatedBy: String?
  /// `DRAFT`, `ACTIVE` or `DISABLED` (contract schema `request-type-status`).
  package var status: String
  /// `API` or `WEB`.
  package var lastUpdateSource: String?
  package var links: RequestTypeLinks
  /// `nil` in a list.
  package var settings: RequestTypeSettings?

  package init(
    id: String, name: String, description: String, created: Timestamp?, createdBy: String?,
    lastUpdated: Timestamp?, lastUpdatedBy: String?, status: String, lastUpdateSource: String? = "API",
    links: RequestTypeLinks, settings: RequestTypeSettings? = nil
  ) {
    self.id = id
    self.name = name
    self.description = description
    self.created = created
    self.createdBy = createdBy
    self.lastUpdated = lastUpdated
    self.lastUpdatedBy = lastUpdatedBy
    self.status = status
    self.lastUpdateSource = lastUpdateSource
    self.links = links
    self.settings = settings
  }
}

private enum RequestTypeKeys: String, CodingKey {
  case id, name, description, created, createdBy, lastUpdated, lastUpdatedBy, status, lastUpdateSource
  case ownerId, resourceSettings, requestSettings, approvalSettings, accessDuration
  case links = "_links"
}

extension RequestTypeBody: Decodable {
  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: RequestTypeKeys.self)
    id = try container.decode(String.self, forKey: .id)
    name = container.unneeded(String.self, .name) ?? ""
    description = container.unneeded(String.self, .description) ?? ""
    created = container.unneeded(Timestamp.self, .created)
    createdBy = container.unneeded(String.self, .createdBy)
    lastUpdated = container.unneeded(Timestamp.self, .lastUpdated)
    lastUpdatedBy = container.unneeded(String.self, .lastUpdatedBy)
    status = try container.decode(String.self, forKey: .status)
    lastUpdateSource = container.unneeded(String.self, .lastUpdateSource)
    links = container.unneeded(RequestTypeLinks.self, .links) ?? RequestTypeLinks(requests: nil, self: nil)
    settings = RequestTypeSettings(from: container)
  }
}

extension RequestTypeSettings {
  /// `nil` where the request settings are not there, as in a list, or have a form that Writ does not know: then the type's
  /// fields are unknown.
  fileprivate init?(from container: KeyedDecodingContainer<RequestTypeKeys>) {
    guard let request = container.unneeded(RequestSettings.self, .requestSettings) else { return nil }
    self.request = request
    ownerId = container.unneeded(String.self, .ownerId)
    resource = container.unneeded(ResourceSettings.self, .resourceSettings)
    approval = container.unneeded(ApprovalSettings.self, .approvalSettings)
    accessDuration = container.unneeded(String.self, .accessDuration)
  }
}

extension RequestTypeBody: Encodable {
  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: RequestTypeKeys.self)
    try container.encode(id, forKey: .id)
    try container.encode(name, forKey: .name)
    try container.encode(description, forKey: .description)
    try container.encodeIfPresent(created, forKey: .created)
    try container.encodeIfPresent(createdBy, forKey: .createdBy)
    try container.encodeIfPresent(lastUpdated, forKey: .lastUpdated)
    try container.encodeIfPresent(lastUpdatedBy, forKey: .lastUpdatedBy)
    try container.encode(status, forKey: .status)
    try container.encodeIfPresent(lastUpdateSource, forKey: .lastUpdateSource)
    try container.encode(links, forKey: .links)
    guard let settings else { return }
    try container.encodeIfPresent(settings.ownerId, forKey: .ownerId)
    try container.encodeIfPresent(settings.resource, forKey: .resourceSettings)
    try container.encode(settings.request, forKey: .requestSettings)
    try container.encodeIfPresent(settings.approval, forKey: .approvalSettings)
    try container.encode(settings.accessDuration, forKey: .accessDuration)
  }
}
