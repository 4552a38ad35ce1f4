/// What the rules of a creation must know of the org.
struct CreationFacts: Hashable, Sendable {
  /// The request type that the body names; `nil` where there is none.
  var type: StoredRequestType?
  /// Whether the requester that the body names exists.
  var isRequesterKnown: Bool
  /// Whether the token's user is a Super Admin or an Access Request Admin.
  var isAdmin: Bool
  /// Whether both the token's user and the requester belong to the group that the type asks for.
  var mayRequest: Bool
}

extension LedgerTables {
  /// Looks up what a body names, as far as it names it well; the users of tokens always exist.
  func facts(for body: JSONValue, of user: String, tokens: TokenHolders) throws -> CreationFacts {
    let type = try body["requestTypeId"]?.text.flatMap { try requestType($0.lowercased()) }
    let requester = body["requesterUserIds"]?.items?.first?.text ?? user
    return CreationFacts(
      type: type,
      isRequesterKnown: try !declaresUsers() || tokens.users.contains(requester) || self.user(id: requester) != nil,
      isAdmin: try isAdministrator(user),
      mayRequest: try type?.definition.requesterMemberOf.map { group in
        try isMember(user, of: group) && isMember(requester, of: group)
      } ?? true)
  }
}

extension JSONValue {
  fileprivate var items: [JSONValue]? {
    if case .array(let items) = self { items } else { nil }
  }
}
