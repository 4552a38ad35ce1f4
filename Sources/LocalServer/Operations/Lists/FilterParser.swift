/// Parses filters by the grammar of RFC 7644, section 3.4.2.2 (figure 1): `not` has precedence over `and`, `and` over `or`.
/// Operators are case-insensitive, and several spaces count as one.
struct FilterParser {
  private var scanner: FilterScanner
  private var comparisons = 0

  /// Levels of parentheses and brackets. The stack of SQLite's parser has 100 symbols, of which each level uses up to six
  /// (`a OR b AND NOT (`) and the innermost comparison some twenty.
  private static let maximumDepth = 10

  /// Comparisons in one filter: SQLite supports expressions of a depth of 1,000, and a chain of comparisons is as deep as
  /// it is long.
  static let maximumComparisons = 400

  static func parse(_ text: String) throws(FilterError) -> FilterExpression {
    var parser = FilterParser(scanner: FilterScanner(text))
    parser.scanner.skipBlanks()
    let expression = try parser.alternatives(depth: 0)
    guard parser.scanner.isAtEnd else { throw parser.problem("expected 'and', 'or' or the end") }
    return expression
  }

  private func problem(_ text: String) -> FilterError {
    FilterError(offset: scanner.offset, text: text)
  }

  private mutating func alternatives(depth: Int) throws(FilterError) -> FilterExpression {
    guard depth <= Self.maximumDepth else { throw problem("more than \(Self.maximumDepth) levels of parentheses") }
    var parts = [try conjunction(depth: depth)]
    var offset: Int?
    while let joiner = scanner.keyword("or") {
      offset = offset ?? joiner.offset
      parts.append(try conjunction(depth: depth))
    }
    return offset.map { .any(parts, offset: $0) } ?? parts[0]
  }

  private mutating func conjunction(depth: Int) throws(FilterError) -> FilterExpression {
    var parts = [try operand(depth: depth)]
    while scanner.keyword("and") != nil { parts.append(try operand(depth: depth)) }
    return parts.count == 1 ? parts[0] : .all(parts)
  }

  private mutating func operand(depth: Int) throws(FilterError) -> FilterExpression {
    if scanner.character("(") {
      return try closed(by: ")", depth: depth)
    }
    let begin = scanner
    if let word = scanner.keyword("not"), scanner.character("(") {
      return .not(try closed(by: ")", depth: depth), offset: word.offset)
    }
    scanner = begin
    return try attributeExpression(depth: depth)
  }

  /// The expression between an opening character, which was read, and the closing one.
  private mutating func closed(by character: Unicode.Scalar, depth: Int) throws(FilterError) -> FilterExpression {
    scanner.skipBlanks()
    let expression = try alternatives(depth: depth + 1)
    guard scanner.character(character) else { throw problem("expected '\(character)'") }
    return expression
  }

  private mutating func attributeExpression(depth: Int) throws(FilterError) -> FilterExpression {
    guard let attribute = scanner.attribute() else { throw problem("expected an attribute") }
    comparisons += 1
    guard comparisons <= Self.maximumComparisons else {
      throw FilterError(offset: attribute.offset, text: "more than \(Self.maximumComparisons) comparisons")
    }
    if scanner.character("[") { return .within(attribute, try closed(by: "]", depth: depth)) }
    let begin = scanner
    guard let written = scanner.word() else { throw problem("expected an operator") }
    let comparator = FilterExpression.Word(text: written.text.lowercased(), offset: written.offset)
    if comparator.text == "pr" { return .presence(attribute) }
    guard FilterExpression.comparators.contains(comparator.text) else {
      scanner = begin
      throw problem("'\(written.text)' is not an operator")
    }
    let place = scanner.offset
    let value = try scanner.value()
    return .comparison(.init(attribute: attribute, comparator: comparator, value: value, valueOffset: place))
  }
}
