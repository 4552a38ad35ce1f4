import Manifests
import Model

/// The keys of a request type or a request that define automatic transitions.
extension SeedFile {
  static let ruleKeys = ["approveAfter", "decision", "actionAfter", "actionStatus", "lockAfter"]

  /// The rule of a node. A decision needs a time, its own or that of `base`; a `nil` base needs none, since the status of
  /// the node says that everything is decided.
  mutating func rule(_ node: YAMLNode, over base: LifecycleRule?) -> LifecycleRule {
    let rule = LifecycleRule(
      approveAfter: time("approveAfter", of: node), decision: word("decision", of: node),
      actionAfter: time("actionAfter", of: node), actionStatus: word("actionStatus", of: node),
      lockAfter: time("lockAfter", of: node))
    if let base, node.value(for: "approveAfter") == nil, base.approveAfter == nil,
      let place = node.value(for: "decision")
    {
      reader.add(
        .seedMissingKey, "\"decision\" needs \"approveAfter\"", at: place.usageRange,
        hint: "add approveAfter: 5s, or remove decision to let a person decide")
    }
    return rule
  }

  private mutating func time(_ key: String, of node: YAMLNode) -> Int64? {
    reader.value(key, of: node, expected: Duration.textForm) { text in
      Duration(text: text[...]).map { Int64(($0.inSeconds * 1000).rounded()) }
    }
  }

  private mutating func word<Word: CaseIterable & RawRepresentable<String>>(
    _ key: String, of node: YAMLNode
  ) -> Word? {
    let words = Word.allCases.map(\.rawValue).joined(separator: " or ")
    return reader.value(key, of: node, expected: words) { Word(rawValue: $0) }
  }
}
