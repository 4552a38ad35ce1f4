/// Reads filters by the grammar of RFC 7644, section 3.4.2.2 (figure 1): `not` binds closer than `and`, `and` closer than
/// `or`. Operators and joining words do not count case, and more than one blank is one.
struct FilterParser {
  private var scanner: FilterScanner
  private var comparisons = 0

  /// Parentheses and brackets within one another that are read. SQLite's parser has room for 100 symbols, of which each
  /// level takes up to six (`a OR b AND NOT (`) and the innermost comparison a good twenty.
  private static let greatestDepth = 10

  /// Comparisons that one filter may have: SQLite takes expressions that are up to 1,000 deep, and a chain of comparisons
  /// is as deep as it is long.
  static let mostComparisons = 400

  static func parse(_ text: String) throws(FilterProblem) -> FilterExpression {
    var parser = FilterParser(scanner: FilterScanner(text))
    parser.scanner.skipBlanks()
    let expression = try parser.alternatives(depth: 0)
    guard parser.scanner.isAtEnd else { throw parser.problem("'and', 'or' or the end is expected") }
    return expression
  }

  private func problem(_ text: String) -> FilterProblem {
    FilterProblem(offset: scanner.offset, text: text)
  }

  private mutating func alternatives(depth: Int) throws(FilterProblem) -> FilterExpression {
    guard depth <= Self.greatestDepth else { throw problem("it is nested too deeply") }
    var parts = [try conjunction(depth: depth)]
    var offset: Int?
    while let joiner = scanner.keyword("or") {
      offset = offset ?? joiner.offset
      parts.append(try conjunction(depth: depth))
    }
    return offset.map { .any(parts, offset: $0) } ?? parts[0]
  }

  private mutating func conjunction(depth: Int) throws(FilterProblem) -> FilterExpression {
    var parts = [try operand(depth: depth)]
    while scanner.keyword("and") != nil { parts.append(try operand(depth: depth)) }
    return parts.count == 1 ? parts[0] : .all(parts)
  }

  private mutating func operand(depth: Int) throws(FilterProblem) -> FilterExpression {
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

  /// What stands between an opening character, which was read, and the closing one.
  private mutating func closed(by character: Unicode.Scalar, depth: Int) throws(FilterProblem) -> FilterExpression {
    scanner.skipBlanks()
    let expression = try alternatives(depth: depth + 1)
    guard scanner.character(character) else { throw problem("'\(character)' is expected") }
    return expression
  }

  private mutating func attributeExpression(depth: Int) throws(FilterProblem) -> FilterExpression {
    guard let attribute = scanner.attribute() else { throw problem("an attribute is expected") }
    comparisons += 1
    guard comparisons <= Self.mostComparisons else {
      throw FilterProblem(offset: attribute.offset, text: "it has more than \(Self.mostComparisons) comparisons")
    }
    if scanner.character("[") { return .within(attribute, try closed(by: "]", depth: depth)) }
    let begin = scanner
    guard let written = scanner.word() else { throw problem("an operator is expected") }
    let comparator = FilterExpression.Word(text: written.text.lowercased(), offset: written.offset)
    if comparator.text == "pr" { return .presence(attribute) }
    guard FilterExpression.comparators.contains(comparator.text) else {
      scanner = begin
      throw problem("'\(written.text)' is no operator")
    }
    let place = scanner.offset
    let value = try scanner.value()
    return .comparison(.init(attribute: attribute, comparator: comparator, value: value, valueOffset: place))
  }
}
