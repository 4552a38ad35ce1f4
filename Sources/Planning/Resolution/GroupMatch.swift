package import RequestModel

/// The groups of the org with a name or an id that a manifest names.
package enum GroupMatch: Hashable, Sendable {
  case group(OrgGroup, members: [OrgUser])
  case notFound
  /// Several groups have the name.
  case multiple([OrgGroup])
}
