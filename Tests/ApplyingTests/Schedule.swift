import Applying
import Model
import Simulation

/// One course of events, all of it described by these few values: the same schedule always goes the same way.
///
/// Sets and dictionaries have an order of their own in each process: `SWIFT_DETERMINISTIC_HASHING=1` makes it the same.
struct Schedule: Sendable {
  var seed: UInt64
  var count = 3
  var messages = 0
  var parallelism = 10
  var traits = SimulatedOrg.Traits()
  var faults = SimulatedOrg.Faults()
  /// The step at which each process dies, in turn; the processes after them live. Runners take them in turn.
  var lifetimes: [Int] = []
  /// The longest time from a death to the next start, in seconds.
  var longestPause = 0.0

  /// Whether messages have to come in order though one of them may arrive after its client gave it up, or is dead.
  var demandsOrderOfLateMessages = false

  /// How often the state is lost or set back between two processes; the next one begins once the org has settled.
  var stateLosses = 0.0
  /// What befalls the state's database, and how often. One that goes back may make Writ send messages again; the next process
  /// begins once the org has settled.
  var storeFaults: [LossyStore.Misfortune: Double] = [:]
  /// How long after a database went back the next process begins at the earliest, in seconds.
  var waitAfterReturn = 140.0
  /// Subjects that an org may store in another form.
  var hasOddSubjects = false

  /// How many processes are at work at a time.
  var runners = 1
  /// Each runner leaves out one of so many declarations, another one than its neighbor; `nil`: all have all of them.
  var leavesOutOneOf: Int?
  /// Whether a process sees at once that another one is dead, as on one machine; else it waits for the other's deadlines.
  var knowsLiveness = true
  /// How long a transaction takes on its way to the state, and back, in seconds; `nil`: no time at all.
  var databaseLatency: ClosedRange<Double>?
  /// The chance that a process stands still for minutes.
  var freezes = 0.0
  /// The chance that a process is stopped, as by a person or a deadline.
  var stops = 0.0
  /// How long a run waits for others, in seconds.
  var patience = 0.0

  var demandsOrder: Bool {
    demandsOrderOfLateMessages || !(faults.makeLateCalls || traits.outlives > 0 || storeFaults[.goesBack] != nil)
  }

  /// Whether the state may not hold what was recorded.
  var losesRecords: Bool { stateLosses > 0 || storeFaults[.goesBack] != nil }

  var waits = EvidenceWaits(maximumCallTime: .seconds(65), listLag: .seconds(10))

  init(seed: UInt64, count: Int = 3) {
    self.seed = seed
    self.count = count
  }

  /// The schedule of a seed: small, with several deaths and any misfortune.
  static func random(seed: UInt64) -> Schedule {
    var random = SplitMix64(seed: seed)
    var schedule = Schedule(seed: seed, count: Int.random(in: 1...5, using: &random))
    schedule.messages = [0, 0, 0, 1, 2].randomElement(using: &random) ?? 0
    schedule.parallelism = [1, 2, 10].randomElement(using: &random) ?? 1
    schedule.faults = SimulatedOrg.Faults(each: [0, 0.005, 0.02, 0.05].randomElement(using: &random) ?? 0)
    schedule.traits.limit =
      [nil, nil, .init(calls: 3, seconds: 60, isAligned: true)].randomElement(using: &random) ?? nil
    schedule.traits.latency = 0.02...([0.2, 0.2, 2].randomElement(using: &random) ?? 0.2)
    schedule.traits.skew = [0, 0.7, -1.3, 7, 300, -300].randomElement(using: &random) ?? 0
    // What arrives after a death or a given up call and the list's lag are within the time that a list settles in.
    schedule.traits.listLag = [0, 0, 1, 6].randomElement(using: &random) ?? 0
    schedule.traits.outlives = [0, 0, 3].randomElement(using: &random) ?? 0
    schedule.traits.variesLag = Bool.random(using: &random)
    schedule.traits.hasCoarseDates = Bool.random(using: &random)
    schedule.traits.pageSize = [1, 2, 5, 200].randomElement(using: &random) ?? 200
    schedule.traits.bustle = [0, 0, 0.05, 0.3].randomElement(using: &random) ?? 0
    schedule.hasOddSubjects = Bool.random(using: &random)
    if Bool.random(using: &random) { schedule.traits.contested = schedule.declarations.map(\.key) }
    schedule.lifetimes = (0..<Int.random(in: 0...4, using: &random)).map { _ in Int.random(in: 1...60, using: &random) }
    schedule.longestPause = [0, 2, 30, 20_000].randomElement(using: &random) ?? 0
    schedule.makeOdd(using: &random)
    return schedule
  }

  /// Clocks that disagree, replies that are not the org's or not about the call, subjects that the org changes, lists that
  /// hide requests, and states that vanish or are old.
  private mutating func makeOdd(using random: inout SplitMix64) {
    traits.stampSkew = [traits.skew, traits.skew, 0, 7200, -7200].randomElement(using: &random) ?? 0
    traits.nodeSpread = [0, 0, 5, 50].randomElement(using: &random) ?? 0
    if Int.random(in: 0..<4, using: &random) == 0 {
      let jumps: [Double] = [-3600, -600, -40, 40, 3600, -200_000]
      let by = jumps.randomElement(using: &random) ?? 0
      traits.stampJump = (at: Double.random(in: 0...200, using: &random), by: by)
    }
    traits.foreignReplies = [0, 0, 0, 0.1].randomElement(using: &random) ?? 0
    traits.changesSubjects = Bool.random(using: &random)
    if traits.contested.isEmpty, Int.random(in: 0..<4, using: &random) == 0 { stateLosses = 0.5 }
    // What the list never shows can be known by a reply alone: nothing gets lost there.
    if stateLosses == 0, Int.random(in: 0..<6, using: &random) == 0 {
      traits.unlisted = 0.5
      (faults, lifetimes, traits.foreignReplies, traits.contested) = (SimulatedOrg.Faults(), [], 0, [])
    }
  }

  /// The schedule of a seed for two or three processes at a time, on one machine or on several.
  static func randomTeam(seed: UInt64) -> Schedule {
    var schedule = random(seed: seed &+ 500_000)
    var random = SplitMix64(seed: seed &+ 900_000)
    schedule.seed = seed
    schedule.runners = [2, 2, 3].randomElement(using: &random) ?? 2
    schedule.leavesOutOneOf = [nil, nil, 2, 3].randomElement(using: &random) ?? nil
    schedule.knowsLiveness = Bool.random(using: &random)
    schedule.databaseLatency = [nil, 0...0.01, 0.001...0.2].randomElement(using: &random) ?? nil
    schedule.patience = [0, 0, 20, 300].randomElement(using: &random) ?? 0
    schedule.stops = [0, 0, 0.3].randomElement(using: &random) ?? 0
    schedule.stateLosses = 0
    // Nothing gets lost where the list never shows all.
    guard schedule.traits.unlisted == 0 else { return schedule }
    let chance: Double = [0, 0.003, 0.02].randomElement(using: &random) ?? 0
    if chance > 0 {
      schedule.storeFaults = [.lostBefore: chance, .lostAfter: chance, .unusable: chance / 4, .unsafe: chance / 4]
      if schedule.traits.contested.isEmpty, Bool.random(using: &random) { schedule.storeFaults[.goesBack] = chance }
    }
    schedule.freezes = [0, 0, 0.3].randomElement(using: &random) ?? 0
    schedule.lifetimes = (0..<Int.random(in: 0...6, using: &random)).map { _ in Int.random(in: 1...60, using: &random) }
    return schedule
  }

  var declarations: [RequestDeclaration] {
    SimulatedRun.declarations(count: count, messages: messages, hasOddSubjects: hasOddSubjects)
  }

  func declarations(of runner: Int) -> [RequestDeclaration] {
    guard let leavesOutOneOf, count > 1 else { return declarations }
    return declarations.enumerated().filter { ($0.offset + runner) % leavesOutOneOf != 0 }.map(\.element)
  }

  func deaths(of runner: Int) -> [Int] {
    lifetimes.enumerated().filter { $0.offset % runners == runner }.map(\.element)
  }
}
