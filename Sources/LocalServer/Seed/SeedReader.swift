import Manifests
import RequestModel

/// Reads the nodes of a seed file one by one and keeps every finding with its place.
struct SeedReader {
  let file: String
  private(set) var findings: [Diagnostic] = []

  init(file: String) {
    self.file = file
  }

  mutating func add(_ code: DiagnosticCode, _ message: String, at range: SourceRange, hint: String? = nil) {
    findings.append(Diagnostic(code: code, message: message, file: file, range: range, hint: hint))
  }

  /// Whether a node is a mapping with no other keys than `known` and all of `required`.
  mutating func mapping(_ node: YAMLNode, known: [String], required: [String] = []) -> Bool {
    guard node.kind == .mapping else {
      add(.seedKind, "a mapping is expected here", at: node.usageRange)
      return false
    }
    for pair in node.pairs {
      let key = pair.key.text ?? ""
      if !known.contains(key) {
        add(
          .seedUnknownKey, "unknown key \"\(key)\"", at: pair.key.usageRange,
          hint: "known keys are \(known.joined(separator: ", "))")
      }
    }
    let missing = required.filter { node.value(for: $0) == nil }
    for key in missing { add(.seedMissingKey, "the key \"\(key)\" is missing", at: node.usageRange) }
    return missing.isEmpty
  }

  /// The items of the list under a key; none where the key is missing or holds no value.
  mutating func list(_ key: String, of node: YAMLNode, most: Int = Int.max) -> [YAMLNode] {
    guard let value = node.value(for: key), !value.isNull else { return [] }
    guard value.kind == .sequence else {
      add(.seedKind, "\"\(key)\" takes a list", at: value.usageRange)
      return []
    }
    let items = Array(value.items)
    if items.count > most { add(.seedValue, "\"\(key)\" takes at most \(most) items", at: items[most].usageRange) }
    return items
  }

  /// The text under a key, of a length in code points; `nil` where the key is missing, or with a finding.
  mutating func text(_ key: String, of node: YAMLNode, lengths: ClosedRange<Int> = 1...250) -> String? {
    node.value(for: key).flatMap { text($0, called: "\"\(key)\"", lengths: lengths) }
  }

  mutating func text(_ value: YAMLNode, called name: String, lengths: ClosedRange<Int> = 1...250) -> String? {
    guard let text = value.text else {
      add(.seedKind, "\(name) takes a text", at: value.usageRange)
      return nil
    }
    guard lengths.contains(text.unicodeScalars.count), !text.utf8.contains(0) else {
      add(.seedValue, "\(name) takes \(lengths.lowerBound)–\(lengths.upperBound) characters", at: value.usageRange)
      return nil
    }
    return text
  }

  /// The text under a key, as `form` reads it; what it cannot read is told with `expected`.
  mutating func value<Value>(
    _ key: String, of node: YAMLNode, expected: String, _ form: (String) -> Value?
  ) -> Value? {
    node.value(for: key).flatMap { value($0, called: "\"\(key)\"", expected: expected, form) }
  }

  mutating func value<Value>(
    _ node: YAMLNode, called name: String, expected: String, _ form: (String) -> Value?
  ) -> Value? {
    if let value = node.text.flatMap(form) { return value }
    add(.seedValue, "\(name) takes \(expected)", at: node.usageRange)
    return nil
  }

  /// Tells of a value that an earlier item of the list has as well.
  mutating func unique(_ id: String?, _ key: String, of node: YAMLNode, among known: inout Set<String>) {
    guard let id, !known.insert(id).inserted, let value = node.value(for: key) else { return }
    add(.seedDuplicate, "\"\(id)\" stands in this list already", at: value.usageRange)
  }
}
