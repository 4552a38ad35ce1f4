import Model

/// The texts of an entry with `forEach` that take cells: `${column}`, `${column:-text}`, and `$${` for a literal `${`.
///
/// For each row the texts are written into the document's buffer in place of those with placeholders, and the entry is
/// checked as any other. What an alias leads to is filled as well.
final class EntryTemplate {
  /// A piece of a text.
  enum Part {
    case literal([UInt8])
    case column(Int, fallback: [UInt8]?)
  }

  /// A text with cells.
  struct Text {
    let index: Int
    let written: NodeRecord
    let parts: [Part]
    let isMessage: Bool

    var columns: [Int] {
      parts.compactMap { part in if case .column(let column, _) = part { column } else { nil } }
    }
  }

  private(set) var texts: [Text] = []
  /// The indexes of the texts that are users: a cell may hold several.
  private(set) var users: Set<Int> = []
  /// Whether a placeholder is wrong, which has its finding.
  private(set) var isBroken = false
  private let table: TableDeclaration
  private let findings: Findings
  private var seen: Set<Int> = []

  /// Reads an entry's texts.
  init(_ entry: RawEntry, of table: TableDeclaration, findings: Findings) {
    self.table = table
    self.findings = findings
    let values = [entry.type?.value, entry.subject, entry.requesterFields, entry.name, entry.attempt]
    for node in values { node.map { collect($0) } }
    entry.messages.map { collect($0, isMessage: true) }
    entry.users.map { collect($0) }
    users = Set(entry.users?.items.map(\.index) ?? []).intersection(texts.map(\.index))
  }

  private func collect(_ node: YAMLNode, isMessage: Bool = false) {
    switch node.kind {
    case .sequence: for item in node.items { collect(item, isMessage: isMessage) }
    case .mapping: for pair in node.pairs { collect(pair.value) }
    case .scalar: if !node.isNull, seen.insert(node.index).inserted { add(node, isMessage: isMessage) }
    case .broken: break
    }
  }

  private func add(_ node: YAMLNode, isMessage: Bool) {
    guard let text = node.bytes, text.bytes.contains(UInt8(ascii: "$")), !table.columns.isEmpty,
      let parts = parts(of: text.bytes, at: node, isMessage: isMessage)
    else { return }
    // No other rule sees the text as it is written.
    if let other = TemplateRule.firstPlaceholder(in: text, ofBraces: true) {
      if !isMessage { isBroken = true }
      TemplateRule.report(other, at: node.range, isWarning: isMessage, findings: findings)
    }
    texts.append(Text(index: node.index, written: node.event, parts: parts, isMessage: isMessage))
  }

  // MARK: Placeholders

  /// `nil` where the text takes no cell, and after a finding where a placeholder is wrong.
  private func parts(of bytes: UnsafeBufferPointer<UInt8>, at node: YAMLNode, isMessage: Bool) -> [Part]? {
    var parts: [Part] = []
    var (literal, start, end, takesCell) = ([UInt8](), 0, 0, false)
    for mark in PlaceholderScan(of: bytes).marks(ofDollar: true) {
      switch mark {
      case .escape(let index):
        // Without its first `$`.
        literal += bytes[start..<index]
        (start, end) = (index + 1, index + 3)
      case .placeholder(let range):
        let inner = UnsafeBufferPointer(rebasing: bytes[range].dropFirst(2).dropLast())
        guard let column = column(YAMLText(inner), at: node) else { return nil }
        literal += bytes[start..<range.lowerBound]
        if !literal.isEmpty { parts.append(.literal(literal)) }
        parts.append(column)
        (literal, start, end, takesCell) = ([], range.upperBound, range.upperBound, true)
      }
    }
    if PlaceholderScan.begins(in: bytes[end...]) { reportOpen(node, isMessage: isMessage) }
    literal += bytes[start...]
    if !literal.isEmpty { parts.append(.literal(literal)) }
    return takesCell ? parts : nil
  }

  /// A `${` without its end: in a message it may be intended.
  private func reportOpen(_ node: YAMLNode, isMessage: Bool) {
    let hint = "end it with }, or write $${ for a literal ${"
    if isMessage { return findings.warn(.template, at: node.range, "expected } after ${", hint: hint) }
    isBroken = true
    findings.add(.template, at: node.range, "expected } after ${", hint: hint)
  }

  private func column(_ written: YAMLText, at node: YAMLNode) -> Part? {
    let bytes = written.bytes
    let split = bytes.indices.dropLast().first { bytes[$0...].starts(with: ":-".utf8) }
    let whole = UnsafeBufferPointer(rebasing: bytes[..<(split ?? bytes.count)])
    let name = YAMLText(UnsafeBufferPointer(rebasing: whole[whole.trimmed]))
    guard let number = table.number(of: name.string) else {
      isBroken = true
      findings.add(
        .unknownColumn, at: node.range, "unknown column \(name.quoted) of \(table.title)",
        hint: ColumnHint.text(name.short, table, findings: findings) + ", or write $${ for a literal ${")
      return nil
    }
    return .column(number, fallback: split.map { Array(bytes[($0 + 2)...]) })
  }
}

/// What to write in place of a column that a table does not have.
enum ColumnHint {
  static func text(_ name: String, _ table: TableDeclaration, findings: Findings) -> String {
    let names = table.columns.filter { !$0.isEmpty }
    return findings.guess(name, among: names)
      ?? "columns: \(names.prefix(12).joined(separator: ", "))\(names.count > 12 ? ", …" : "")"
  }
}
