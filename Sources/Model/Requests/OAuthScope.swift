/// What an access token may be granted of what Writ's calls ask for (contract, `security` of each operation; Okta's guide
/// "OAuth 2.0 scopes"). One to manage says nothing of reading.
package enum OAuthScope: String, Hashable, Sendable, CaseIterable {
  case accessRequestsRead = "okta.governance.accessRequests.read"
  case accessRequestsManage = "okta.governance.accessRequests.manage"
  case usersRead = "okta.users.read"
  case groupsRead = "okta.groups.read"
}
