import Model

/// A pair of a mapping.
package struct YAMLPair {
  /// The key: text in a valid manifest.
  package let key: YAMLNode
  /// The value, perhaps null.
  package let value: YAMLNode
}

/// A mapping's pairs: its own in their order, then merged ones that no earlier key overrides.
package struct YAMLPairs: Sequence, IteratorProtocol {
  private var own: OwnPairs
  private var merged: ArraySlice<YAMLPair>?

  @inline(__always)
  init(of node: YAMLNode) {
    own = OwnPairs(of: node)
    if node.event.kind == .mapping, node.event.flags.contains(.merges) {
      merged = MergeKey.pairs(under: node)[...]
    }
  }

  /// The next pair.
  @inline(__always)
  package mutating func next() -> YAMLPair? {
    while let pair = own.next() {
      if merged == nil || !MergeKey.isOne(pair.key) { return pair }
    }
    return merged?.popFirst()
  }
}

/// The pairs of the mapping itself, merge keys included.
struct OwnPairs: Sequence, IteratorProtocol {
  private let parent: YAMLNode
  private var left: Int
  private var index: Int

  @inline(__always)
  init(of node: YAMLNode) {
    parent = node
    left = node.event.kind == .mapping ? Int(node.event.second) / 2 : 0
    index = node.index + 1
  }

  @inline(__always)
  mutating func next() -> YAMLPair? {
    guard left > 0 else { return nil }
    let key = parent.relative(at: index)
    index += parent.storage.pointee.events[index].span
    let value = parent.relative(at: index)
    index += parent.storage.pointee.events[index].span
    left -= 1
    return YAMLPair(key: key, value: value)
  }
}

/// `<<`, which merges other mappings into the one that contains it (the merge key of YAML 1.1's type repository):
/// the mapping's own keys win, and of several merged mappings the earlier ones.
enum MergeKey {
  /// Quoted, `"<<"` is a key like any other.
  @inline(__always)
  static func isOne(_ key: YAMLNode) -> Bool {
    let event = key.event
    return event.kind == .scalar && event.second == 2 && event.flags.contains(.plain) && key.text(of: event) == "<<"
  }

  /// The pairs that the merge keys of `mapping` add to its own.
  static func pairs(under mapping: YAMLNode) -> [YAMLPair] {
    var hidden = TextSet()
    var sources: [YAMLNode] = []
    for pair in OwnPairs(of: mapping) {
      if isOne(pair.key) {
        sources += pair.value.kind == .sequence ? Array(pair.value.items) : [pair.value]
      } else if let key = pair.key.bytes {
        hidden.insert(key)
      }
    }
    var added: [YAMLPair] = []
    for pair in sources.lazy.flatMap(\.pairs) where pair.key.bytes.map({ hidden.insert($0) }) ?? false {
      added.append(pair)
    }
    return added
  }

  /// Reports values that cannot be merged; called once for each mapping.
  static func check(_ mapping: YAMLNode, findings: Findings) {
    for pair in OwnPairs(of: mapping) where isOne(pair.key) {
      let sources = pair.value.kind == .sequence ? Array(pair.value.items) : [pair.value]
      for source in sources where source.kind != .mapping && source.kind != .broken {
        findings.add(
          .mergeKey, at: source.usageRange,
          "expected a mapping or a list of mappings for a merge key, found \(source.kindDescription)")
      }
    }
  }
}

/// A set of texts: compared one by one while there are few, which is nearly always.
struct TextSet {
  private var few: [YAMLText] = []
  private var many: Set<YAMLText> = []

  /// Returns `false` if the text is in the set already.
  @discardableResult
  mutating func insert(_ text: YAMLText) -> Bool {
    if few.count < 16 {
      guard !few.contains(text) else { return false }
      few.append(text)
      return true
    }
    if many.isEmpty { many.formUnion(few) }
    return many.insert(text).inserted
  }
}
