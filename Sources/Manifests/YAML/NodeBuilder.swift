import CLibYAML
import Foundation
import Model

/// Builds the nodes of a file, one at a time, from its events, and checks what holds for every node: depth, tags, aliases,
/// keys.
///
/// Nothing it calls calls it back, so that its state needs no check of exclusive access, which would cost a tenth of the
/// time.
final class NodeBuilder {
  /// Levels of lists and mappings (manifest language, limits).
  static let depthLimit = 64
  /// Nodes kept at a time; a file of 256 MiB could ask for more than a machine has.
  static let nodeLimit = 10_000_000

  /// A collection that has begun and not ended.
  private struct Open {
    var index: Int
    var children: UInt32 = 0
    /// Nodes with all aliases expanded, itself included.
    var nodes = 1
    /// Levels of collections within.
    var height = 0
    var anchor: Int?
    var merges = false
  }

  let reader: YAMLEventReader
  /// Receives the nodes; a document that is kept takes its buffer, and a new one is set.
  @exclusivity(unchecked) var written: NodeBuffer {
    didSet { storage = written.storage }
  }
  let findings: Findings
  @exclusivity(unchecked) private(set) var budget = AliasBudget()
  /// How many collections enclose the next node that are not built themselves.
  @exclusivity(unchecked) var outerDepth = 0
  /// The innermost open collection, if there is any, and those around it.
  @exclusivity(unchecked) private var parent = Open(index: 0)
  @exclusivity(unchecked) private var outer: [Open] = []
  @exclusivity(unchecked) private var openCount = 0
  @exclusivity(unchecked) private var duplicates = DuplicateKeys()
  /// Of `written` and `reader`: passing pointers costs nothing, objects are reference-counted.
  @exclusivity(unchecked) private var storage: UnsafeMutablePointer<NodeStorage>
  private let event: UnsafeMutablePointer<yaml_event_t>
  /// Where the last token ended.
  @exclusivity(unchecked) private var lastEnd = SourceMark.start

  init(_ reader: YAMLEventReader, findings: Findings, into written: NodeBuffer = NodeBuffer()) {
    self.reader = reader
    self.findings = findings
    self.written = written
    event = reader.event
    storage = written.storage
    outer.reserveCapacity(Self.depthLimit)
  }

  /// Builds the node whose first event is the current one, to its end.
  func node() throws(ParseError) -> YAMLNode {
    let index = storage.pointee.count
    try take()
    while openCount > 0 {
      _ = try reader.next()
      try take()
    }
    return written.node(at: index)
  }

  /// Counts a collection that is read without being built, and checks its tag.
  func enter() throws(ParseError) {
    budget.countNode()
    outerDepth += 1
    let (event, range) = (event.pointee, reader.range)
    try checkDepth(outerDepth, at: range)
    if event.type == YAML_MAPPING_START_EVENT {
      if let tag = event.data.mapping_start.tag { TagRule.checkMapping(tag, at: range, findings: findings) }
      if let name = event.data.mapping_start.anchor { _ = written.addAnchor(String(cString: name), at: 0) }
    } else if let tag = event.data.sequence_start.tag {
      TagRule.checkSequence(tag, at: range, findings: findings)
    }
  }

  func leave() { outerDepth -= 1 }

  /// Counts nodes that were built elsewhere.
  func countNodes(_ count: Int) { budget.countNodes(count) }

  /// At the end of the file: reports aliases that expand to too many nodes.
  func checkAliasesAtEnd() {
    if let range = budget.overrun { reportAliases(at: range) }
  }

  // MARK: One event

  @inline(__always)
  private func take() throws(ParseError) {
    switch event.pointee.type {
    case YAML_SCALAR_EVENT: takeScalar()
    case YAML_MAPPING_START_EVENT:
      let start = event.pointee.data.mapping_start
      try begin(.mapping, anchor: start.anchor)
      if let tag = start.tag { TagRule.checkMapping(tag, at: reader.range, findings: findings) }
    case YAML_SEQUENCE_START_EVENT:
      let start = event.pointee.data.sequence_start
      try begin(.sequence, anchor: start.anchor)
      if let tag = start.tag { TagRule.checkSequence(tag, at: reader.range, findings: findings) }
    case YAML_ALIAS_EVENT: try takeAlias()
    default: end()
    }
    if storage.pointee.count > Self.nodeLimit {
      findings.add(.nodeLimit, at: reader.range, "more than \(Self.nodeLimit) nodes in one entry")
      throw .reported
    }
  }

  @inline(__always)
  private func takeScalar() {
    guard let text = writ_scalar_value(event) else { return }
    var length = writ_scalar_length(event)
    let range = reader.range
    var flags: NodeRecord.Flags = []
    var kind = NodeRecord.Kind.scalar
    if let tag = writ_scalar_tag(event) {
      if TagRule.checkScalar(tag, at: range, findings: findings) { flags = .null }
    } else if writ_scalar_is_plain(event) != 0 {
      let bytes = UnsafeBufferPointer(start: text, count: length)
      flags = YAMLText(bytes).isNullWord ? [.plain, .null] : .plain
      if text[0] >= 0xC2, PlainScalarStart.rejects(bytes, at: range, findings: findings) { kind = .broken }
    }
    if !flags.contains(.plain) {
      if writ_scalar_is_block(event) != 0 { flags.insert(.block) }
      if memchr(text, 0, length) != nil { kind = brokenText(at: range) }
    }
    let first = storage.pointee.appendText(text, length)
    if reader.restoresText { length = restored(from: first, length) }
    let index = storage.pointee.append(
      NodeRecord(kind: kind, flags: flags, first: first, second: UInt32(truncatingIfNeeded: length), range: range))
    if let name = writ_scalar_anchor(event) {
      written.completeAnchor(written.addAnchor(String(cString: name), at: index), nodes: 1, height: 0)
    }
    if flags.contains(.plain), length == 2 { noteMergeKey(at: index) }
    lastEnd = range.end
    budget.countNode()
    addToParent(nodes: 1, height: 0)
  }

  /// Restores the text that was appended last, and returns its length.
  private func restored(from first: UInt32, _ length: Int) -> Int {
    let isDoubleQuoted = writ_scalar_is_double_quoted(event) != 0
    let restored = CharacterSubstitution.restore(
      storage.pointee.text + Int(first), length, isDoubleQuoted: isDoubleQuoted)
    storage.pointee.textCount -= length - restored
    return restored
  }

  /// Only an escape in double quotes can produce U+0000; no rule accepts the text.
  private func brokenText(at range: SourceRange) -> NodeRecord.Kind {
    findings.add(
      .nullCharacter, at: range, "text must not contain the character U+0000", hint: "remove the escape")
    return .broken
  }

  /// A plain `<<` as a key.
  private func noteMergeKey(at index: Int) {
    guard openCount > 0, parent.children % 2 == 0, storage.pointee.events[parent.index].kind == .mapping,
      MergeKey.isOne(written.node(at: index))
    else { return }
    parent.merges = true
  }

  @inline(__always)
  private func begin(_ kind: NodeRecord.Kind, anchor: UnsafePointer<UInt8>?) throws(ParseError) {
    let range = reader.range
    try checkDepth(outerDepth + openCount + 1, at: range)
    let index = storage.pointee.append(NodeRecord(kind: kind, flags: [], first: 1, second: 0, range: range))
    if openCount > 0 { outer.append(parent) }
    parent = Open(index: index, anchor: anchor.map { written.addAnchor(String(cString: $0), at: index) })
    openCount &+= 1
    budget.countNode()
  }

  @inline(__always)
  private func end() {
    guard openCount > 0 else { return }
    let ended = parent
    openCount &-= 1
    if openCount > 0 { parent = outer.removeLast() }
    storage.pointee.events[ended.index].first = UInt32(truncatingIfNeeded: storage.pointee.count - ended.index)
    storage.pointee.events[ended.index].second = ended.children
    // A block collection ends at the next token, without a character that closes it: the end of its last value is better.
    let endsItself = event.pointee.end_mark.index > event.pointee.start_mark.index
    storage.pointee.events[ended.index].range.end = endsItself ? reader.end : lastEnd
    lastEnd = storage.pointee.events[ended.index].range.end
    if let anchor = ended.anchor { written.completeAnchor(anchor, nodes: ended.nodes, height: ended.height + 1) }
    if storage.pointee.events[ended.index].kind == .mapping { checkKeys(ended) }
    addToParent(nodes: ended.nodes, height: ended.height + 1)
  }

  @inline(__always)
  private func addToParent(nodes: Int, height: Int) {
    guard openCount > 0 else { return }
    parent.children &+= 1
    parent.nodes = min(parent.nodes + nodes, AliasBudget.maximumExpansion + 1)
    parent.height = max(parent.height, height)
  }

  @inline(__always)
  private func checkKeys(_ ended: Open) {
    if ended.children == 2, isPlaceholder(ended.index) {
      storage.pointee.events[ended.index].flags.insert(.placeholder)
      return reportPlaceholder(at: storage.pointee.events[ended.index].range)
    }
    if ended.merges {
      storage.pointee.events[ended.index].flags.insert(.merges)
      MergeKey.check(written.node(at: ended.index), findings: findings)
    }
    if ended.children > 2 || ended.children == 2 && storage.pointee.events[ended.index + 1].kind != .scalar {
      duplicates.check(written.node(at: ended.index), findings: findings)
    }
  }

  /// `{{ name }}`, which YAML parses as a mapping whose only key is a mapping.
  @inline(__always)
  private func isPlaceholder(_ index: Int) -> Bool {
    let (outer, inner) = (storage.pointee.events[index].range.start, storage.pointee.events[index + 1].range.start)
    return storage.pointee.events[index + 1].kind == .mapping && outer.line == inner.line
      && outer.column + 1 == inner.column
  }

  private func reportPlaceholder(at range: SourceRange) {
    findings.add(.template, at: range, "unresolved placeholder {{…}}", hint: TemplateRule.hint)
  }

  private func checkDepth(_ depth: Int, at range: SourceRange) throws(ParseError) {
    guard depth > Self.depthLimit else { return }
    findings.add(
      .depthLimit, at: range, "lists and mappings are nested more than \(Self.depthLimit) levels deep",
      hint: "a manifest needs at most 6 levels")
    throw .reported
  }
}

// MARK: - Aliases

extension NodeBuilder {
  /// Records an alias as one node that points to its anchor: nothing is copied, but all nodes it expands to are counted.
  private func takeAlias() throws(ParseError) {
    let range = reader.range
    let target = target(of: event.pointee.data.alias.anchor, at: range)
    lastEnd = range.end
    budget.countNode()
    guard let target else {
      _ = storage.pointee.append(NodeRecord(kind: .broken, flags: [], first: 0, second: 0, range: range))
      return addToParent(nodes: 1, height: 0)
    }
    let anchor = written.anchor(target)
    try checkDepth(outerDepth + openCount + anchor.height, at: range)
    if budget.spend(anchor.nodes, at: range, unreadBytes: reader.unreadBytes) {
      reportAliases(at: range)
      throw .reported
    }
    _ = storage.pointee.append(
      NodeRecord(kind: .alias, flags: [], first: UInt32(truncatingIfNeeded: target), second: 0, range: range))
    addToParent(nodes: anchor.nodes, height: anchor.height)
  }

  /// The anchor's number; `nil`, with a finding, if an alias cannot refer to it.
  private func target(of name: UnsafePointer<UInt8>, at range: SourceRange) -> Int? {
    let name = String(cString: name)
    guard let number = written.anchorNumber(name) else {
      findings.add(
        .unknownAlias, at: range, "undefined alias *\(name)",
        hint: findings.guess(name, among: written.anchorNames, prefix: "*")
          ?? "quote values that begin with `*`")
      return nil
    }
    guard written.anchor(number).isComplete else {
      findings.add(.aliasCycle, at: range, "recursive alias *\(name)")
      return nil
    }
    return number
  }

  private func reportAliases(at range: SourceRange) {
    findings.add(
      .aliasLimit, at: range,
      "aliases expand to more than \(AliasBudget.expansionFactor) times the nodes of the file, or \(AliasBudget.maximumExpansion)",
      hint: "write the values out, or split the file")
  }
}

/// The plain scalars that mean "no value" (manifest language, scalars).
extension YAMLText {
  fileprivate var isNullWord: Bool {
    @inline(__always) get { isEmpty || self == "~" || self == "null" }
  }
}
