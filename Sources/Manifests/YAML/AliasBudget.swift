import RequestModel

/// How many nodes the aliases of a file may stand for: 10 times the nodes it holds itself (an alias is one of these),
/// and 10 million at most. The file's own nodes are only known at its end, so an alias that goes over what has been
/// read so far is remembered until then, or until nodes enough have come.
struct AliasBudget {
  static let factor = 10
  static let most = 10_000_000

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

  /// Counts the nodes an alias stands for; `true` where the limit is broken whatever still comes:
  /// each of the `unreadBytes` could begin one more node at best.
  mutating func spend(_ nodes: Int, at range: SourceRange, unreadBytes: Int) -> Bool {
    expanded += nodes
    if expanded > Self.most || expanded > Self.factor * (written + unreadBytes) { return true }
    let isCovered = expanded <= Self.factor * written
    if isCovered {
      candidates.removeAll(keepingCapacity: true)
      first = 0
    } else {
      while first < candidates.count, candidates[first].expanded <= Self.factor * written { first += 1 }
      candidates.append(Candidate(expanded: expanded, range: range))
    }
    return false
  }

  /// At the end of the file: the alias that went over, if one did.
  var overrun: SourceRange? {
    candidates[first...].first { $0.expanded > Self.factor * written }?.range
  }
}
