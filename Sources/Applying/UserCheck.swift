import Journaling
import Planning
import RequestModel
import Throttling

/// Which users a plan asks about that are named by their ids.
package enum UserChecks: Hashable, Sendable {
  /// None: ids are taken as written.
  case none
  /// Those of what would be created, unless the state remembers them.
  case new
  /// Those of what would be created, also where the state remembers them.
  case all
}

/// Finds out whether the org knows the users whom declarations name by their ids, and takes requests for them.
struct UserCheck<Service: RequestService>: Sendable {
  private let lookup: DirectoryLookup<Service>
  private let checks: UserChecks

  init(_ reader: ThrottledReader<Service>, memory: OrgMemory, checks: UserChecks) {
    lookup = DirectoryLookup(reader: reader, memory: memory, ignoresCache: checks == .all)
    self.checks = checks
  }

  /// `keyToCreate` gives the key of what would be created, `nil` for what exists. Throws `ReadFailure.stopped` or a
  /// `JournalError`.
  func run(
    for resolved: Resolution, keyToCreate: (RequestDeclaration) -> RequestKey?
  ) async throws -> UserFindings {
    let ids = checks == .none ? [] : resolved.usersToCheck(keyToCreate: keyToCreate)
    return UserFindings(resolved, try await lookup.users(ids), keyToCreate: keyToCreate)
  }
}

extension DirectoryLookup {
  /// Ids that one call asks for: a URL of some 1,400 bytes.
  private static var idsACall: Int { 30 }
  /// Ids missing in the list that are asked for one by one before the list is believed.
  private static var maximumSingleCalls: Int { 20 }

  /// The users with these ids. The org refuses the question (a token without `okta.users.read`, an administrator of some
  /// groups only) or does not answer it (a gateway): then the rest is left open, and nothing more is asked.
  func users(_ ids: Set<UserID>) async throws -> UserAnswers {
    var answers = UserAnswers()
    for user in try remembered(Set(ids.map(\.text))).values { answers.found[user.id] = user }
    do {
      try await ask(ids.filter { answers.found[$0] == nil }.sorted(), &answers)
    } catch ReadFailure.service(let failure) {
      answers.refusal = failure.text
    }
    return answers
  }

  private func ask(_ ids: [UserID], _ answers: inout UserAnswers) async throws {
    var missing: [UserID] = []
    for start in stride(from: 0, to: ids.count, by: Self.idsACall) {
      let batch = ids[start..<min(start + Self.idsACall, ids.count)]
      try keep(try await reader.users(named: batch.map(\.text), by: .ids), &answers)
      missing += batch.filter { answers.found[$0] == nil }
    }
    // A list shows an administrator of some groups no other users, without saying so: the retrieval of one says 403.
    for (position, id) in missing.enumerated() {
      if position < Self.maximumSingleCalls, let user = try await reader.user(id.text), user.id == id {
        try keep([user], &answers)
      } else {
        answers.unknown.insert(id)
      }
    }
  }

  private func keep(_ users: [OrgUser], _ answers: inout UserAnswers) throws(JournalError) {
    for user in users { answers.found[user.id] = user }
    try memory.remember(
      Dictionary(users.map { ($0.id.text, $0) }, uniquingKeysWith: { first, _ in first }), at: reader.time.date())
  }
}
