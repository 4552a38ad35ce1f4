import OktaWire

/// A filter of a list: comparisons joined by `and` (contract `x-scim-filter`; only `and` is documented).
/// Attribute names are case-sensitive (Okta's core API). Parentheses around what `and` joins are allowed and change nothing.
struct Filter: Hashable, Sendable {
  struct Comparison: Hashable, Sendable {
    var attribute: String
    var value: String
  }

  /// An attribute that a list can be filtered by.
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

  /// Parses a filter and checks it against the attributes; throws the first error.
  static func parse(_ text: String, allowed: [String: Attribute]) throws(FilterError) -> Filter {
    var filter = Filter()
    try filter.add(FilterParser.parse(text), allowed)
    return filter
  }

  private mutating func add(
    _ expression: FilterExpression, _ allowed: [String: Attribute]
  ) throws(FilterError) {
    switch expression {
    case .comparison(let comparison): comparisons.append(try comparison.checked(allowed))
    case .all(let parts):
      for part in parts { try add(part, allowed) }
    case .any(_, let offset): throw FilterError(offset: offset, text: "'or' is not supported, only 'and'")
    case .not(_, let offset): throw FilterError(offset: offset, text: "'not' is not supported")
    case .presence(let attribute): throw attribute.supportsOnly(try attribute.rule(allowed).comparator)
    case .within(let attribute, _): throw attribute.valuePathUnsupported
    }
  }
}

extension FilterExpression.Comparison {
  fileprivate func checked(_ allowed: [String: Filter.Attribute]) throws(FilterError) -> Filter.Comparison {
    let rule = try attribute.rule(allowed)
    let text = try text(by: rule.comparator)
    guard rule.kind.accepts(text) else {
      throw FilterError(offset: valueOffset, text: "expected \(rule.kind.description) for '\(attribute.text)'")
    }
    return Filter.Comparison(attribute: attribute.text, value: text)
  }
}

extension FilterExpression.Word {
  /// The attribute of this name.
  fileprivate func rule(_ allowed: [String: Filter.Attribute]) throws(FilterError) -> Filter.Attribute {
    if let rule = allowed[text] { return rule }
    throw unknownAttribute(known: allowed.keys.sorted())
  }
}

extension Filter.Attribute.Kind {
  fileprivate func accepts(_ text: String) -> Bool {
    switch self {
    case .oneOf(let values): values.contains { $0.utf8.elementsEqual(text.utf8) }
    case .timestamp: Timestamp(text) != nil
    case .identifier(let form): form.matches(text)
    }
  }

  fileprivate var description: String {
    switch self {
    case .oneOf(let values): values.joined(separator: ", ")
    case .timestamp: "a date-time such as 2026-01-31T09:00:00Z"
    case .identifier(let form): form.formDescription
    }
  }
}
