package import Model

/// A cursor to one node of a document: aliases are followed, merge keys applied, nothing is copied.
///
/// It is a few words without ownership: valid as long as the document it comes from is alive and unchanged.
package struct YAMLNode {
  /// The kinds of node.
  package enum Kind: Sendable {
    /// Text or null.
    case scalar
    /// Pairs of keys and values.
    case mapping
    /// A list.
    case sequence
    /// An undefined alias, text with U+0000, or a placeholder of a template: a finding has reported it already.
    case broken
  }

  let storage: UnsafeMutablePointer<NodeStorage>
  private let position: UInt32
  /// The record of the alias that led here, the outermost of several; `noAlias` if none did.
  private let aliasPosition: UInt32

  private static let noAlias = UInt32.max

  /// The node at `index`, reached from the document's root without an alias so far.
  @inline(__always)
  init(storage: UnsafeMutablePointer<NodeStorage>, index: Int) {
    self.init(storage: storage, index: index, aliasPosition: Self.noAlias)
  }

  @inline(__always)
  private init(storage: UnsafeMutablePointer<NodeStorage>, index: Int, aliasPosition: UInt32) {
    self.storage = storage
    let event = storage.pointee.events + index
    if event.pointee.kind == .alias {
      // An anchor's node is never an alias itself (YAML 1.2.2, section 7.1), so one step is enough.
      position = UInt32(truncatingIfNeeded: storage.pointee.anchors[Int(event.pointee.first)].index)
      self.aliasPosition = aliasPosition == Self.noAlias ? UInt32(truncatingIfNeeded: index) : aliasPosition
    } else {
      position = UInt32(truncatingIfNeeded: index)
      self.aliasPosition = aliasPosition
    }
  }

  var index: Int {
    @inline(__always) get { Int(position) }
  }

  /// The alias that led to the node, the outermost of several; `nil` if the node is at its own place.
  package var alias: SourceRange? {
    aliasPosition == Self.noAlias ? nil : storage.pointee.events[Int(aliasPosition)].range
  }

  var event: NodeRecord {
    @inline(__always) get { storage.pointee.events[index] }
  }

  /// What the node is, after aliases.
  package var kind: Kind {
    @inline(__always) get {
      switch event.kind {
      case .scalar: .scalar
      case .mapping: event.flags.contains(.placeholder) ? .broken : .mapping
      case .sequence: .sequence
      case .alias, .broken: .broken
      }
    }
  }

  /// Where the node itself is written, to just after its last character.
  package var range: SourceRange { event.range }

  /// Where the node is used in its parent: the alias, if one led to it.
  package var usageRange: SourceRange { alias ?? event.range }

  /// A plain `null`, `~` or nothing at all.
  package var isNull: Bool {
    @inline(__always) get { event.kind == .scalar && event.flags.contains(.null) }
  }

  /// Whether it is a scalar in block style: `|` or `>`.
  var isBlock: Bool { event.kind == .scalar && event.flags.contains(.block) }

  /// A scalar's bytes, `nil` for collections; for null, what is written.
  package var bytes: YAMLText? {
    @inline(__always) get {
      let event = event
      return event.kind == .scalar ? text(of: event) : nil
    }
  }

  /// A copy of a scalar's text; `nil` for collections and for null.
  package var text: String? { isNull ? nil : bytes?.string }

  /// How many items or keys the node itself has as written, merge keys counted as one.
  package var count: Int {
    switch event.kind {
    case .sequence: Int(event.second)
    case .mapping: Int(event.second) / 2
    case .scalar, .alias, .broken: 0
    }
  }

  /// A sequence's items; none for other kinds.
  package var items: YAMLItems { YAMLItems(of: self) }

  /// A mapping's pairs, own ones first in their order, then those of its merge keys that it does not have itself.
  package var pairs: YAMLPairs { YAMLPairs(of: self) }

  /// The value of a mapping's key; `nil` if it has none. Null counts as a value.
  package func value(for key: String) -> YAMLNode? {
    pairs.first { $0.key.bytes.map { $0.bytes.elementsEqual(key.utf8) } ?? false }?.value
  }

  @inline(__always)
  func text(of event: NodeRecord) -> YAMLText {
    YAMLText(
      UnsafeBufferPointer(start: storage.pointee.text + Int(event.first), count: Int(event.second)))
  }

  /// The node at another index, reached through this one.
  @inline(__always)
  func relative(at index: Int) -> YAMLNode {
    YAMLNode(storage: storage, index: index, aliasPosition: aliasPosition)
  }

  /// The first key of a mapping, where a missing key is reported; the mapping itself if it is empty.
  var firstKeyRange: SourceRange {
    event.kind == .mapping && event.second > 0 ? storage.pointee.events[index + 1].range : event.range
  }
}

/// A sequence's items, in order.
package struct YAMLItems: Sequence, IteratorProtocol {
  private let parent: YAMLNode
  private var left: Int
  private var index: Int

  @inline(__always)
  init(of node: YAMLNode) {
    parent = node
    left = node.event.kind == .sequence ? Int(node.event.second) : 0
    index = node.index + 1
  }

  /// The next item.
  @inline(__always)
  package mutating func next() -> YAMLNode? {
    guard left > 0 else { return nil }
    let item = parent.relative(at: index)
    index += parent.storage.pointee.events[index].span
    left -= 1
    return item
  }
}
