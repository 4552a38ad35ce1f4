/// The flat buffer that one document's nodes are captured into: an array of events, one arena of their text, and the
/// anchors. Entries come and go (`forget(from:)`); what an anchor names stays until the document ends.
final class WrittenEvents {
  let storage: UnsafeMutablePointer<WrittenStorage>
  private var anchorNumbers: [String: Int] = [:]

  init() {
    storage = .allocate(capacity: 1)
    storage.initialize(to: WrittenStorage())
  }

  deinit {
    storage.pointee.deallocate()
    storage.deallocate()
  }

  func node(at index: Int) -> YAMLNode { YAMLNode(storage: storage, index: index) }

  // MARK: Anchors

  /// Gives the node at `index` a name and answers its number; an earlier anchor of that name is hidden from now on.
  func addAnchor(_ name: String, at index: Int) -> Int {
    let number = storage.pointee.append(WrittenAnchor(index: index, nodes: 1, height: 0, isComplete: false))
    anchorNumbers[name] = number
    return number
  }

  func completeAnchor(_ number: Int, nodes: Int, height: Int) {
    storage.pointee.anchors[number].nodes = nodes
    storage.pointee.anchors[number].height = height
    storage.pointee.anchors[number].isComplete = true
  }

  func anchorNumber(_ name: String) -> Int? { anchorNumbers[name] }
  func anchor(_ number: Int) -> WrittenAnchor { storage.pointee.anchors[number] }
  /// In the order of their letters, so that a hint is the same in every run.
  var anchorNames: [String] { anchorNumbers.keys.sorted() }

  // MARK: Forgetting

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

  /// Drops every node captured since `checkpoint` but those that an anchor names: these move together.
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

  /// Forgets the whole document.
  func removeAll() {
    storage.pointee.count = 0
    storage.pointee.textCount = 0
    storage.pointee.anchorCount = 0
    anchorNumbers.removeAll()
    storage.pointee.shrinkIfHuge()
  }

  /// Gives back all room that is not in use: for a document that is kept for long.
  func trim() { storage.pointee.trim() }

  /// Outermost anchored spans are moved down to where the checkpoint was. Collections count their descendants from
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
