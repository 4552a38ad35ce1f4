/// An org's public metadata (core API, `GET /.well-known/okta-organization`), as far as Writ needs it.
package struct OrganizationBody: Hashable, Sendable, Codable {
  package var id: String

  package init(id: String) {
    self.id = id
  }
}
