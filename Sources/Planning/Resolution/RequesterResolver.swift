import Model

/// Finds the requesters of each declared request: users by name, the members of groups, none of them twice.
struct RequesterResolver {
  private let directory: Directory
  private(set) var errors: [Diagnostic] = []
  private(set) var warnings: [Diagnostic] = []
  private(set) var users: [UserID: OrgUser] = [:]
  /// Names that no user has, where they are skipped, by what stands for the user's id: the name as written, which has not
  /// the form of an id.
  private(set) var unknownNames: [UserID: UserProblem] = [:]
  private let skipsUnknown: Bool
  /// The declared request that each key came from first.
  private var seen: [RequestKey: DeclaredRequest] = [:]
  private var reported: Set<Diagnostic> = []

  init(_ directory: Directory, skipsUnknown: Bool = false) {
    self.directory = directory
    self.skipsUnknown = skipsUnknown
  }

  /// The requesters of one declared request, `nil` for the token's own user; none where it has an error, or where each is
  /// declared already.
  mutating func requesters(of request: DeclaredRequest) -> [UserID?] {
    switch request.requester {
    case .ownUser: return directory.ownUser.map { deduplicated([$0], of: request) } ?? [nil]
    case .id(let id): return deduplicated([id], of: request)
    case .name(let name): return user(name, request).map { deduplicated([$0], of: request) } ?? []
    case .group(let group): return deduplicated(members(of: group, request), of: request)
    }
  }

  // MARK: Users

  private mutating func user(_ name: String, _ request: DeclaredRequest) -> UserID? {
    switch directory.users[Directory.key(name)] {
    case .user(let user):
      users[user.id] = user
      return user.id
    case .multiple(let users):
      let ids = users.map { "\($0.id.text) (\($0.login), \($0.status))" }.sorted().joined(separator: ", ")
      report(
        .ambiguousUser, "\(users.count) users of the org have the e-mail address \"\(name)\"", at: request,
        hint: "write the login or the id of the one that is meant: \(ids)")
    case .notFound, nil:
      // The nearest name would be another person's.
      let problem = UserProblem.unknown(name, hint: "write a login, an e-mail address or a user's id")
      guard skipsUnknown else {
        report(problem.code, problem.reason, at: request, hint: problem.hint)
        return nil
      }
      let placeholder = UserID(fromOrg: name)
      unknownNames[placeholder] = problem
      return placeholder
    }
    return nil
  }

  // MARK: Groups

  private mutating func members(of written: String, _ request: DeclaredRequest) -> [UserID] {
    switch directory.groups[written] {
    case .group(let group, let members): return active(members, of: group, request)
    case .multiple(let groups):
      let ids = groups.map(\.id.text).sorted().joined(separator: ", ")
      report(
        .ambiguousGroup, "\(groups.count) groups of the org are called \"\(written)\"", at: request,
        hint: "write the id of the one that is meant: \(ids)")
    case .notFound, nil:
      report(
        .unknownGroup, "the org has no group \"\(written)\"", at: request,
        hint: "write a group's whole name, or its id")
    }
    return []
  }

  private mutating func active(_ members: [OrgUser], of group: OrgGroup, _ request: DeclaredRequest) -> [UserID] {
    let active = members.filter(\.canRequest)
    for member in active { users[member.id] = member }
    let others = members.filter { !$0.canRequest }
    let leftOut = others.prefix(3).map { "\($0.login) is \($0.status)" }.joined(separator: ", ")
    let more = others.count > 3 ? " and \(others.count - 3) more" : ""
    if active.isEmpty {
      let why = others.isEmpty ? "no members" : "no active members (\(leftOut)\(more))"
      report(
        .emptyGroup, "the group \"\(group.name)\" has \(why): nothing is requested for it", at: request, as: .warning)
    } else if !others.isEmpty {
      report(
        .inactiveMembers, "members of the group \"\(group.name)\" are left out: \(leftOut)\(more)", at: request,
        as: .warning)
    }
    return active.map(\.id)
  }

  // MARK: Each request once

  /// Those that no request before has asked for. A member of a group may be named as well: the entry asks once for each
  /// user. Two names of one user, or two entries that ask for the same, are errors.
  private mutating func deduplicated(_ ids: [UserID], of request: DeclaredRequest) -> [UserID?] {
    var new: [UserID?] = []
    var duplicates: [(user: UserID, earlier: DeclaredRequest)] = []
    for id in ids {
      let key = RequestKey(
        requestTypeID: request.entry.requestTypeID, requester: id, subject: request.entry.subject)
      if let earlier = seen[key] {
        if earlier.entry !== request.entry || !(earlier.isGroup || request.isGroup) { duplicates.append((id, earlier)) }
      } else {
        seen[key] = request
        new.append(id)
      }
    }
    if let first = duplicates.first {
      reportDuplicate(first.user, first.earlier, more: duplicates.count - 1, of: request)
    }
    return new
  }

  private mutating func reportDuplicate(
    _ user: UserID, _ earlier: DeclaredRequest, more: Int, of request: DeclaredRequest
  ) {
    let who = users[user].map { "\($0.login) (\(user.text))" } ?? user.text
    if earlier.entry === request.entry {
      report(
        .duplicateUser, "this user is in the list already: \(who)", at: request,
        notes: [earlier.note("first named here")])
    } else {
      let others = more > 0 ? ", and for \(more) more" : ""
      report(
        .duplicateDeclaration,
        "this request is declared already: the same request type and subject for \(who)\(others)", at: request,
        hint: "leave one out, or give them different subjects", notes: [earlier.note("first declared here")])
    }
  }

  // MARK: Diagnostics

  private mutating func report(
    _ code: DiagnosticCode, _ message: String, at request: DeclaredRequest, as severity: Diagnostic.Severity = .error,
    hint: String? = nil, notes: [Diagnostic.Note] = []
  ) {
    let finding = request.entry.diagnostic(
      code, message, at: request.requesterRange, as: severity, hint: hint, notes: notes)
    guard reported.insert(finding.withoutNotes).inserted else { return }
    if severity == .error { errors.append(finding) } else { warnings.append(finding) }
  }
}

extension DeclaredRequest {
  fileprivate var isGroup: Bool {
    if case .group = requester { return true }
    return false
  }

  fileprivate func note(_ message: String) -> Diagnostic.Note {
    Diagnostic.Note(message: message, place: entry.place(of: requesterRange))
  }
}
