import Model

/// `where`: which rows an entry is repeated for. All of its columns have to match: with one text of several, of which each
/// may be a pattern with `*` for any characters and `?` for one.
struct RowCondition {
  private struct Column {
    var number: Int
    var patterns: [[UInt8]]
  }

  private let columns: [Column]
  /// The key's value, where it is reported.
  let range: SourceRange

  /// `nil` with a finding where it is not valid.
  init?(_ node: YAMLNode, of table: TableDeclaration, findings: Findings) {
    range = node.usageRange
    guard KindRule.isMapping(node, as: "where", findings: findings) else { return nil }
    var columns: [Column] = []
    var isValid = true
    for pair in node.pairs {
      guard let name = pair.key.bytes else { continue }
      guard let number = table.number(of: name.string) else {
        findings.add(
          .unknownColumn, at: pair.key.usageRange, "unknown column \(name.quoted) of \(table.title)",
          hint: ColumnHint.text(name.short, table, findings: findings))
        isValid = false
        continue
      }
      guard let patterns = Self.patterns(of: pair.value, findings: findings) else {
        isValid = false
        continue
      }
      columns.append(Column(number: number, patterns: patterns))
    }
    guard isValid else { return nil }
    self.columns = columns
  }

  /// Nothing is an empty cell; `nil` with a finding for a value that is neither a text nor a list of texts.
  private static func patterns(of node: YAMLNode, findings: Findings) -> [[UInt8]]? {
    if node.isNull { return [[]] }
    let items = node.kind == .sequence ? Array(node.items) : [node]
    let texts = items.map { $0.isNull ? [] : pattern(of: $0, findings: findings) }
    return texts.contains(nil) ? nil : texts.compactMap(\.self)
  }

  private static func pattern(of node: YAMLNode, findings: Findings) -> [UInt8]? {
    guard let text = KindRule.text(node, as: "a text of where", findings: findings) else { return nil }
    if let placeholder = TemplateRule.firstPlaceholder(in: text) {
      findings.add(
        .template, at: node.range, "unresolved placeholder \(placeholder)",
        hint: "where compares a column with texts: write the text itself")
      return nil
    }
    return Array(text.bytes)
  }

  /// Whether a row's cells match.
  func isMet(by row: TableRow) -> Bool {
    columns.allSatisfy { column in
      let cell = row.text(column.number).bytes
      return column.patterns.contains { Self.matches(cell, $0) }
    }
  }

  /// Compares from the left; after a mismatch the last `*` takes one byte more, so that the time is at most the product of both
  /// lengths.
  static func matches(_ text: UnsafeBufferPointer<UInt8>, _ pattern: [UInt8]) -> Bool {
    var (at, place) = (0, 0)
    var star: (pattern: Int, text: Int)?
    while at < text.count {
      if place < pattern.count, pattern[place] == UInt8(ascii: "*") {
        star = (place, at)
        place += 1
      } else if place < pattern.count, pattern[place] == UInt8(ascii: "?") {
        at += 1
        while at < text.count, text[at] & 0xC0 == 0x80 { at += 1 }
        place += 1
      } else if place < pattern.count, pattern[place] == text[at] {
        at += 1
        place += 1
      } else if let last = star {
        star = (last.pattern, last.text + 1)
        (place, at) = (last.pattern + 1, last.text + 1)
      } else {
        return false
      }
    }
    return pattern[place...].allSatisfy { $0 == UInt8(ascii: "*") }
  }
}
