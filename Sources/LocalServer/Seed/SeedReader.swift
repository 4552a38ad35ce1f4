import Manifests
import Model

/// Reads the nodes of a seed file one by one and collects all errors with their locations.
struct SeedReader {
  let file: String
  private(set) var findings: [Diagnostic] = []

  mutating func add(_ code: DiagnosticCode, _ message: String, at range: SourceRange, hint: String? = nil) {
    findings.append(Diagnostic(code: code, message: message, file: file, range: range, hint: hint))
  }

  /// Whether a node is a mapping with no other keys than `known` and all of `required`.
  mutating func mapping(_ node: YAMLNode, known: [String], required: [String] = []) -> Bool {
    guard node.kind == .mapping else {
      add(.seedKind, "expected a mapping", at: node.usageRange)
      return false
    }
    for pair in node.pairs {
      let key = pair.key.text ?? ""
      if !known.contains(key) {
        add(
          .seedUnknownKey, "unknown key \"\(key)\"", at: pair.key.usageRange,
          hint: "expected one of \(known.joined(separator: ", "))")
      }
    }
    let missing = required.filter { node.value(for: $0) == nil }
    for key in missing { add(.seedMissingKey, "missing required key \"\(key)\"", at: node.usageRange) }
    return missing.isEmpty
  }

  /// The items of the list at a key; none where the key is missing or has no value.
  mutating func list(_ key: String, of node: YAMLNode, maximum: Int = Int.max) -> [YAMLNode] {
    guard let value = node.value(for: key), !value.isNull else { return [] }
    guard value.kind == .sequence else {
      add(.seedKind, "expected a list for \"\(key)\"", at: value.usageRange)
      return []
    }
    let items = Array(value.items)
    if items.count > maximum {
      add(.seedValue, "expected at most \(maximum) items in \"\(key)\"", at: items[maximum].usageRange)
    }
    return items
  }

  /// The text at a key, of a length in code points; `nil` where the key is missing, or after an error.
  mutating func text(_ key: String, of node: YAMLNode, lengths: ClosedRange<Int> = 1...250) -> String? {
    node.value(for: key).flatMap { text($0, called: "\"\(key)\"", lengths: lengths) }
  }

  mutating func text(_ value: YAMLNode, called name: String, lengths: ClosedRange<Int> = 1...250) -> String? {
    guard let text = value.text else {
      add(.seedKind, "expected text for \(name)", at: value.usageRange)
      return nil
    }
    guard lengths.contains(text.unicodeScalars.count), !text.utf8.contains(0) else {
      add(
        .seedValue, "expected \(lengths.lowerBound)–\(lengths.upperBound) characters for \(name)",
        at: value.usageRange)
      return nil
    }
    return text
  }

  /// The text at a key, as `form` parses it; where it returns `nil`, an error says `expected`.
  mutating func value<Value>(
    _ key: String, of node: YAMLNode, expected: String, _ form: (String) -> Value?
  ) -> Value? {
    node.value(for: key).flatMap { value($0, called: "\"\(key)\"", expected: expected, form) }
  }

  mutating func value<Value>(
    _ node: YAMLNode, called name: String, expected: String, _ form: (String) -> Value?
  ) -> Value? {
    if let value = node.text.flatMap(form) { return value }
    add(.seedValue, "expected \(expected) for \(name)", at: node.usageRange)
    return nil
  }

  /// The id of this form at a key, as it is stored.
  mutating func id(_ key: String, of node: YAMLNode, _ form: IdentifierForm) -> String? {
    node.value(for: key).flatMap { id($0, called: "\"\(key)\"", form) }
  }

  mutating func id(_ node: YAMLNode, called name: String, _ form: IdentifierForm) -> String? {
    value(node, called: name, expected: form.formDescription) { form.stored($0) }
  }

  /// Reports a value that an earlier item of the list has as well.
  mutating func unique(_ id: String?, _ key: String, of node: YAMLNode, among known: inout Set<String>) {
    guard let id, !known.insert(id).inserted, let value = node.value(for: key) else { return }
    add(.seedDuplicate, "duplicate \(key) \"\(id)\"", at: value.usageRange)
  }
}
