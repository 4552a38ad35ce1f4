import OktaWire

/// `GET /.well-known/okta-organization`: what an org returns without a token (core API,
/// `getWellknownOrgMetadata`).
extension OperationHandler {
  private struct Metadata: Encodable {
    struct Links: Encodable {
      var organization: LinkBody
    }

    enum CodingKeys: String, CodingKey {
      case id, pipeline
      case links = "_links"
    }

    var id: String
    var links: Links
    /// `idx` is Okta's Identity Engine, on which alone there are access requests.
    var pipeline = "idx"
  }

  func showOrganization() async throws -> ServerResponse {
    let id = try await ledger.read { try $0.organizationID() }
    return try .json(200, Metadata(id: id, links: Metadata.Links(organization: LinkBody(href: call.origin))))
  }
}
