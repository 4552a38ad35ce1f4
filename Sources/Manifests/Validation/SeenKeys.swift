import RequestModel

/// Which keys came before, and where: a compact table that a million of fit into 24 MB.
///
/// A key is known by a hash of 64 bits (SipHash under a random seed of the process, so that nobody can make clashes);
/// a million keys clash by chance in one of 37 million runs. Records are 16 bytes, in chunks that are never moved;
/// an open-addressed index of their numbers finds them.
final class SeenKeys {
  private struct Record {
    var hash: Int
    var mark: SourceMark
  }

  private static let chunkSize = 4_096

  private var chunks: [UnsafeMutablePointer<Record>] = []
  private(set) var count = 0
  /// Numbers of records counted from 1; 0 is free.
  private var slots: UnsafeMutablePointer<UInt32>
  private var slotCount = 1_024

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
      let number = Int(slots[slot]) - 1
      if record(number).pointee.hash == hash { return number }
      slot = (slot + 1) & (slotCount - 1)
    }
    if count % Self.chunkSize == 0, count / Self.chunkSize == chunks.count {
      chunks.append(.allocate(capacity: Self.chunkSize))
    }
    record(count).initialize(to: Record(hash: hash, mark: mark))
    count += 1
    slots[slot] = UInt32(truncatingIfNeeded: count)
    return nil
  }

  func mark(of number: Int) -> SourceMark { record(number).pointee.mark }

  /// Takes back the youngest keys. In the reverse order of their coming no other key can have passed over their slots,
  /// so that these are simply free again.
  func rollBack(to count: Int) {
    while self.count > count {
      var slot = record(self.count - 1).pointee.hash & (slotCount - 1)
      while slots[slot] != UInt32(truncatingIfNeeded: self.count) { slot = (slot + 1) & (slotCount - 1) }
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
      var slot = record(number).pointee.hash & (slotCount - 1)
      while slots[slot] != 0 { slot = (slot + 1) & (slotCount - 1) }
      slots[slot] = UInt32(truncatingIfNeeded: number + 1)
    }
  }

  private static func freeSlots(_ count: Int) -> UnsafeMutablePointer<UInt32> {
    let slots = UnsafeMutablePointer<UInt32>.allocate(capacity: count)
    slots.initialize(repeating: 0, count: count)
    return slots
  }
}
