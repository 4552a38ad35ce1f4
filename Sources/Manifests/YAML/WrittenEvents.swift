/// The flat buffer that one document's nodes are captured into: an array of events, one arena of their text, and the
/// anchors. Entries come and go (`forget(from:)`); what an anchor names stays until the document ends.
final class WrittenEvents {
  /// What nodes point to: it stays in place while the arrays behind it grow.
  struct Storage {
    var events: UnsafeMutablePointer<WrittenEvent>
    var text: UnsafeMutablePointer<UInt8>
    var anchors: UnsafeMutablePointer<WrittenAnchor>
  }

  let storage: UnsafeMutablePointer<Storage>
  private(set) var count = 0
  private var capacity = 64
  private var textCount = 0
  private var textCapacity = 4_096
  private(set) var anchorCount = 0
  private var anchorCapacity = 8
  private var anchorNumbers: [String: Int] = [:]

  init() {
    storage = .allocate(capacity: 1)
    storage.initialize(
      to: Storage(
        events: .allocate(capacity: capacity), text: .allocate(capacity: textCapacity),
        anchors: .allocate(capacity: anchorCapacity)))
  }

  deinit {
    storage.pointee.events.deallocate()
    storage.pointee.text.deallocate()
    storage.pointee.anchors.deallocate()
    storage.deallocate()
  }

  /// Adds an event and answers its index.
  @inline(__always)
  func append(_ event: WrittenEvent) -> Int {
    if count == capacity { Self.grow(&storage.pointee.events, from: count, to: &capacity, holding: count + 1) }
    (storage.pointee.events + count).initialize(to: event)
    count += 1
    return count - 1
  }

  /// Copies a scalar's text and answers where it begins.
  @inline(__always)
  func appendText(_ bytes: UnsafePointer<UInt8>, _ length: Int) -> UInt32 {
    if textCount + length > textCapacity {
      Self.grow(&storage.pointee.text, from: textCount, to: &textCapacity, holding: textCount + length)
    }
    (storage.pointee.text + textCount).update(from: bytes, count: length)
    textCount += length
    return UInt32(truncatingIfNeeded: textCount - length)
  }

  @inline(__always)
  subscript(index: Int) -> WrittenEvent {
    get { storage.pointee.events[index] }
    set { storage.pointee.events[index] = newValue }
  }

  /// Where the last event ended.
  var last: WrittenEvent? { count > 0 ? storage.pointee.events[count - 1] : nil }

  func node(at index: Int) -> WrittenNode { WrittenNode(storage: storage, index: index, alias: nil) }

  // MARK: Anchors

  /// Gives the node at `index` a name and answers its number; an earlier anchor of that name is hidden from now on.
  func addAnchor(_ name: String, at index: Int) -> Int {
    if anchorCount == anchorCapacity {
      Self.grow(&storage.pointee.anchors, from: anchorCount, to: &anchorCapacity, holding: anchorCount + 1)
    }
    (storage.pointee.anchors + anchorCount).initialize(
      to: WrittenAnchor(index: index, nodes: 1, height: 0, isComplete: false))
    anchorNumbers[name] = anchorCount
    anchorCount += 1
    return anchorCount - 1
  }

  func completeAnchor(_ number: Int, nodes: Int, height: Int) {
    storage.pointee.anchors[number].nodes = nodes
    storage.pointee.anchors[number].height = height
    storage.pointee.anchors[number].isComplete = true
  }

  func anchorNumber(_ name: String) -> Int? { anchorNumbers[name] }
  func anchor(_ number: Int) -> WrittenAnchor { storage.pointee.anchors[number] }
  var anchorNames: some Collection<String> { anchorNumbers.keys }

  // MARK: Forgetting

  struct Checkpoint {
    fileprivate let count: Int
    fileprivate let textCount: Int
    fileprivate let anchorCount: Int
  }

  @inline(__always)
  func checkpoint() -> Checkpoint { Checkpoint(count: count, textCount: textCount, anchorCount: anchorCount) }

  /// Drops every node captured since `checkpoint` but those that an anchor names: these move together.
  @inline(__always)
  func forget(from checkpoint: Checkpoint) {
    if anchorCount != checkpoint.anchorCount { return keepAnchored(from: checkpoint) }
    count = checkpoint.count
    textCount = checkpoint.textCount
    shrinkIfHuge()
  }

  /// Forgets the whole document.
  func removeAll() {
    count = 0
    textCount = 0
    anchorCount = 0
    anchorNumbers.removeAll()
    shrinkIfHuge()
  }

  /// Outermost anchored spans are moved down to where the checkpoint was. Collections count their descendants from
  /// themselves and aliases go by anchor number, so only text offsets and anchors' indexes change.
  private func keepAnchored(from checkpoint: Checkpoint) {
    let (events, text, anchors) = (storage.pointee.events, storage.pointee.text, storage.pointee.anchors)
    var (from, to, textTo) = (checkpoint.count, checkpoint.count, checkpoint.textCount)
    for number in checkpoint.anchorCount..<anchorCount {
      let index = anchors[number].index
      if index < from {
        // Within the span that moved last: it went down by as much.
        anchors[number].index -= from - to
        continue
      }
      let span = events[index].span
      let moved = to
      for event in 0..<span {
        var kept = events[index + event]
        if kept.kind == .scalar {
          (text + textTo).update(from: text + Int(kept.first), count: Int(kept.second))
          kept.first = UInt32(truncatingIfNeeded: textTo)
          textTo += Int(kept.second)
        }
        events[to] = kept
        to += 1
      }
      anchors[number].index = moved
      from = index + span
    }
    count = to
    textCount = textTo
    shrinkIfHuge()
  }

  /// One huge value must not keep its room for the rest of the file.
  @inline(__always)
  private func shrinkIfHuge() {
    let roomy = 1 << 20
    if textCapacity > roomy, textCount < textCapacity / 4 { shrinkText(to: max(textCount, roomy / 16)) }
    if capacity > roomy / 16, count < capacity / 4 { shrinkEvents(to: max(count, roomy / 256)) }
  }

  private func shrinkText(to room: Int) {
    textCapacity = textCount
    Self.grow(&storage.pointee.text, from: textCount, to: &textCapacity, holding: room)
  }

  private func shrinkEvents(to room: Int) {
    capacity = count
    Self.grow(&storage.pointee.events, from: count, to: &capacity, holding: room)
  }

  /// Gives back all room that is not in use: for a document that is kept for long.
  func trim() {
    shrinkText(to: max(1, textCount))
    shrinkEvents(to: max(1, count))
  }

  private static func grow<Element>(
    _ elements: inout UnsafeMutablePointer<Element>, from count: Int, to capacity: inout Int, holding least: Int
  ) {
    capacity = max(least, capacity + capacity / 2)
    let grown = UnsafeMutablePointer<Element>.allocate(capacity: capacity)
    grown.moveInitialize(from: elements, count: count)
    elements.deallocate()
    elements = grown
  }
}
