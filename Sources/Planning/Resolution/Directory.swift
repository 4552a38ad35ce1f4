package import Model

/// What the org reports of the people that manifests name.
package struct Directory: Sendable {
  /// By login or e-mail address in lower case.
  package var users: [String: UserMatch]
  /// By name or id, as written.
  package var groups: [String: GroupMatch]
  /// The user whose token is in use; `nil` where it was not looked up or the org does not say.
  package var ownUser: UserID?

  package init(users: [String: UserMatch] = [:], groups: [String: GroupMatch] = [:], ownUser: UserID? = nil) {
    self.users = users
    self.groups = groups
    self.ownUser = ownUser
  }

  /// How a login or an e-mail address is compared: the org takes either case for one.
  package static func key(_ name: String) -> String { name.lowercased() }
}

/// Who has to be looked up in the org before anything can be planned.
package struct DirectoryQuery: Hashable, Sendable {
  /// Logins and e-mail addresses as written, by what they are compared by.
  package private(set) var names: [String: String] = [:]
  /// Groups by name or id, as written.
  package private(set) var groups: Set<String> = []
  /// Whether some request is for the user whose token is in use.
  package private(set) var includesOwnUser = false

  /// Collects what the requests name; ids are not looked up.
  package init(_ declared: [DeclaredRequest]) {
    for request in declared {
      switch request.requester {
      case .ownUser: includesOwnUser = true
      case .id: break
      case .name(let name): names[Directory.key(name)] = name
      case .group(let group): groups.insert(group)
      }
    }
  }

  /// Of requests that were resolved before, only the token's own user may still be unknown.
  package init(resolved declarations: [RequestDeclaration]) {
    includesOwnUser = declarations.contains { $0.requester == nil }
  }

  /// Whether there is nothing to look up in `names` and `groups`; `includesOwnUser` does not count.
  package var isEmpty: Bool { names.isEmpty && groups.isEmpty }
}

extension OrgUser {
  /// Whether the org takes requests for the user. A user that is provisioned, locked out or has to change the password is
  /// still a person who asks; one that was never activated, is suspended or deactivated is none (the API's documentation
  /// does not say; Okta assigns nothing to the latter).
  package var canRequest: Bool { !["STAGED", "SUSPENDED", "DEPROVISIONED"].contains(status) }
}
