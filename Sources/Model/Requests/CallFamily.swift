/// The calls of the port, each counted by the org in a bucket of its own until it proves otherwise
/// (reads and writes of one path are counted apart).
package enum CallFamily: String, Hashable, Sendable, CaseIterable, Codable {
  /// Calls of the Access Requests API.
  case listRequests, retrieveRequest, createRequest, sendMessage, cancelRequest, listRequestTypes, retrieveRequestType
  /// The user whose token is in use.
  case currentUser
  /// Calls of the core API.
  case retrieveUser, listUsers, listMembers, listGroups, organization
}
