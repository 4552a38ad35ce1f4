import Foundation

/// Users as the core API's `filter` and `search` ask for them: `eq` comparisons joined by `and` and `or`, where `and` binds
/// closer (RFC 7644, section 3.4.2.2). Parentheses and other operators, which Okta knows for some attributes, are refused.
struct UserFilter: Hashable, Sendable {
  struct Comparison: Hashable, Sendable {
    var attribute: Attribute
    var value: String
  }

  enum Attribute: String, Hashable, Sendable, CaseIterable {
    case id, status
    case login = "profile.login"
    case email = "profile.email"
  }

  /// One of them must hold whole.
  private(set) var alternatives: [[Comparison]]
  /// `search` compares without regard to case, `filter` with it.
  var ignoresCase: Bool

  /// Reads an expression; says of the first thing that is wrong what it is.
  static func parse(_ text: String, ignoresCase: Bool) -> Result<UserFilter, Filter.Problem> {
    var words = FilterWords(text)
    var filter = UserFilter(alternatives: [[]], ignoresCase: ignoresCase)
    while true {
      guard let name = words.name(), let comparator = words.word()?.lowercased(), let value = words.quoted() else {
        return .failure(Filter.Problem(text: "Invalid filter syntax."))
      }
      guard let attribute = Attribute(rawValue: name) else {
        return .failure(Filter.Problem(text: "Invalid filter attribute '\(name)'."))
      }
      guard comparator == "eq" else {
        return .failure(Filter.Problem(text: "Invalid operator '\(comparator)' for filter attribute '\(name)'."))
      }
      filter.alternatives[filter.alternatives.count - 1].append(Comparison(attribute: attribute, value: value))
      if words.isAtEnd { return .success(filter) }
      switch words.word()?.lowercased() {
      case "and": continue
      case "or": filter.alternatives.append([])
      default: return .failure(Filter.Problem(text: "Invalid filter syntax."))
      }
    }
  }

  func holds(for user: StoredUser) -> Bool {
    alternatives.contains { $0.allSatisfy { isEqual(user.value(of: $0.attribute), $0.value) } }
  }

  private func isEqual(_ own: String?, _ value: String) -> Bool {
    guard let own else { return false }
    return ignoresCase ? own.lowercased() == value.lowercased() : own.utf8.elementsEqual(value.utf8)
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
