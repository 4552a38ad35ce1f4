import RequestModel

/// Which keys came before, and where: a compact table, 18 MB for a million of them.
///
/// A key is known by a hash of 64 bits (SipHash under a random seed of the process, so that nobody can make clashes);
/// a million keys clash by chance in one of 37 million runs. Keys are numbered in the order of reading and stay in
/// chunks that are never moved; an open-addressed index finds them: a slot holds a key's number (24 bits, counted from
/// 1, 0 is free) and 8 bits of its hash, so that a wrong key is hardly ever looked at.
final class SeenKeys {
  @exclusivity(unchecked) private var chunks: [SeenChunk] = []
  @exclusivity(unchecked) private var slots: UnsafeMutablePointer<UInt32>
  @exclusivity(unchecked) private var slotCount = 1_024
  @exclusivity(unchecked) private var count = 0
  /// The number that the next key gets, at least; chunks that were closed early leave numbers out.
  @exclusivity(unchecked) private(set) var next = 0

  /// The number of the key that came last.
  var last: Int { next - 1 }

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
    var slot = firstSlot(hash)
    while slots[slot] != 0 {
      if slots[slot] >> 24 == Self.tag(hash) {
        let number = Int(slots[slot] & 0xFF_FFFF) - 1
        if self.hash(of: number) == hash { return number }
      }
      slot = after(slot)
    }
    append(hash, at: mark)
    slots[slot] = Self.slot(next, hash)
    return nil
  }

  func mark(of number: Int) -> SourceMark {
    chunks[number / SeenChunk.size].mark(at: number % SeenChunk.size)
  }

  /// Takes back the keys from `number` on. In the reverse order of their coming no other key can have passed over their
  /// slots, so that these are simply free again.
  func rollBack(to number: Int) {
    while next > number {
      next -= 1
      let chunk = next / SeenChunk.size
      guard next % SeenChunk.size < chunks[chunk].count else { continue }
      let hash = hash(of: next)
      var slot = firstSlot(hash)
      while slots[slot] != Self.slot(next + 1, hash) { slot = after(slot) }
      slots[slot] = 0
      chunks[chunk].count -= 1
      count -= 1
      if chunks[chunk].count == 0 { chunks.removeLast().deallocate() }
    }
  }

  // MARK: Parts

  @inline(__always)
  private func append(_ hash: Int, at mark: SourceMark) {
    count += 1
    let last = chunks.count - 1
    if last < 0 || !chunks[last].append(hash, at: mark) {
      var chunk = SeenChunk(for: mark)
      _ = chunk.append(hash, at: mark)
      chunks.append(chunk)
    }
    next = (chunks.count - 1) * SeenChunk.size + chunks[chunks.count - 1].count
  }

  @inline(__always)
  private func hash(of number: Int) -> Int { chunks[number / SeenChunk.size].hashes[number % SeenChunk.size] }

  /// The hash's lower half spread over the slots, of which there may be any number.
  @inline(__always)
  private func firstSlot(_ hash: Int) -> Int { ((hash & 0xFFFF_FFFF) * slotCount) >> 32 }

  @inline(__always)
  private func after(_ slot: Int) -> Int { slot + 1 < slotCount ? slot + 1 : 0 }

  /// The hash's uppermost bits; its lower half chooses the slot.
  @inline(__always)
  private static func tag(_ hash: Int) -> UInt32 { UInt32(truncatingIfNeeded: UInt(bitPattern: hash) >> 56) }

  /// `numberFrom1` is the key's number counted from 1.
  @inline(__always)
  private static func slot(_ numberFrom1: Int, _ hash: Int) -> UInt32 {
    tag(hash) << 24 | UInt32(truncatingIfNeeded: numberFrom1)
  }

  /// In the order of their numbers again, so that taking back stays simple.
  private func grow() {
    slots.deallocate()
    // By a half and by a third in turn: 1,024, 1,536, 2,048, …
    slotCount += slotCount.nonzeroBitCount == 1 ? slotCount / 2 : slotCount / 3
    slots = Self.freeSlots(slotCount)
    for (index, chunk) in chunks.enumerated() {
      for offset in 0..<chunk.count {
        let hash = chunk.hashes[offset]
        var slot = firstSlot(hash)
        while slots[slot] != 0 { slot = after(slot) }
        slots[slot] = Self.slot(index * SeenChunk.size + offset + 1, hash)
      }
    }
  }

  private static func freeSlots(_ count: Int) -> UnsafeMutablePointer<UInt32> {
    let slots = UnsafeMutablePointer<UInt32>.allocate(capacity: count)
    slots.initialize(repeating: 0, count: count)
    return slots
  }
}
