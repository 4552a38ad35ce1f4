import Manifests
import RequestModel

/// The keys by which a request type or a request of a seed says how requests move by themselves.
extension SeedFile {
  static let ruleKeys = ["approveAfter", "decision", "actionAfter", "actionStatus", "lockAfter"]

  /// The rule of a node. What decides needs a time, its own or that of `base`; a `nil` base asks for none, since the
  /// node's status says that all is decided.
  mutating func rule(_ node: YAMLNode, over base: LifecycleRule?) -> LifecycleRule {
    let rule = LifecycleRule(
      approveAfter: time("approveAfter", of: node), decision: oneOf("decision", of: node),
      actionAfter: time("actionAfter", of: node), actionStatus: oneOf("actionStatus", of: node),
      lockAfter: time("lockAfter", of: node))
    if let base, node.value(for: "approveAfter") == nil, base.approveAfter == nil,
      let place = node.value(for: "decision")
    {
      reader.add(
        .seedMissingKey, "\"decision\" needs a time", at: place.usageRange,
        hint: "write approveAfter: 5s beside it; without one a person decides")
    }
    return rule
  }

  private mutating func time(_ key: String, of node: YAMLNode) -> Int64? {
    reader.value(key, of: node, expected: "a time such as 5s, 1.5s, 300ms, 2m or 1h") { text in
      FaultText.seconds(Substring(text)).map { Int64(($0 * 1000).rounded()) }
    }
  }

  private mutating func oneOf<Word: CaseIterable & RawRepresentable<String>>(
    _ key: String, of node: YAMLNode
  ) -> Word? {
    let words = Word.allCases.map(\.rawValue).joined(separator: " or ")
    return reader.value(key, of: node, expected: words) { Word(rawValue: $0) }
  }
}
