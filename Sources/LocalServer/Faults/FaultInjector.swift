import RequestModel

/// Decides which calls get a fault, at most one each: always the same for the same plan, seed and sequence of calls.
struct FaultInjector: Sendable {
  private let plan: FaultPlan
  private var random: SplitMix64
  private var injected: [FaultKind: Int] = [:]

  init(plan: FaultPlan, seed: UInt64) {
    self.plan = plan
    random = SplitMix64(seed: seed)
  }

  /// How often each fault of the plan was injected.
  var counts: [FaultKind: Int] {
    plan.chances.keys.reduce(into: [:]) { $0[$1] = injected[$1, default: 0] }
  }

  /// The fault of the next call. Counted faults go first; among the others one number decides, so that each has its own
  /// probability, or its part of the sum where they sum to more than 1.
  mutating func next(for operation: ServerOperation) -> FaultKind? {
    let number = random.unit()
    let possible = FaultKind.allCases.filter { $0.applies(to: operation) }
    let fault = possible.first { isDue($0) } ?? drawn(number, among: possible)
    if let fault { injected[fault, default: 0] += 1 }
    return fault
  }

  /// Uncounts a fault that had nothing to change.
  mutating func revert(_ fault: FaultKind) {
    injected[fault, default: 0] -= 1
  }

  private func isDue(_ kind: FaultKind) -> Bool {
    guard case .first(let count)? = plan.chances[kind] else { return false }
    return injected[kind, default: 0] < count
  }

  private func drawn(_ number: Double, among possible: [FaultKind]) -> FaultKind? {
    let shares = possible.map { kind in
      guard case .share(let share)? = plan.chances[kind] else { return 0.0 }
      return share
    }
    var rest = number * max(1, shares.reduce(0, +))
    for (kind, share) in zip(possible, shares) {
      if rest < share { return kind }
      rest -= share
    }
    return nil
  }
}
