package import Model

/// Declared requests with all that they name looked up: one declaration for each user, and what stands in the way. Pure.
///
/// Where everything is an id, it is a plain pass over the requests.
package struct Resolution: Sendable {
  /// Without the values of their fields: `TypeResolution` adds them.
  package private(set) var declarations: [RequestDeclaration] = []
  /// The entry of each declaration, in the same order; none for those that were resolved before.
  package private(set) var entries: [DeclaredEntry] = []
  /// Where the requester of each declaration is written, in the same order; none for those that were resolved before.
  private(set) var requesterRanges: [SourceRange] = []
  /// Whether `--select` left other entries of the set out.
  package var isSelection = false
  /// What no plan can be made with, in the order of the manifests.
  package private(set) var errors: [Diagnostic] = []
  /// What a plan leaves out.
  package private(set) var warnings: [Diagnostic] = []
  /// Whether users that the org does not know are skipped (`--skip-unknown-users`): else they are errors.
  let skipsUnknownUsers: Bool
  /// Logins and e-mail addresses that are skipped, by what stands for the user's id in their declarations.
  private(set) var unknownNames: [UserID: UserProblem] = [:]
  /// The users that logins and groups named.
  package private(set) var users: [UserID: OrgUser] = [:]
  /// The user whose token is in use; `nil` where no request is for them, or the org does not say.
  package let ownUser: UserID?

  /// Resolves by what the org reports.
  package init(_ declared: [DeclaredRequest], by directory: Directory, skipsUnknownUsers: Bool = false) {
    ownUser = directory.ownUser
    self.skipsUnknownUsers = skipsUnknownUsers
    declarations.reserveCapacity(declared.count)
    entries.reserveCapacity(declared.count)
    requesterRanges.reserveCapacity(declared.count)
    guard declared.contains(where: { $0.requester.asksOrg || $0.names(directory.ownUser) }) else {
      for request in declared { add(request, for: request.userID ?? ownUser) }
      return
    }
    var people = RequesterResolver(directory, skipsUnknown: skipsUnknownUsers)
    for request in declared {
      for user in people.requesters(of: request) { add(request, for: user) }
    }
    errors = people.errors.inOrder(of: declared)
    (warnings, users, unknownNames) = (people.warnings, people.users, people.unknownNames)
  }

  /// The users that are named by their ids alone in what would be created, so that nothing is known of them; `keys` are
  /// those under which the declarations would be created, `nil` for what exists.
  package func usersToCheck(creating keys: [RequestKey?]) -> Set<UserID> {
    var ids: Set<UserID> = []
    guard !entries.isEmpty else { return ids }
    for (declaration, key) in zip(declarations, keys) where key != nil {
      guard let user = declaration.requester, user != ownUser, users[user] == nil, unknownNames[user] == nil,
        !ids.contains(user)
      else { continue }
      ids.insert(user)
    }
    return ids
  }

  /// The request types whose fields are named by prompts.
  package var typesByPrompt: Set<RequestTypeID> {
    var types: Set<RequestTypeID> = []
    var last: DeclaredEntry?
    for entry in entries where entry !== last {
      last = entry
      if entry.namesFieldsByPrompt { types.insert(entry.requestTypeID) }
    }
    return types
  }

  private mutating func add(_ request: DeclaredRequest, for user: UserID?) {
    declarations.append(request.declaration(for: user))
    entries.append(request.entry)
    requesterRanges.append(request.requesterRange)
  }

  /// What was resolved before, as a saved plan remembers it.
  package init(resolved declarations: [RequestDeclaration], ownUser: UserID? = nil) {
    self.declarations = declarations
    self.ownUser = ownUser
    skipsUnknownUsers = false
  }
}

extension DeclaredRequest {
  /// `nil` for the token's own user.
  fileprivate var userID: UserID? {
    if case .id(let id) = requester { return id }
    return nil
  }

  /// Whether it names the token's own user by the id: another request may stand for that user without a name.
  fileprivate func names(_ ownUser: UserID?) -> Bool {
    userID.map { $0 == ownUser } ?? false
  }
}

extension [Diagnostic] {
  /// By place, files in the order of reading; each once.
  package func inOrder(of declared: [DeclaredRequest]) -> [Diagnostic] {
    guard count > 1 else { return self }
    var order: [String: Int] = [:]
    for entry in declared.lazy.map(\.entry) {
      for file in [entry.manifest, entry.file] where order[file] == nil { order[file] = order.count }
    }
    return uniqued().sorted(byFile: order)
  }
}
