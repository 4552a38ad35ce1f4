/// The flat buffer of one document's nodes: an array of records, one arena of their text, and the anchors. Entries are
/// discarded once they are checked (`forget(from:)`); what an anchor names stays until the document ends.
final class NodeBuffer {
  let storage: UnsafeMutablePointer<NodeStorage>
  private var anchorNumbers: [String: Int] = [:]

  init() {
    storage = .allocate(capacity: 1)
    storage.initialize(to: NodeStorage())
  }

  deinit {
    storage.pointee.deallocate()
    storage.deallocate()
  }

  func node(at index: Int) -> YAMLNode { YAMLNode(storage: storage, index: index) }

  // MARK: Anchors

  /// Adds an anchor of the node at `index` and returns its number; it replaces an earlier anchor of that name.
  func addAnchor(_ name: String, at index: Int) -> Int {
    let number = storage.pointee.append(AnchorRecord(index: index, nodes: 1, height: 0, isComplete: false))
    anchorNumbers[name] = number
    return number
  }

  func completeAnchor(_ number: Int, nodes: Int, height: Int) {
    storage.pointee.anchors[number].nodes = nodes
    storage.pointee.anchors[number].height = height
    storage.pointee.anchors[number].isComplete = true
  }

  var hasAnchors: Bool { storage.pointee.anchorCount > 0 }
  func anchorNumber(_ name: String) -> Int? { anchorNumbers[name] }
  func anchor(_ number: Int) -> AnchorRecord { storage.pointee.anchors[number] }
  /// Sorted, so that a hint is the same in every run.
  var anchorNames: [String] { anchorNumbers.keys.sorted() }

  // MARK: Discarding

  struct Checkpoint {
    fileprivate let count: Int
    fileprivate let textCount: Int
    fileprivate let anchorCount: Int
  }

  @inline(__always)
  func checkpoint() -> Checkpoint {
    Checkpoint(
      count: storage.pointee.count, textCount: storage.pointee.textCount, anchorCount: storage.pointee.anchorCount)
  }

  /// Discards every node since `checkpoint` except those that an anchor names, which move together.
  @inline(__always)
  func forget(from checkpoint: Checkpoint) {
    if storage.pointee.anchorCount == checkpoint.anchorCount {
      storage.pointee.count = checkpoint.count
      storage.pointee.textCount = checkpoint.textCount
    } else {
      keepAnchored(from: checkpoint)
    }
    storage.pointee.shrinkIfHuge()
  }

  /// Discards the whole document.
  func removeAll() {
    storage.pointee.count = 0
    storage.pointee.textCount = 0
    storage.pointee.anchorCount = 0
    anchorNumbers.removeAll()
    storage.pointee.shrinkIfHuge()
  }

  /// Frees all unused capacity, for a document that is kept.
  func trim() { storage.pointee.trim() }

  /// Moves outermost anchored spans down to the checkpoint. Collections count their descendants from
  /// themselves and aliases go by anchor number, so only text offsets and anchors' indexes change.
  private func keepAnchored(from checkpoint: Checkpoint) {
    let (events, text, anchors) = (storage.pointee.events, storage.pointee.text, storage.pointee.anchors)
    var (from, to, textTo) = (checkpoint.count, checkpoint.count, checkpoint.textCount)
    for number in checkpoint.anchorCount..<storage.pointee.anchorCount {
      let index = anchors[number].index
      if index < from {
        // Within the span that moved last: it went down by as much.
        anchors[number].index -= from - to
        continue
      }
      let span = events[index].span
      anchors[number].index = to
      for event in index..<index + span {
        var kept = events[event]
        if kept.kind == .scalar {
          (text + textTo).update(from: text + Int(kept.first), count: Int(kept.second))
          kept.first = UInt32(truncatingIfNeeded: textTo)
          textTo += Int(kept.second)
        }
        events[to] = kept
        to += 1
      }
      from = index + span
    }
    storage.pointee.count = to
    storage.pointee.textCount = textTo
  }
}
