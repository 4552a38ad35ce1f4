/// Finds the index of a name by its bytes, without creating a `String`. Owns copies of the names.
final class NameIndex {
  private let bytes: UnsafeMutableBufferPointer<UInt8>
  private var names: [YAMLText] = []
  private var numbers: [YAMLText: Int] = [:]

  /// Of equal names the first counts.
  init(_ names: [[UInt8]]) {
    bytes = .allocate(capacity: names.reduce(0) { $0 + $1.count })
    var start = 0
    for name in names {
      _ = bytes[start..<start + name.count].update(fromContentsOf: name)
      self.names.append(YAMLText(UnsafeBufferPointer(rebasing: bytes[start..<start + name.count])))
      start += name.count
    }
    if names.count > 8 {
      numbers = Dictionary(zip(self.names, 0...), uniquingKeysWith: { first, _ in first })
    }
  }

  deinit { bytes.deallocate() }

  @inline(__always)
  func number(of name: YAMLText) -> Int? {
    names.count > 8 ? numbers[name] : names.firstIndex(of: name)
  }

  var strings: [String] { names.map(\.string) }

  func strings(upTo maximum: Int) -> [String] { names.prefix(maximum).map(\.string) }
}
