/// Every kind of problem that only the org can tell of a valid manifest: the stable word in `Diagnostic.code`, beside those
/// of `FindingCode`.
package enum ResolutionCode: String, CaseIterable, Sendable {
  /// A login or an e-mail address that no user of the org has.
  case unknownUser = "unknown-user"
  /// An e-mail address that several users of the org have.
  case ambiguousUser = "ambiguous-user"
  /// A name or an id that no group of the org has.
  case unknownGroup = "unknown-group"
  /// A name that several groups of the org have.
  case ambiguousGroup = "ambiguous-group"
  /// A group without a member whom the org takes requests for.
  case emptyGroup = "empty-group"
  /// A group with members whom the org takes no requests for: they are left out.
  case inactiveMembers = "inactive-members"
  /// A named user of whom the org takes no requests.
  case inactiveUser = "inactive-user"
  /// Two names of one user in one entry.
  case duplicateUser = "duplicate-user"
  /// Two declarations with one key: request type, requester and subject.
  case duplicateDeclaration = "duplicate-declaration"
}
