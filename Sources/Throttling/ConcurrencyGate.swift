/// How many calls may be under way at once: `parallelism`, less after the org said that it was too many.
///
/// Each such 429 halves the number; as many good replies as the number itself raise it by one again.
struct ConcurrencyGate {
  let parallelism: Int
  private(set) var width: Int
  private var outstanding = 0
  private var goodReplies = 0

  init(parallelism: Int) {
    self.parallelism = max(1, parallelism)
    width = self.parallelism
  }

  var isOpen: Bool { outstanding < width }

  mutating func enter() {
    outstanding += 1
  }

  mutating func leave(crowded: Bool) {
    outstanding -= 1
    guard !crowded else {
      width = max(1, width / 2)
      goodReplies = 0
      return
    }
    goodReplies += 1
    if goodReplies >= width && width < parallelism {
      width += 1
      goodReplies = 0
    }
  }
}
