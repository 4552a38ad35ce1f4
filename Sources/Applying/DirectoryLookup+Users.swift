import Journaling
import Planning
import Model
import Throttling

extension DirectoryLookup {
  /// Ids that one call asks for: a URL of some 1,400 bytes.
  private static var idsACall: Int { 30 }
  /// Ids missing in the list that are asked for one by one before the list is believed.
  private static var maximumSingleCalls: Int { 20 }

  /// The users with these ids. The org refuses the question (a token without `okta.users.read`, an administrator of some
  /// groups only) or does not answer it (a gateway): then the rest is left open, and nothing more is asked.
  func users(_ ids: Set<UserID>) async throws -> UserLookupResult {
    var answers = UserLookupResult()
    for user in try await remembered(Set(ids.map(\.text))).values { answers.found[user.id] = user }
    do {
      try await ask(ids.filter { answers.found[$0] == nil }.sorted(), &answers)
    } catch ReadFailure.service(let failure) {
      answers.refusal = failure.text
    }
    return answers
  }

  /// The users with these ids that are known, whatever became of them since: for their names alone.
  func known(_ ids: Set<UserID>) async throws(JournalError) -> [UserID: OrgUser] {
    let known = try await lookups.users(Set(ids.map(\.text)), fetchedWithin: lifetime(of: Self.userAge))
    return Dictionary(known.values.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
  }

  /// How many calls `listed` makes.
  static func calls(for ids: Set<UserID>) -> Int { (ids.count + idsACall - 1) / idsACall }

  /// The users with these ids that the org lists. Where it does not, or a stop comes first, the others are left out.
  func listed(_ ids: Set<UserID>) async throws -> [UserID: OrgUser] {
    var answers = UserLookupResult()
    do {
      for batch in batches(of: ids.sorted()) {
        try await keep(try await reader.users(named: batch.map(\.text), by: .ids), &answers)
      }
    } catch is ReadFailure {
      // The token may not see them: their ids are shown.
    }
    return answers.found
  }

  private func batches(of ids: [UserID]) -> [ArraySlice<UserID>] {
    stride(from: 0, to: ids.count, by: Self.idsACall).map { ids[$0..<min($0 + Self.idsACall, ids.count)] }
  }

  private func ask(_ ids: [UserID], _ answers: inout UserLookupResult) async throws {
    var missing: [UserID] = []
    for batch in batches(of: ids) {
      try await keep(try await reader.users(named: batch.map(\.text), by: .ids), &answers)
      missing += batch.filter { answers.found[$0] == nil }
    }
    // A list shows an administrator of some groups no other users, without saying so: the retrieval of one says 403.
    for (position, id) in missing.enumerated() {
      if position < Self.maximumSingleCalls, let user = try await reader.user(id.text), user.id == id {
        try await keep([user], &answers)
      } else {
        answers.unknown.insert(id)
      }
    }
  }

  private func keep(_ users: [OrgUser], _ answers: inout UserLookupResult) async throws(JournalError) {
    for user in users { answers.found[user.id] = user }
    try await lookups.store(
      Dictionary(users.map { ($0.id.text, $0) }, uniquingKeysWith: { first, _ in first }), at: reader.time.date())
  }
}
