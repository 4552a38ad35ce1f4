import CLibYAML

/// A part of a list between two cuts, and its entries' nodes once a thread has read it. One thread has it at a time: `ChunkQueue`
/// passes it on.
final class ListChunk {
  enum Outcome {
    /// It is whole entries, which need nothing of what is around them.
    case entries
    /// It is whole entries, with findings or anchors: to be read again in their order.
    case special
    /// It is not known to end between two entries.
    case unproven
  }

  /// The list's prologue, and the part's text.
  private(set) var text: [UInt8] = []
  private let prologueCount: Int
  /// How many lines end before it.
  private(set) var linesBefore = 0
  /// How many end in it.
  private(set) var lineCount = 0
  private(set) var outcome: Outcome?
  private(set) var nodes = NodeBuffer()
  private let prologue: [UInt8]
  let restoresText: Bool
  /// How many nodes and code points it has.
  private(set) var nodeCount = 0
  private(set) var characterCount = 0

  /// `restoresText`: characters of the file were substituted before it.
  init(_ layout: ListLayout, restoresText: Bool) {
    prologue = layout.prologue
    prologueCount = prologue.count
    self.restoresText = restoresText
  }

  /// Its own text.
  var ownText: ArraySlice<UInt8> { text[prologueCount...] }

  var ownCount: Int { text.count - prologueCount }

  /// Prepares it for a part of `size` bytes or so.
  func removeAll(for size: Int) {
    text.removeAll(keepingCapacity: true)
    text.reserveCapacity(prologueCount + size)
    text += prologue
    nodes.removeAll()
    outcome = nil
  }

  func append(_ bytes: UnsafeRawBufferPointer) { text.append(contentsOf: bytes) }

  /// Cuts the text after the last entry that ends before its end, and returns what follows; `nil` where none does.
  func cut(by layout: ListLayout) -> [UInt8]? {
    let end = text.withUnsafeBytes { layout.lastEntry(in: $0, after: prologueCount) }
    guard let end else { return nil }
    let rest = Array(text[end...])
    text.removeSubrange(end...)
    return rest
  }

  /// Notes where its text begins, and counts its lines.
  func place(after lines: Int) {
    linesBefore = lines
    lineCount = countLines()
  }

  private func countLines() -> Int {
    text.withUnsafeBytes { text in
      let own = UnsafeRawBufferPointer(rebasing: text[prologueCount...])
      let returns = own.count(of: 0x0D)
      if returns == 0 { return own.count(of: 0x0A) }
      var count = returns
      for index in own.indices where own[index] == 0x0A && (index == 0 || own[index - 1] != 0x0D) { count += 1 }
      return count
    }
  }

  /// Reads it into nodes.
  func read() {
    let findings = Findings()
    do throws(ParseError) {
      try text.withUnsafeBufferPointer { text throws(ParseError) in
        let reader = try YAMLEventReader(text, restoresText: restoresText, linesBefore: linesBefore)
        let builder = NodeBuilder(reader, findings: findings, into: nodes)
        builder.outerDepth = EntryList.depth
        while try reader.next() != YAML_SEQUENCE_END_EVENT { _ = try builder.node() }
        try reader.readEndAtCut()
        nodeCount = builder.budget.written
        characterCount = reader.event.pointee.end_mark.index - prologueCount
      }
      outcome = findings.isEmpty && !nodes.hasAnchors ? .entries : .special
    } catch {
      outcome = .unproven
    }
  }

  /// Passes the entries in their order.
  func forEachEntry(_ body: (YAMLNode) throws(ParseError) -> Void) throws(ParseError) {
    let count = nodes.storage.pointee.count
    var index = 0
    while index < count {
      let span = nodes.storage.pointee.events[index].span
      try body(nodes.node(at: index))
      index += span
    }
  }
}

extension UnsafeRawBufferPointer {
  /// How often a byte occurs: counted in bytes, of which a vector holds many, as far as these suffice.
  fileprivate func count(of byte: UInt8) -> Int {
    guard let start = bindMemory(to: UInt8.self).baseAddress else { return 0 }
    var (total, index) = (0, 0)
    while index < count {
      let end = Swift.min(index + 240, count)
      var some: UInt8 = 0
      while index < end {
        some &+= start[index] == byte ? 1 : 0
        index &+= 1
      }
      total += Int(some)
    }
    return total
  }
}
