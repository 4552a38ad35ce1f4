package import Model

/// What the org says of the users that declarations name by their ids.
package struct UserLookupResult: Sendable {
  /// Those that it knows.
  package var found: [UserID: OrgUser]
  /// Ids that no user of the org has.
  package var unknown: Set<UserID>
  /// Why it does not show the others: their ids are taken as written.
  package var refusal: String?

  package init(found: [UserID: OrgUser] = [:], unknown: Set<UserID> = [], refusal: String? = nil) {
    self.found = found
    self.unknown = unknown
    self.refusal = refusal
  }
}

/// What would be created for users that are not active or that the org does not know: each finding at its place. Pure.
///
/// A request that exists already stays as it is, whatever became of the user.
package struct UserFindings: Sendable {
  /// Why the requests cannot be created, by their keys: one line each.
  package private(set) var obstacles: [RequestKey: String] = [:]
  /// The reasons of the obstacles, in the order of the manifests, each once.
  package private(set) var diagnostics: [Diagnostic] = []
  /// What no plan can be made with: ids that the org does not know, unless such users are skipped.
  package private(set) var errors: [Diagnostic] = []
  /// Why the org does not show some users whose ids are taken as written.
  package let refusal: String?

  /// `keys` are those under which the declarations would be created, `nil` for what exists.
  package init(_ resolved: Resolution, _ answers: UserLookupResult, creating keys: [RequestKey?]) {
    refusal = answers.refusal
    let problems = Self.problems(resolved, answers)
    guard !problems.isEmpty else { return }
    var seen: Set<Diagnostic> = []
    for (position, declaration) in resolved.declarations.enumerated() {
      guard let problem = declaration.requester.flatMap({ problems[$0] }), let key = keys[position] else {
        continue
      }
      let isError = problem.code == .unknownUser && !resolved.skipsUnknownUsers
      if !isError { obstacles[key] = problem.reason }
      let finding = resolved.entries[position].diagnostic(
        problem.code, problem.reason, at: resolved.requesterRanges[position], hint: problem.hint)
      guard seen.insert(finding.withoutNotes).inserted else { continue }
      if isError { errors.append(finding) } else { diagnostics.append(finding) }
    }
  }

  private static func problems(_ resolved: Resolution, _ answers: UserLookupResult) -> [UserID: UserProblem] {
    var problems = resolved.unknownNames
    for id in answers.unknown {
      problems[id] = .unknown(id.text, hint: "write the id of a user of this org, or a login")
    }
    for user in [resolved.users.values, answers.found.values].joined() where !user.canRequest {
      problems[user.id] = .inactive(user)
    }
    return problems
  }
}

/// Why nothing can be created for a user.
struct UserProblem: Sendable {
  var code: DiagnosticCode
  /// One line.
  var reason: String
  var hint: String

  /// A login, an e-mail address or an id that no user has.
  static func unknown(_ written: String, hint: String) -> UserProblem {
    UserProblem(code: .unknownUser, reason: "the org has no user \"\(written)\"", hint: hint)
  }

  static func inactive(_ user: OrgUser) -> UserProblem {
    UserProblem(
      code: .inactiveUser, reason: "\(user.login) is \(user.status): nothing can be requested for such a user",
      hint: "leave the user out, or activate the account")
  }
}
