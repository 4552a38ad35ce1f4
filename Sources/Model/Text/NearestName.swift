/// Suggests the known name that an unknown one was probably intended to be.
package enum NearestName {
  /// Longer names get no suggestion: they are hardly typed by hand, and the distance takes quadratic time.
  private static let maximumLength = 64
  /// Maximum number of names to search.
  private static let maximumCandidates = 1_000

  /// `did you mean "…"?`, or `nil` if no name is similar.
  package static func hint(for name: String, among known: [String], prefix: String = "") -> String? {
    nearest(to: name, among: known).map { "did you mean \(prefix)\($0)?" }
  }

  /// The nearest name within a third of the length (at least one change), the case of letters set aside.
  package static func nearest(to name: String, among known: [String]) -> String? {
    let written = Array(name.lowercased().unicodeScalars.prefix(maximumLength + 1))
    guard written.count <= maximumLength else { return nil }
    var best: (name: String, distance: Int)?
    for candidate in known.prefix(maximumCandidates) {
      let other = Array(candidate.lowercased().unicodeScalars.prefix(maximumLength + 1))
      let allowed = max(1, max(written.count, other.count) / 3)
      guard other.count <= maximumLength, abs(other.count - written.count) <= allowed else { continue }
      let most = min(allowed, (best?.distance ?? Int.max) - 1)
      if let distance = distance(written, other, upTo: most) { best = (candidate, distance) }
    }
    return best?.name
  }

  /// Changes of one letter, and swaps of two adjacent ones, that make one text the other
  /// (the restricted Damerau–Levenshtein distance); `nil` where there are more than `most`.
  private static func distance(_ one: [Unicode.Scalar], _ other: [Unicode.Scalar], upTo maximum: Int) -> Int? {
    guard maximum >= 0 else { return nil }
    var beforeLast = [Int](repeating: 0, count: other.count + 1)
    var last = Array(0...other.count)
    for row in 0..<one.count {
      var current = [row + 1]
      for column in 0..<other.count {
        let change = last[column] + (one[row] == other[column] ? 0 : 1)
        var least = min(change, last[column + 1] + 1, current[column] + 1)
        if row > 0, column > 0, one[row] == other[column - 1], one[row - 1] == other[column] {
          least = min(least, beforeLast[column - 1] + 1)
        }
        current.append(least)
      }
      // A swap reaches over one row, so that two rows have to be too far.
      if min(current.min() ?? 0, last.min() ?? 0) > maximum { return nil }
      beforeLast = last
      last = current
    }
    return last[other.count] <= maximum ? last[other.count] : nil
  }
}
