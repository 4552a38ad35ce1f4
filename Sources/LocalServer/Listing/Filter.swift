import OktaWire

/// A filter that a list takes: comparisons joined by `and` (contract `x-scim-filter`; only `and` is documented).
/// Attribute names count case (Okta's core API). Parentheses may stand around what `and` joins: they change nothing.
struct Filter: Hashable, Sendable {
  struct Comparison: Hashable, Sendable {
    var attribute: String
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

  /// Reads a filter and checks it against what may be compared; throws the first thing that is wrong.
  static func parse(_ text: String, allowed: [String: Attribute]) throws(FilterProblem) -> Filter {
    var filter = Filter()
    try filter.add(FilterParser.parse(text), allowed)
    return filter
  }

  private mutating func add(
    _ expression: FilterExpression, _ allowed: [String: Attribute]
  ) throws(FilterProblem) {
    switch expression {
    case .comparison(let comparison): comparisons.append(try comparison.checked(allowed))
    case .all(let parts):
      for part in parts { try add(part, allowed) }
    case .any(_, let offset): throw FilterProblem(offset: offset, text: "'or' is not offered, only 'and' is")
    case .not(_, let offset): throw FilterProblem(offset: offset, text: "'not' is not offered")
    case .presence(let attribute): throw attribute.takesOnly(try attribute.rule(allowed).comparator)
    case .within(let attribute, _): throw attribute.hasNoParts
    }
  }
}

extension FilterExpression.Comparison {
  fileprivate func checked(_ allowed: [String: Filter.Attribute]) throws(FilterProblem) -> Filter.Comparison {
    let rule = try attribute.rule(allowed)
    let text = try text(by: rule.comparator)
    guard rule.kind.holds(text) else {
      throw FilterProblem(offset: valueOffset, text: "'\(attribute.text)' takes \(rule.kind.told)")
    }
    return Filter.Comparison(attribute: attribute.text, value: text)
  }
}

extension FilterExpression.Word {
  /// What may be compared with the attribute of this name.
  fileprivate func rule(_ allowed: [String: Filter.Attribute]) throws(FilterProblem) -> Filter.Attribute {
    if let rule = allowed[text] { return rule }
    throw isNone(of: allowed.keys.sorted())
  }
}

extension Filter.Attribute.Kind {
  fileprivate func holds(_ text: String) -> Bool {
    switch self {
    case .oneOf(let values): values.contains { $0.utf8.elementsEqual(text.utf8) }
    case .timestamp: Timestamp(text) != nil
    case .identifier(let form): form.matches(text)
    }
  }

  fileprivate var told: String {
    switch self {
    case .oneOf(let values): values.joined(separator: ", ")
    case .timestamp: "a date-time such as 2026-01-31T09:00:00Z"
    case .identifier(let form): form.told
    }
  }
}
