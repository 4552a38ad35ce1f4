import Foundation
import Model

/// `${NAME}` and `{{…}}` are placeholders of templates: one that is left in a text means that the template was not rendered.
/// `$${` is a literal `${`.
enum TemplateRule {
  static let hint = "render the template before writ reads it"

  /// An entry's text, with `$${` resolved; `nil` with a finding if it is not text or contains a placeholder.
  @inline(__always)
  static func text(_ node: YAMLNode, as what: @autoclosure () -> String, findings: Findings) -> YAMLText? {
    guard let text = filledText(node, as: what(), findings: findings) else { return nil }
    guard mayHold(text) else { return text }
    if let placeholder = resolve(node) {
      report(placeholder, at: node, findings: findings)
      return nil
    }
    return node.bytes
  }

  /// The same for a message, where a placeholder may be intended: a warning.
  @inline(__always)
  static func message(_ node: YAMLNode, findings: Findings) -> YAMLText? {
    guard let text = filledText(node, as: "a message", findings: findings) else { return nil }
    guard mayHold(text) else { return text }
    if let placeholder = resolve(node, always: true) {
      findings.warn(
        .template, at: node.range, "unresolved placeholder \(placeholder.quoted), which is sent as it is",
        hint: placeholder.hint)
    }
    return node.bytes
  }

  /// A text, with a warning where it begins as those that `writ request-types scaffold` leaves to a person.
  @inline(__always)
  private static func filledText(
    _ node: YAMLNode, as what: @autoclosure () -> String, findings: Findings
  ) -> YAMLText? {
    guard let text = KindRule.text(node, as: what(), findings: findings) else { return nil }
    if text.bytes.first == UInt8(ascii: "F"), text.bytes.starts(with: "FILL IN".utf8) {
      findings.warn(
        .template, at: node.range, "this text is still to be filled in", hint: "write it in place of FILL IN")
    }
    return text
  }

  /// The first placeholder of a text, in quotes: of either kind, or `{{…}}` only.
  static func firstPlaceholder(in text: YAMLText, ofBraces: Bool = false) -> String? {
    guard mayHold(text) else { return nil }
    let scan = PlaceholderScan(of: text.bytes)
    let starts = text.bytes.indices.lazy.filter { !ofBraces || text.bytes[$0] == UInt8(ascii: "{") }
    return starts.compactMap { index in
      scan.end(ofPlaceholderAt: index).map { Placeholder(UnsafeBufferPointer(rebasing: text.bytes[index..<$0])).quoted }
    }.first
  }

  private static func report(_ placeholder: Placeholder, at node: YAMLNode, findings: Findings) {
    findings.add(
      .template, at: node.range, "unresolved placeholder \(placeholder.quoted)", hint: placeholder.hint)
  }

  /// One next to columns of a table, or in a cell: in a message it may be intended.
  static func report(
    _ quoted: String, at range: SourceRange, isWarning: Bool, findings: Findings, notes: [Diagnostic.Note] = []
  ) {
    if isWarning {
      findings.warn(
        .template, at: range, "unresolved placeholder \(quoted), which is sent as it is", hint: hint, notes: notes)
    } else {
      findings.add(.template, at: range, "unresolved placeholder \(quoted)", hint: hint, notes: notes)
    }
  }

  /// Both kinds begin with a brace, which hardly any text has.
  @inline(__always)
  private static func mayHold(_ text: YAMLText) -> Bool {
    guard let start = text.bytes.baseAddress else { return false }
    return memchr(start, Int32(UInt8(ascii: "{")), text.count) != nil
  }

  private struct Placeholder {
    let quoted: String
    let hint: String

    init(_ text: UnsafeBufferPointer<UInt8>) {
      quoted = YAMLText(text).quoted
      let isOfShell = text.first == UInt8(ascii: "$")
      hint = TemplateRule.hint + (isOfShell ? ", or write forEach for columns of a table, or $${ for a literal ${" : "")
    }
  }

  /// Turns each `$${` into `${`, once, and returns the first placeholder. If there is one, the text is left unchanged,
  /// unless it is resolved `always`.
  private static func resolve(_ node: YAMLNode, always: Bool = false) -> Placeholder? {
    guard !node.isResolved, let text = node.bytes else { return nil }
    var placeholder: Placeholder?
    var literals: [Int] = []
    for mark in PlaceholderScan(of: text.bytes).marks() {
      switch mark {
      case .escape(let index): literals.append(index)
      case .placeholder(let range):
        placeholder = placeholder ?? Placeholder(UnsafeBufferPointer(rebasing: text.bytes[range]))
      }
    }
    if !literals.isEmpty, placeholder == nil || always { node.resolve(removing: literals) }
    return placeholder
  }
}

extension YAMLNode {
  /// Whether `$${` was turned into `${` already: an alias leads to the same text again.
  fileprivate var isResolved: Bool { event.flags.contains(.resolved) }

  /// Takes the bytes at these offsets out of the text, in place.
  fileprivate func resolve(removing offsets: [Int]) {
    let event = event
    let text = storage.pointee.text + Int(event.first)
    var (to, next) = (0, 0)
    for from in 0..<Int(event.second) {
      if next < offsets.count, offsets[next] == from {
        next += 1
      } else {
        text[to] = text[from]
        to += 1
      }
    }
    storage.pointee.events[index].second = UInt32(truncatingIfNeeded: to)
    storage.pointee.events[index].flags.insert(.resolved)
  }
}
