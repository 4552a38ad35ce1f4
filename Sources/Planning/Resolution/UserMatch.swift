package import RequestModel

/// The users of the org with a login or an e-mail address that a manifest names.
package enum UserMatch: Hashable, Sendable {
  case user(OrgUser)
  case notFound
  /// Several users have the e-mail address.
  case multiple([OrgUser])
}
