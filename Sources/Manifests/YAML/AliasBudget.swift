import Model

/// How many nodes the aliases of a file may expand to: 10 times the nodes of the file (an alias counts as one), and at most
/// 10 million. The number of nodes is only known at the end of the file, so an alias that exceeds what has been read so far
/// is remembered until then, or until enough nodes have followed.
struct AliasBudget {
  static let expansionFactor = 10
  static let maximumExpansion = 10_000_000

  private struct Candidate {
    let expanded: Int
    let range: SourceRange
  }

  private(set) var written = 0
  private(set) var expanded = 0
  /// Aliases that would be over if the file ended here, in order, from `first` on.
  private var candidates: [Candidate] = []
  private var first = 0

  @inline(__always)
  mutating func countNode() { written &+= 1 }

  mutating func countNodes(_ count: Int) { written += count }

  /// Counts the nodes an alias expands to; `true` if the limit is exceeded whatever follows: each of the `unreadBytes`
  /// could begin at most one more node.
  mutating func spend(_ nodes: Int, at range: SourceRange, unreadBytes: Int) -> Bool {
    expanded += nodes
    if expanded > Self.maximumExpansion || expanded > Self.expansionFactor * (written + unreadBytes) { return true }
    let isCovered = expanded <= Self.expansionFactor * written
    if isCovered {
      candidates.removeAll(keepingCapacity: true)
      first = 0
    } else {
      while first < candidates.count, candidates[first].expanded <= Self.expansionFactor * written { first += 1 }
      candidates.append(Candidate(expanded: expanded, range: range))
    }
    return false
  }

  /// At the end of the file: the alias that exceeded the limit, if one did.
  var overrun: SourceRange? {
    candidates[first...].first { $0.expanded > Self.expansionFactor * written }?.range
  }
}
