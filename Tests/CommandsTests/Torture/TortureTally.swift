/// What rounds of torture came to.
struct TortureTally: Sendable, CustomStringConvertible {
  /// Runs that died, by where: a kind of write and a moment, or `outside`.
  var kills: [String: Int] = [:]
  /// Runs that ended by themselves.
  var ends = 0
  var declared = 0
  var lost = 0
  var doubled = 0
  var ambiguous = 0
  /// Calls that a fault of the org befell.
  var faults = 0
  var rounds = 0

  var killed: Int { kills.values.reduce(0, +) }

  mutating func add(_ other: TortureTally) {
    kills.merge(other.kills, uniquingKeysWith: +)
    ends += other.ends
    declared += other.declared
    lost += other.lost
    doubled += other.doubled
    ambiguous += other.ambiguous
    faults += other.faults
    rounds += other.rounds
  }

  var description: String {
    let places = kills.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }.joined(separator: ", ")
    return
      "\(killed) kills (\(places)) and \(ends) whole runs in \(rounds) rounds, \(declared) requests, \(faults) faults: "
      + "\(lost) lost, \(doubled) doubled, \(ambiguous) left ambiguous"
  }
}
