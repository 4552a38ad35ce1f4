/// A lookup that waits for its moment.
package struct PendingLookup: Hashable, Sendable {
  /// How many creates or cancels are looked up.
  package var count: Int
  /// When the list is read next, by the run's clock.
  package var next: Duration
  /// When a list without them proves that the last of them was not made, by the run's clock.
  package var end: Duration

  /// Whether it is about cancels rather than creates.
  package var isOfCancels: Bool

  init(_ creates: [AmbiguousAction], next: Duration) {
    count = creates.count
    isOfCancels = creates.contains { $0.item.isCancel }
    self.next = next
    end = creates.map(\.believableAt).max() ?? next
  }
}
