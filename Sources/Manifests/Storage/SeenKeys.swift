import Model

/// The keys of the set so far and their places, to find duplicates: a compact hash table, 18 MB for a million keys.
///
/// # Why this folder exists
///
/// `writ validate` promises to check a million declarations within 64 MiB (`Benchmarks` holds it to that), however long
/// the file is, so that it runs in the smallest container of a CI system. Two things have to stay in memory for it: the
/// keys of all declarations, since a duplicate may come at the end, with their places, since the report names the first
/// one; and the entry that is being read. Swift's own collections do not fit: a `Dictionary<Int, SourceMark>` of a million
/// keys has two million buckets of 16 bytes, 34 MB, and 50 MB while it grows; a tree of nodes with a `String` for each
/// scalar takes an allocation for each. So this folder, and nothing outside of it, manages memory by hand:
///
/// - `SeenKeys` and `SeenChunk`: the keys. A key is a 64-bit hash (SipHash with a random seed of the process, so that no
///   input can force collisions); two of a million different keys collide in one of 37 million runs, and the result of
///   that would be a false duplicate, never a missed one. Hash and place take 12 bytes: places are two 16-bit distances
///   from the base of a chunk of 512 keys. Chunks never move, so that growing copies no key.
/// - The index of `SeenKeys` is open-addressed with linear probing and 4 bytes a slot: a key's number (24 bits, counted
///   from 1; 0 is a free slot; `ManifestLanguage.declarationCount` keeps numbers below 2²⁴) and 8 bits of its hash, so
///   that other keys are rarely compared. It grows by a half and by a third in turn: doubling would need more at its peak.
/// - `NodeRecord`, `NodeBuffer` and `NodeStorage`: the entry that is being read, as flat arrays of trivial records and one
///   arena of text, which the next entry reuses. `YAMLNode` and `YAMLText` are cursors into them without ownership; what
///   outlives an entry is copied.
///
/// `@exclusivity(unchecked)` and `@inline(__always)` are there for the same benchmark, on the path that each key
/// and each scalar takes; nothing that they mark calls back.
final class SeenKeys {
  @exclusivity(unchecked) private var chunks: [SeenChunk] = []
  @exclusivity(unchecked) private var slots: UnsafeMutablePointer<UInt32>
  @exclusivity(unchecked) private var slotCount = 1_024
  @exclusivity(unchecked) private var count = 0
  /// Keeps the compiler from leaving out what is loaded ahead.
  @exclusivity(unchecked) private var touched: UInt32 = 0
  /// The number of the next key; chunks that were closed early leave gaps.
  @exclusivity(unchecked) private(set) var next = 0

  /// The number of the last key.
  var last: Int { next - 1 }

  init() {
    slots = Self.freeSlots(slotCount)
  }

  deinit {
    slots.deallocate()
    for chunk in chunks { chunk.deallocate() }
  }

  /// Inserts a key and returns `nil`, or returns the number of the equal key that is there already.
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

  /// Removes the keys from `number` on. Removed in reverse order of insertion, no later key can have probed past their
  /// slots, so that these become free.
  func rollBack(to number: Int) {
    while next > number {
      next -= 1
      let chunk = next / SeenChunk.size
      guard next % SeenChunk.size < chunks[chunk].count else { continue }
      let hash = hash(of: next)
      var slot = firstSlot(hash)
      while slots[slot] != Self.slot(next + 1, hash) { slot = after(slot) }
      slots[slot] = 0
      chunks[chunk].removeLast()
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
      let isKept = chunk.append(hash, at: mark)
      precondition(isKept, "a key fits the chunk that it begins")
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

  /// Inserts in the order of numbers again, which `rollBack(to:)` relies on.
  private func grow() {
    slots.deallocate()
    // By a half and by a third in turn: 1,024, 1,536, 2,048, …
    slotCount += slotCount.nonzeroBitCount == 1 ? slotCount / 2 : slotCount / 3
    slots = Self.freeSlots(slotCount)
    for (index, chunk) in chunks.enumerated() {
      touch(chunk)
      for offset in 0..<chunk.count {
        let hash = chunk.hashes[offset]
        var slot = firstSlot(hash)
        while slots[slot] != 0 { slot = after(slot) }
        slots[slot] = Self.slot(index * SeenChunk.size + offset + 1, hash)
      }
    }
  }

  /// Loads the slots of a chunk's keys: all at once, while each key would wait for its own.
  @inline(__always)
  private func touch(_ chunk: SeenChunk) {
    for offset in 0..<chunk.count { touched |= slots[firstSlot(chunk.hashes[offset])] }
  }

  private static func freeSlots(_ count: Int) -> UnsafeMutablePointer<UInt32> {
    let slots = UnsafeMutablePointer<UInt32>.allocate(capacity: count)
    slots.initialize(repeating: 0, count: count)
    return slots
  }
}
