import CLibYAML
import Model

/// The entries of a document's list, one at a time, as their events come. A long list is cut between entries, and two threads read
/// its parts (`ChunkQueue`); what is special in a part, and what is not proven to be whole entries, is read here in its order.
/// A syntax error after a cut has the file read again by one thread, which reports it (`ParseError.unproven`).
struct EntryList {
  /// Collections around an entry: the document and the list.
  static let depth = 2
  /// Of a list with so many special parts the rest is read here.
  private static let specialLimit = 3
  /// Nodes that anchors and headers may keep.
  private static let keptLimit = NodeBuilder.nodeLimit / 2

  let builder: NodeBuilder
  /// `nil` where the list cannot be cut.
  let layout: ListLayout?
  let threads: ReadingThreads

  /// Reads the list whose beginning is the current event.
  func forEachEntry(_ body: (YAMLNode) throws(ParseError) -> Void) throws(ParseError) {
    guard let layout, let input = builder.reader.input, !builder.reader.hasDirectives else { return try readOn(body) }
    try readOn(cuttingBy: layout, body)
    guard input.endedAtCut else { return input.endCut() }
    try builder.reader.readEndAtCut()
    input.endCut()
    try readChunks(of: layout, from: input, body)
    try readOn(body)
  }

  /// Once the list has shown that it is long, its text is to end at the next cut.
  private func readOn(
    cuttingBy layout: ListLayout? = nil, _ body: (YAMLNode) throws(ParseError) -> Void
  ) throws(ParseError) {
    let reader = builder.reader
    let shortest = layout == nil ? .max : reader.event.pointee.end_mark.index + threads.chunkSize
    var isCut = false
    while try reader.next() != YAML_SEQUENCE_END_EVENT {
      let checkpoint = builder.written.checkpoint()
      try body(try builder.node())
      builder.written.forget(from: checkpoint)
      if !isCut, reader.event.pointee.end_mark.index >= shortest {
        isCut = true
        beginCut()
      }
    }
  }

  private func beginCut() {
    guard let layout, let input = builder.reader.input, input.unreadCount >= threads.minimumSize,
      builder.written.storage.pointee.count < Self.keptLimit
    else { return }
    input.beginCut(by: layout)
  }

  /// Reads as far as there are cuts, and leaves the reader within the list.
  private func readChunks(
    of layout: ListLayout, from input: YAMLInput, _ body: (YAMLNode) throws(ParseError) -> Void
  ) throws(ParseError) {
    let reader = builder.reader
    var origin = reader.nextOrigin
    let queue = ChunkQueue(input, layout, chunkSize: threads.chunkSize, lines: origin.lines)
    var specials = 0
    var isStopped = false
    defer { if !isStopped { queue.stop() } }
    reading: while let chunk = queue.next() {
      switch chunk.outcome {
      case .entries where builder.written.storage.pointee.count < Self.keptLimit:
        try chunk.forEachEntry(body)
        builder.countNodes(chunk.nodeCount)
      case .entries, .special:
        guard specials < Self.specialLimit else {
          queue.giveBack(chunk)
          break reading
        }
        specials += 1
        try chunk.text.withUnsafeBufferPointer { text throws(ParseError) in
          try reader.enterPart(text, restoresText: chunk.restoresText, from: origin)
          try readOn(body)
          try reader.readEndAtCut()
        }
      case .unproven, nil:
        queue.giveBack(chunk)
        break reading
      }
      origin.index += chunk.characterCount
      origin.lines += chunk.lineCount
      queue.recycle(chunk)
    }
    queue.stop()
    isStopped = true
    guard !input.isUnproven else { throw .unproven }
    try reader.enterRest(of: layout, from: origin)
  }
}
