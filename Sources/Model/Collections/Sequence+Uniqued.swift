extension Sequence {
  /// The first of all elements with the same value, in the same order.
  package func uniqued<Value: Hashable>(by value: (Element) -> Value) -> [Element] {
    var seen: Set<Value> = []
    return filter { seen.insert(value($0)).inserted }
  }
}

extension Sequence where Element: Hashable {
  /// Each once, in the same order.
  package func uniqued() -> [Element] { uniqued { $0 } }
}
