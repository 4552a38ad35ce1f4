package import RequestModel

/// Declared requests with all that they name looked up: one declaration for each user, and what stands in the way. Pure.
///
/// Where everything is an id, it is a plain pass over the requests.
package struct Resolution: Sendable {
  package private(set) var declarations: [RequestDeclaration] = []
  /// What no plan can be made with, in the order of the manifests.
  package private(set) var errors: [Diagnostic] = []
  /// What a plan leaves out.
  package private(set) var warnings: [Diagnostic] = []
  /// The users that logins and groups named.
  package private(set) var users: [UserID: OrgUser] = [:]

  /// Resolves by what the org told.
  package init(_ declared: [DeclaredRequest], by directory: Directory) {
    var fields = FieldResolution()
    declarations.reserveCapacity(declared.count)
    guard declared.contains(where: \.requester.asksOrg) else {
      for request in declared {
        declarations.append(request.declaration(for: request.userID, fieldValues: fields.values(of: request.entry)))
      }
      errors = fields.errors
      return
    }
    var people = PeopleResolution(directory)
    for request in declared {
      let values = fields.values(of: request.entry)
      for user in people.requesters(of: request) {
        declarations.append(request.declaration(for: user, fieldValues: values))
      }
    }
    errors = (people.errors + fields.errors).inOrder(of: declared)
    (warnings, users) = (people.warnings, people.users)
  }

  /// What was resolved before, as a saved plan remembers it.
  package init(resolved declarations: [RequestDeclaration], users: [UserID: OrgUser]) {
    self.declarations = declarations
    self.users = users
  }
}

extension DeclaredRequest {
  /// `nil` for the token's own user.
  fileprivate var userID: UserID? {
    if case .id(let id) = requester { return id }
    return nil
  }
}

extension [Diagnostic] {
  /// By place, files in the order of reading; each once.
  fileprivate func inOrder(of declared: [DeclaredRequest]) -> [Diagnostic] {
    guard count > 1 else { return self }
    var order: [String: Int] = [:]
    for request in declared where order[request.entry.file] == nil { order[request.entry.file] = order.count }
    var known: Set<Diagnostic> = []
    return filter { known.insert($0).inserted }.sorted { one, other in
      (order[one.file, default: 0], one.range.start) < (order[other.file, default: 0], other.range.start)
    }
  }
}
