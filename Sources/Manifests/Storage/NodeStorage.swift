/// The arrays of a document's buffer. Nodes point to this value, which stays in place while the arrays grow.
struct NodeStorage {
  private(set) var events: UnsafeMutablePointer<NodeRecord>
  private(set) var text: UnsafeMutablePointer<UInt8>
  private(set) var anchors: UnsafeMutablePointer<AnchorRecord>
  var count = 0
  var textCount = 0
  var anchorCount = 0
  private var capacity = 64
  private var textCapacity = 4_096
  private var anchorCapacity = 8

  init() {
    events = .allocate(capacity: capacity)
    text = .allocate(capacity: textCapacity)
    anchors = .allocate(capacity: anchorCapacity)
  }

  func deallocate() {
    events.deallocate()
    text.deallocate()
    anchors.deallocate()
  }

  /// Adds a record and returns its index.
  @inline(__always)
  mutating func append(_ event: NodeRecord) -> Int {
    if count == capacity { Self.grow(&events, from: count, to: &capacity, holding: count + 1) }
    (events + count).initialize(to: event)
    count &+= 1
    return count &- 1
  }

  /// Copies a scalar's text and returns its offset.
  @inline(__always)
  mutating func appendText(_ bytes: UnsafePointer<UInt8>, _ length: Int) -> UInt32 {
    if textCount + length > textCapacity {
      Self.grow(&text, from: textCount, to: &textCapacity, holding: textCount + length)
    }
    (text + textCount).update(from: bytes, count: length)
    textCount &+= length
    return UInt32(truncatingIfNeeded: textCount &- length)
  }

  mutating func append(_ anchor: AnchorRecord) -> Int {
    if anchorCount == anchorCapacity {
      Self.grow(&anchors, from: anchorCount, to: &anchorCapacity, holding: anchorCount + 1)
    }
    (anchors + anchorCount).initialize(to: anchor)
    anchorCount += 1
    return anchorCount - 1
  }

  /// Frees capacity after one huge value, which would stay allocated for the rest of the file.
  @inline(__always)
  mutating func shrinkIfHuge() {
    let roomy = 1 << 20
    if textCapacity > roomy, textCount < textCapacity / 4 { shrinkText(to: max(textCount, roomy / 16)) }
    if capacity > roomy / 16, count < capacity / 4 { shrinkEvents(to: max(count, roomy / 256)) }
  }

  mutating func trim() {
    shrinkText(to: max(1, textCount))
    shrinkEvents(to: max(1, count))
  }

  private mutating func shrinkText(to room: Int) {
    textCapacity = 0
    Self.grow(&text, from: textCount, to: &textCapacity, holding: room)
  }

  private mutating func shrinkEvents(to room: Int) {
    capacity = 0
    Self.grow(&events, from: count, to: &capacity, holding: room)
  }

  /// By at least half, so that filling stays linear.
  private static func grow<Element>(
    _ elements: inout UnsafeMutablePointer<Element>, from count: Int, to capacity: inout Int, holding minimum: Int
  ) {
    capacity = max(minimum, capacity + capacity / 2)
    let grown = UnsafeMutablePointer<Element>.allocate(capacity: capacity)
    grown.moveInitialize(from: elements, count: count)
    elements.deallocate()
    elements = grown
  }
}
