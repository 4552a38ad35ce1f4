import Foundation
import Journaling
import Planning
import Model
import Throttling

/// Resolves logins, e-mail addresses and groups with as few calls as possible: what the state remembers is not
/// asked again for a while.
struct DirectoryLookup<Service: RequestService>: Sendable {
  /// How long a user is known by a name, in seconds: logins hardly ever change hands.
  static var userAge: TimeInterval { 24 * 60 * 60 }
  /// How long the members of a group are known, and that a user cannot request, in seconds: from a plan to its apply.
  private static var memberAge: TimeInterval { 10 * 60 }
  /// Bytes of a filter, percent-encoded: the whole URL stays below 4 KB, which every proxy lets through.
  private static var filterLength: Int { 3_800 }

  let reader: ThrottledReader<Service>
  let lookups: LookupCache
  /// Ask for everything, whatever is remembered.
  let ignoresCache: Bool

  /// Throws what the reader throws, a `DirectoryAccessError` or a `JournalError`.
  func run(for query: DirectoryQuery) async throws -> Directory {
    var directory = Directory()
    directory.users = try await users(query.names)
    for group in query.groups.sorted() {
      directory.groups[group] = try await self.group(group)
    }
    return directory
  }

  func lifetime(of age: TimeInterval) -> ClosedRange<Date> {
    let now = reader.time.date()
    return now - age...now
  }

  // MARK: Users

  private func users(_ names: [String: String]) async throws -> [String: UserMatch] {
    var found = try await remembered(Set(names.keys)).mapValues(UserMatch.user)
    let unknown = names.keys.filter { found[$0] == nil }.sorted()
    guard !unknown.isEmpty else { return found }
    let asked = try await reporting(.usersRead) { () async throws(ReadFailure) in
      try await ask(unknown.map { (key: $0, written: names[$0] ?? $0) })
    }
    try await lookups.store(asked.compactMapValues(\.user), at: reader.time.date())
    found.merge(asked) { _, new in new }
    return found
  }

  func remembered(_ keys: Set<String>) async throws(JournalError) -> [String: OrgUser] {
    if ignoresCache { return [:] }
    var known = try await lookups.users(keys, fetchedWithin: lifetime(of: Self.userAge))
    let others = Set(known.filter { !$0.value.canRequest }.keys)
    let recent = try await lookups.users(others, fetchedWithin: lifetime(of: Self.memberAge))
    for key in others { known[key] = recent[key] }
    return known
  }

  /// One name is asked for by the call that is made for it; several share calls, and those that are not found so, since
  /// their case differs or they are shortnames, are asked for one by one. Addresses are searched for at last.
  private func ask(_ names: [(key: String, written: String)]) async throws(ReadFailure) -> [String: UserMatch] {
    var found: [String: UserMatch] = [:]
    if names.count > 1 { found = try await askTogether(names) }
    for name in names where found[name.key] == nil {
      if let user = try await reader.user(name.written) { found[name.key] = .user(user) }
    }
    if names.count == 1, found.isEmpty { found = try await askTogether(names) }
    try await search(names, into: &found)
    for name in names where found[name.key] == nil { found[name.key] = .notFound }
    return found
  }

  private func askTogether(
    _ names: [(key: String, written: String)]
  ) async throws(ReadFailure) -> [String: UserMatch] {
    // A user may come with its login in one batch and with its address in another.
    var users: [UserID: OrgUser] = [:]
    for batch in Self.batches(names) {
      for user in try await reader.users(named: batch) { users[user.id] = user }
    }
    let byLogin = Dictionary(
      users.values.map { (Directory.key($0.login), $0) }, uniquingKeysWith: { first, _ in first })
    let byEmail = Dictionary(grouping: users.values.filter { $0.email != nil }) { Directory.key($0.email ?? "") }
    var found: [String: UserMatch] = [:]
    for (key, _) in names {
      if let user = byLogin[key] {
        found[key] = .user(user)
      } else if let users = byEmail[key] {
        found[key] = users.count == 1 ? .user(users[0]) : .multiple(users.sorted { $0.id < $1.id })
      }
    }
    return found
  }

  /// Addresses that are not a login are searched for in either case: the org may have none as it is written, or several.
  private func search(
    _ names: [(key: String, written: String)], into found: inout [String: UserMatch]
  ) async throws(ReadFailure) {
    let addresses = names.filter { $0.key.contains("@") && !isLogin($0.key, in: found) }
    var users: [UserID: OrgUser] = [:]
    for batch in Self.batches(addresses.map { ($0.key, $0.key) }) {
      for user in try await reader.users(named: batch, by: .indexedAddresses) { users[user.id] = user }
    }
    let byEmail = Dictionary(grouping: users.values.filter { $0.email != nil }) { Directory.key($0.email ?? "") }
    for (key, _) in addresses {
      var known = found[key]?.users ?? []
      known += (byEmail[key] ?? []).filter { user in !known.contains { $0.id == user.id } }
      guard let user = known.first else { continue }
      found[key] = known.count == 1 ? .user(user) : .multiple(known.sorted { $0.id < $1.id })
    }
  }

  /// Whether the name was found, and not by an address.
  private func isLogin(_ key: String, in found: [String: UserMatch]) -> Bool {
    found[key]?.user.map { Directory.key($0.email ?? "") != key || Directory.key($0.login) == key } ?? false
  }

  /// Names as they were written, and in lower case where that differs, cut so that no filter is too long.
  private static func batches(_ names: [(key: String, written: String)]) -> [[String]] {
    var batches: [[String]] = []
    var length = Int.max / 2
    for name in names {
      let spellings = name.key == name.written ? [name.key] : [name.written, name.key]
      // Each spelling stands twice, as a login and as an address, with some 90 bytes of words around.
      let cost = spellings.reduce(0) { $0 + 2 * encodedLength($1) + 90 }
      if length + cost > filterLength {
        batches.append([])
        length = 0
      }
      batches[batches.count - 1] += spellings
      length += cost
    }
    return batches
  }

  /// At most: a byte becomes three, an escaped quote six.
  private static func encodedLength(_ text: String) -> Int {
    text.utf8.reduce(0) { sum, byte in
      byte.isASCIIAlphanumeric || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "-") ? sum + 1 : sum + 6
    }
  }

  // MARK: Groups

  private func group(_ written: String) async throws -> GroupMatch {
    if !ignoresCache, let known = try await lookups.group(written, fetchedWithin: lifetime(of: Self.memberAge)) {
      return .group(known.group, members: known.members)
    }
    let asked = try await reporting(.groupsRead) { () async throws(ReadFailure) in try await ask(written) }
    if case .group(let group, let members) = asked {
      try await lookups.store(group, writtenAs: written, members: members, at: reader.time.date())
    }
    return asked
  }

  private func ask(_ written: String) async throws(ReadFailure) -> GroupMatch {
    let groups = try await groups(written)
    guard let group = groups.first else { return .notFound }
    guard groups.count == 1 else { return .multiple(groups) }
    guard let members = try await reader.members(of: group.id) else { return .notFound }
    return .group(group, members: members)
  }

  /// A name is looked for in the index; where that refuses the question, or does not know a young group yet, among those
  /// whose name begins so. Of several names that differ in case only, the one as written counts.
  private func groups(_ written: String) async throws(ReadFailure) -> [OrgGroup] {
    if let id = GroupID(written) { return [OrgGroup(id: id, name: written)] }
    var found = try await reader.groups(.named(written)).filter { $0.isCalled(written) }
    if found.isEmpty { found = try await reader.groups(.beginning(written)).filter { $0.isCalled(written) } }
    let exact = found.filter { $0.name.utf8.elementsEqual(written.utf8) }
    return exact.isEmpty ? found : exact
  }

  /// Reports a refused permission with what the token lacks.
  private func reporting<Value>(
    _ scope: OAuthScope, _ ask: () async throws(ReadFailure) -> Value
  ) async throws -> Value {
    do throws(ReadFailure) {
      return try await ask()
    } catch .service(.forbidden(let error)) {
      throw DirectoryAccessError(scope: scope, text: error.text)
    }
  }
}

extension OrgGroup {
  fileprivate func isCalled(_ written: String) -> Bool { name.lowercased() == written.lowercased() }
}

extension UserMatch {
  fileprivate var users: [OrgUser] {
    switch self {
    case .user(let user): [user]
    case .multiple(let users): users
    case .notFound: []
    }
  }

  fileprivate var user: OrgUser? {
    if case .user(let user) = self { return user }
    return nil
  }
}
