/// Finds places in a list by something that its items have, such as an id: an index keeps four bytes for each place and some room,
/// and no copy of what is looked up.
struct PlaceIndex: Sendable {
  /// A place and 1, or 0 for none; there are at least twice as many as places.
  private var slots: [UInt32]

  /// An index for so many places at most.
  init(capacity: Int) {
    let bits = Int.bitWidth - (2 * max(capacity, 1)).leadingZeroBitCount
    slots = Array(repeating: 0, count: 1 << bits)
  }

  /// The first place with this hash for which `isSame` holds.
  func place(hash: Int, where isSame: (Int) -> Bool) -> Int? {
    var slot = hash & (slots.count - 1)
    while slots[slot] != 0 {
      let place = Int(slots[slot]) - 1
      if isSame(place) { return place }
      slot = (slot + 1) & (slots.count - 1)
    }
    return nil
  }

  /// Adds a place that is not there yet.
  mutating func add(_ place: Int, hash: Int) {
    var slot = hash & (slots.count - 1)
    while slots[slot] != 0 { slot = (slot + 1) & (slots.count - 1) }
    slots[slot] = UInt32(place + 1)
  }
}
