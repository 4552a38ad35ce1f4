package import Model

/// The users of the org with a login or an e-mail address that a manifest names.
package enum UserMatch: Hashable, Sendable {
  /// One user.
  case user(OrgUser)
  /// No user has the login or the e-mail address.
  case notFound
  /// Several users have the e-mail address.
  case multiple([OrgUser])
}
