package import Model

/// The groups of the org with a name or an id that a manifest names.
package enum GroupMatch: Hashable, Sendable {
  /// One group, with all its members.
  case group(OrgGroup, members: [OrgUser])
  /// No group has the name or the id.
  case notFound
  /// Several groups have the name.
  case multiple([OrgGroup])
}
