/// Users as the core API's `filter` and `search` ask for them: `eq` comparisons joined by `and`, `or`, `not` and
/// parentheses. Other operators, which Okta knows for some attributes, are refused.
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
  /// `search` compares without regard to case, `filter` with it.
  let ignoresCase: Bool

  /// Reads an expression; throws the first thing that is wrong.
  static func parse(_ text: String, ignoresCase: Bool) throws(FilterProblem) -> UserFilter {
    UserFilter(condition: try Condition(FilterParser.parse(text)), ignoresCase: ignoresCase)
  }

  /// The ids that it names, wherever they stand.
  var ids: [String] { condition.ids }

  func holds(for user: StoredUser) -> Bool { holds(condition, for: user) }

  private func holds(_ condition: Condition, for user: StoredUser) -> Bool {
    switch condition {
    case .equal(let attribute, let value): isEqual(user.value(of: attribute), value)
    case .all(let parts): parts.allSatisfy { holds($0, for: user) }
    case .any(let parts): parts.contains { holds($0, for: user) }
    case .not(let part): !holds(part, for: user)
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

  fileprivate init(_ expression: FilterExpression) throws(FilterProblem) {
    switch expression {
    case .comparison(let comparison): try self.init(comparison)
    case .all(let parts): self = .all(try Self.conditions(parts))
    case .any(let parts, _): self = .any(try Self.conditions(parts))
    case .not(let part, _): self = .not(try Self(part))
    case .presence(let attribute): throw attribute.takesOnly("eq")
    case .within(let attribute, _): throw attribute.hasNoParts
    }
  }

  private init(_ comparison: FilterExpression.Comparison) throws(FilterProblem) {
    guard let attribute = UserFilter.Attribute(rawValue: comparison.attribute.text) else {
      throw comparison.attribute.isNone(of: UserFilter.Attribute.allCases.map(\.rawValue))
    }
    self = .equal(attribute, try comparison.text(by: "eq"))
  }

  private static func conditions(_ parts: [FilterExpression]) throws(FilterProblem) -> [Self] {
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

  /// A user without a login has one made of the id.
  var shownLogin: String { login ?? "\(id.lowercased())@example.com" }

  /// A user without an address has the login for one, if it looks like an address.
  var shownEmail: String? { email ?? (shownLogin.contains("@") ? shownLogin : nil) }
}
