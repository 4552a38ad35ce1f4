/// The core API's `filter` and `search` of users: `eq` comparisons joined by `and`, `or`, `not` and parentheses. Other
/// operators, which Okta supports for some attributes, are errors.
struct UserFilter: Hashable, Sendable {
  indirect enum Condition: Hashable, Sendable {
    case equal(Attribute, String)
    case all([Condition])
    case any([Condition])
    case not(Condition)
  }

  enum Attribute: String, Hashable, Sendable, CaseIterable {
    case id, status
    case login = "profile.login"
    case email = "profile.email"
  }

  let condition: Condition
  /// `search` ignores case, `filter` does not.
  let ignoresCase: Bool

  /// Parses an expression; throws the first error.
  static func parse(_ text: String, ignoresCase: Bool) throws(FilterError) -> UserFilter {
    UserFilter(condition: try Condition(FilterParser.parse(text)), ignoresCase: ignoresCase)
  }

  /// All ids in the filter.
  var ids: [String] { condition.ids }

  /// Whether a user is in the list.
  func matches(_ user: StoredUser) -> Bool { matches(user, condition) }

  private func matches(_ user: StoredUser, _ condition: Condition) -> Bool {
    switch condition {
    case .equal(let attribute, let value): isEqual(user.value(of: attribute), value)
    case .all(let parts): parts.allSatisfy { matches(user, $0) }
    case .any(let parts): parts.contains { matches(user, $0) }
    case .not(let part): !matches(user, part)
    }
  }

  private func isEqual(_ own: String?, _ value: String) -> Bool {
    guard let own else { return false }
    return ignoresCase ? own.lowercased() == value.lowercased() : own.utf8.elementsEqual(value.utf8)
  }
}

extension UserFilter.Condition {
  fileprivate var ids: [String] {
    switch self {
    case .equal(.id, let value): [value]
    case .equal: []
    case .all(let parts), .any(let parts): parts.flatMap(\.ids)
    case .not(let part): part.ids
    }
  }

  fileprivate init(_ expression: FilterExpression) throws(FilterError) {
    switch expression {
    case .comparison(let comparison): try self.init(comparison)
    case .all(let parts): self = .all(try Self.conditions(parts))
    case .any(let parts, _): self = .any(try Self.conditions(parts))
    case .not(let part, _): self = .not(try Self(part))
    case .presence(let attribute): throw attribute.supportsOnly("eq")
    case .within(let attribute, _): throw attribute.valuePathUnsupported
    }
  }

  private init(_ comparison: FilterExpression.Comparison) throws(FilterError) {
    guard let attribute = UserFilter.Attribute(rawValue: comparison.attribute.text) else {
      throw comparison.attribute.unknownAttribute(known: UserFilter.Attribute.allCases.map(\.rawValue))
    }
    self = .equal(attribute, try comparison.text(by: "eq"))
  }

  private static func conditions(_ parts: [FilterExpression]) throws(FilterError) -> [Self] {
    var conditions: [Self] = []
    for part in parts { conditions.append(try Self(part)) }
    return conditions
  }
}

extension StoredUser {
  fileprivate func value(of attribute: UserFilter.Attribute) -> String? {
    switch attribute {
    case .id: id
    case .status: status
    case .login: shownLogin
    case .email: shownEmail
    }
  }

  /// The login, or one that is derived from the id.
  var shownLogin: String { login ?? "\(id.lowercased())@example.com" }

  /// The address, or the login where that looks like one.
  var shownEmail: String? { email ?? (shownLogin.contains("@") ? shownLogin : nil) }
}
