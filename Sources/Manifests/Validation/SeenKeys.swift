import RequestModel

/// Which keys came before, and where: a compact table that a million of fit into 24 MB.
///
/// A key is known by a hash of 64 bits (SipHash under a random seed of the process, so that nobody can make clashes);
/// a million keys clash by chance in one of 37 million runs. Records are 16 bytes, in chunks that are never moved;
/// an open-addressed index finds them: a slot holds a record's number (24 bits, counted from 1, 0 is free) and 8 bits of
/// its hash, so that a wrong record is hardly ever looked at.
final class SeenKeys {
  private struct Record {
    var hash: Int
    var mark: SourceMark
  }

  private static let chunkSize = 4_096

  @exclusivity(unchecked) private var chunks: [UnsafeMutablePointer<Record>] = []
  @exclusivity(unchecked) private(set) var count = 0
  @exclusivity(unchecked) private var slots: UnsafeMutablePointer<UInt32>
  @exclusivity(unchecked) private var slotCount = 1_024

  init() {
    slots = Self.freeSlots(slotCount)
  }

  deinit {
    slots.deallocate()
    for chunk in chunks { chunk.deallocate() }
  }

  /// Takes a key in and answers `nil`, or answers the number of the one that is there already.
  func insert(_ hash: Int, at mark: SourceMark) -> Int? {
    if count * 4 >= slotCount * 3 { grow() }
    var slot = hash & (slotCount - 1)
    while slots[slot] != 0 {
      if slots[slot] >> 24 == Self.tag(hash) {
        let number = Int(slots[slot] & 0xFF_FFFF) - 1
        if record(number).pointee.hash == hash { return number }
      }
      slot = (slot + 1) & (slotCount - 1)
    }
    if count % Self.chunkSize == 0, count / Self.chunkSize == chunks.count {
      chunks.append(.allocate(capacity: Self.chunkSize))
    }
    record(count).initialize(to: Record(hash: hash, mark: mark))
    count += 1
    slots[slot] = Self.slot(count, hash)
    return nil
  }

  /// The hash's uppermost bits; its lowest choose the slot.
  @inline(__always)
  private static func tag(_ hash: Int) -> UInt32 { UInt32(truncatingIfNeeded: UInt(bitPattern: hash) >> 56) }

  @inline(__always)
  private static func slot(_ number: Int, _ hash: Int) -> UInt32 {
    tag(hash) << 24 | UInt32(truncatingIfNeeded: number)
  }

  func mark(of number: Int) -> SourceMark { record(number).pointee.mark }

  /// Takes back the youngest keys. In the reverse order of their coming no other key can have passed over their slots,
  /// so that these are simply free again.
  func rollBack(to count: Int) {
    while self.count > count {
      let hash = record(self.count - 1).pointee.hash
      var slot = hash & (slotCount - 1)
      while slots[slot] != Self.slot(self.count, hash) { slot = (slot + 1) & (slotCount - 1) }
      slots[slot] = 0
      self.count -= 1
    }
  }

  @inline(__always)
  private func record(_ number: Int) -> UnsafeMutablePointer<Record> {
    chunks[number / Self.chunkSize] + number % Self.chunkSize
  }

  private func grow() {
    slots.deallocate()
    slotCount *= 2
    slots = Self.freeSlots(slotCount)
    for number in 0..<count {
      let hash = record(number).pointee.hash
      var slot = hash & (slotCount - 1)
      while slots[slot] != 0 { slot = (slot + 1) & (slotCount - 1) }
      slots[slot] = Self.slot(number + 1, hash)
    }
  }

  private static func freeSlots(_ count: Int) -> UnsafeMutablePointer<UInt32> {
    let slots = UnsafeMutablePointer<UInt32>.allocate(capacity: count)
    slots.initialize(repeating: 0, count: count)
    return slots
  }
}
