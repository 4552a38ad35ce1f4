/// What the rules of a new request type must know of the org.
struct RequestTypeFacts: Hashable, Sendable {
  /// The users and groups in the body that do not exist.
  var unknown: Set<String> = []
  /// Whether the team exists that the body names as the owner.
  var isOwnerKnown = true
}

extension LedgerTables {
  /// Looks up every id of a user or a group that the body holds, wherever it stands; the users of tokens always exist.
  func facts(forType body: JSONValue, tokens: TokenHolders) throws -> RequestTypeFacts {
    let texts = body.texts
    let users = try declaresUsers() ? texts.filter { IdentifierForm.user.matches($0) } : []
    let groups = try declaresGroups() ? texts.filter { IdentifierForm.group.matches($0) } : []
    let unknown =
      try users.filter { try !tokens.users.contains($0) && user(id: $0) == nil } + groups.filter { try !hasGroup($0) }
    let isOwnerKnown = try body["ownerId"]?.text.map(hasTeam) ?? true
    return RequestTypeFacts(unknown: Set(unknown), isOwnerKnown: isOwnerKnown)
  }
}

extension JSONValue {
  /// Every string in it but the names of members.
  fileprivate var texts: [String] {
    switch self {
    case .string(let text): [text]
    case .array(let items): items.flatMap(\.texts)
    case .object(let members): members.values.flatMap(\.texts)
    case .null, .bool, .number: []
    }
  }
}
