import OktaAPI

/// A filter as the list operations take it: comparisons joined by AND (contract `x-scim-filter`).
/// Attribute names count case, operators do not (Okta's core API); values stand in double quotes, as in JSON.
struct Filter: Hashable, Sendable {
  struct Comparison: Hashable, Sendable {
    var attribute: String
    /// In lower case.
    var comparator: String
    var value: String
  }

  /// What a list lets be compared.
  struct Attribute: Sendable {
    enum Kind: Sendable {
      case oneOf([String])
      case timestamp
      case identifier(IdentifierForm)
    }

    var comparator: String
    var kind: Kind
  }

  var comparisons: [Comparison] = []

  /// Reads a filter and checks it against what may be compared; says of the first thing that is wrong what it is.
  static func parse(_ text: String, allowed: [String: Attribute]) -> Result<Filter, Problem> {
    var words = FilterWords(text)
    var filter = Filter()
    repeat {
      guard let attribute = words.word(), let comparator = words.word()?.lowercased(), let value = words.quoted() else {
        return .failure(Problem(text: "Invalid filter syntax."))
      }
      let comparison = Comparison(attribute: attribute, comparator: comparator, value: value)
      if let problem = comparison.problem(allowed) { return .failure(problem) }
      filter.comparisons.append(comparison)
      if words.isAtEnd { return .success(filter) }
    } while words.word()?.lowercased() == "and"
    return .failure(Problem(text: "Invalid filter syntax."))
  }

  struct Problem: Error, Hashable, Sendable {
    var text: String
  }
}

extension Filter.Comparison {
  fileprivate func problem(_ allowed: [String: Filter.Attribute]) -> Filter.Problem? {
    guard let rule = allowed[attribute] else {
      return Filter.Problem(text: "Invalid filter attribute '\(attribute)'.")
    }
    guard comparator == rule.comparator else {
      return Filter.Problem(text: "Invalid operator '\(comparator)' for filter attribute '\(attribute)'.")
    }
    let isFit =
      switch rule.kind {
      case .oneOf(let values): values.contains(value)
      case .timestamp: Timestamp(value) != nil
      case .identifier(let form): form.matches(value)
      }
    return isFit ? nil : Filter.Problem(text: "Invalid value for filter attribute '\(attribute)'.")
  }
}
