import Applying
import Journaling
import Planning
import Model
import Simulation
import Synchronization
import Throttling

/// Plays a schedule: runners, each with process after process, all on one journal, until nothing is left to do; and checks
/// at each step what must always hold (`Invariants`).
final class SchedulePlay: Sendable {
  struct Outcome: Sendable {
    var violations: [String]
    /// How many steps each process took.
    var steps: [Int]
  }

  private enum Ending: Sendable {
    case died
    case ended(SimulatedRun.Result?, (any Error)?)
  }

  private struct State {
    /// As it was when nothing was left to do.
    var older: StateStore?
    var steps: [Int] = []
    /// The processes that have not ended.
    var processes: [RunID: SimulatedProcess] = [:]
    var tasks: [Task<Void, Never>] = []
  }

  /// A state with its tables, which costs far more to make than to copy.
  private static let emptyState = Result { try StateStore() }
  /// As many processes of a runner live with misfortunes after its deaths, and then without.
  private static let (restless, calm) = (1, 8)

  private let schedule: Schedule
  private let time = SimulatedTime()
  private let log: StepLog?
  private let org: SimulatedOrg
  private let invariants: Invariants
  private let random: SharedRandom
  private let store: LossyStore
  private let state = Mutex(State())

  private init(_ schedule: Schedule, log: StepLog?) throws {
    self.schedule = schedule
    self.log = log
    let invariants = Invariants()
    self.invariants = invariants
    random = SharedRandom(seed: schedule.seed &+ 7)
    org = SimulatedOrg(
      time: time, seed: schedule.seed, traits: schedule.traits, faults: schedule.faults,
      onCreate: { invariants.check(arriving: $0) })
    store = LossyStore(
      try StateStore(copying: Self.emptyState.get()), odds: schedule.storeFaults, seed: schedule.seed &+ 13,
      now: { [time] in time.now })
    invariants.watch(org)
  }

  static func outcome(of schedule: Schedule, log: StepLog? = nil) async -> Outcome {
    do {
      let play = try SchedulePlay(schedule, log: log)
      return await play.time.run { await play.play() }
    } catch {
      return Outcome(violations: ["\(error)"], steps: [])
    }
  }

  /// What went wrong, with the last steps: the schedule is played once more to write them down.
  static func report(on schedule: Schedule) async -> String {
    let log = StepLog(maximum: 150 * schedule.runners)
    let outcome = await outcome(of: schedule, log: log)
    return """
      seed \(schedule.seed), deaths at steps \(schedule.lifetimes), steps taken \(outcome.steps): \
      \(outcome.violations.prefix(3))
      \(schedule)
      \(log.text)
      """
  }

  private func play() async -> Outcome {
    do {
      try await forEachRunner { try await self.liveWithMisfortunes($0) }
      org.calmDown()
      store.calmDown()
      if schedule.runners > 1 { try await forEachRunner { _ = try await self.finish($0) } }
      // What the dead on other machines have left unknown is found out after its deadline.
      if !schedule.knowsLiveness { await time.sleep(until: time.now + .seconds(200)) }
      if let plan = try await finish(nil) {
        await invariants.checkEnd(of: schedule, plan: plan, journal: Journal(store.current))
      }
    } catch {
      invariants.fail("\(error)")
    }
    await windUp()
    return Outcome(violations: invariants.violations, steps: state.withLock(\.steps))
  }

  private func forEachRunner(_ body: @escaping @Sendable (Int) async throws -> Void) async throws {
    try await withThrowingTaskGroup { group in
      for runner in 0..<schedule.runners { group.addTask { try await body(runner) } }
      try await group.waitForAll()
    }
  }

  private func liveWithMisfortunes(_ runner: Int) async throws {
    let deaths = schedule.deaths(of: runner)
    for diesAt in deaths.map(Optional.some) + Array(repeating: nil, count: Self.restless) {
      let result = await live(runner, diesAt: diesAt, isCalm: false)
      if result?.isComplete == true { try remember() }
      await pause()
      if random.unit() < schedule.stateLosses { try await loseState() }
    }
  }

  /// Lives without misfortunes until nothing is left to do: the last plan. `nil` is the runner of all declarations.
  private func finish(_ runner: Int?) async throws -> Plan? {
    for _ in 0..<Self.calm {
      guard let result = await live(runner, diesAt: nil, isCalm: true) else { break }
      if !result.plan.hasChanges { return result.plan }
      await pause()
      // What a dead one on another machine had is free after its deadline.
      if result.leftToOthers > 0 { await time.sleep(until: time.now + .seconds(90)) }
    }
    invariants.fail("there is still something to do after \(state.withLock(\.steps).count) processes")
    return nil
  }

  private func pause() async {
    await time.sleep(until: time.now + .seconds(random.unit() * schedule.longestPause))
  }

  private func remember() throws {
    guard schedule.stateLosses > 0 else { return }
    let copy = try StateStore(copying: store.current)
    state.withLock { $0.older = copy }
  }

  /// It vanishes, or is restored from a time when nothing was left to do.
  private func loseState() async throws {
    let older = random.unit() < 0.5 ? nil : state.withLock(\.older)
    store.replace(by: try StateStore(copying: older ?? Self.emptyState.get()))
    await time.sleep(until: time.now + .seconds(140))
  }

  /// One process, from its start to its end; gives its result where it has one.
  private func live(_ runner: Int?, diesAt: Int?, isCalm: Bool) async -> SimulatedRun.Result? {
    // A database that went back may have forgotten calls that the org still acts on.
    if let moment = store.lastReturn { await time.sleep(until: moment + .seconds(schedule.waitAfterReturn)) }
    let process = begin(diesAt: diesAt, isCalm: isCalm)
    let run = run(of: runner, process)
    await invariants.begin(process, on: Journal(store.current), now: time.now)
    let stopAfter = !isCalm && random.unit() < schedule.stops ? Duration.seconds(random.unit() * 30) : nil
    let ending = await withCheckedContinuation { (continuation: CheckedContinuation<Ending, Never>) in
      process.atDeath { continuation.resume(returning: .died) }
      let task = Task(executorPreference: time) {
        let ending: Ending
        do { ending = .ended(try await run.apply(stopAfter: stopAfter), nil) } catch { ending = .ended(nil, error) }
        if process.end() { continuation.resume(returning: ending) }
      }
      state.withLock { $0.tasks.append(task) }
    }
    state.withLock { state in
      state.steps[process.number] = process.steps
      state.processes[process.run] = nil
    }
    invariants.end(process)
    guard case .ended(let result, let error) = ending else { return nil }
    invariants.check(result?.stopReason, error, isCalm: isCalm, mayLoseState: !schedule.storeFaults.isEmpty)
    if let result { invariants.checkSuccess(of: result, run.declarations) }
    return result
  }

  private func begin(diesAt: Int?, isCalm: Bool) -> SimulatedProcess {
    let freezes = !isCalm && random.unit() < schedule.freezes
    let freeze =
      freezes
      ? SimulatedProcess.Freeze(step: 1 + Int(random.unit() * 60), length: .seconds(random.unit() * 200)) : nil
    return state.withLock { state in
      let process = SimulatedProcess(
        number: state.steps.count, time: time, diesAt: diesAt, freeze: freeze, log: log)
      state.steps.append(0)
      state.processes[process.run] = process
      return process
    }
  }

  /// A run that uses the state as its process does.
  private func run(of runner: Int?, _ process: SimulatedProcess) -> SimulatedRun {
    var own = store.current.decorated { _ in
      ProcessDatabase(
        database: store.connection(), process: process, time: time, latency: schedule.databaseLatency, random: random,
        onWrite: { [invariants] in invariants.checkJournal() })
    }
    own.liveness = RunLiveness { [weak self] run in
      guard let self, schedule.knowsLiveness else { return nil }
      return state.withLock { $0.processes[run]?.isAlive ?? false }
    }
    var run = SimulatedRun(
      time: time, org: org, journal: Journal(own), count: schedule.count, messages: schedule.messages,
      seed: schedule.seed &+ UInt64(process.number), hasOddSubjects: schedule.hasOddSubjects)
    if let runner { run.declarations = schedule.declarations(of: runner) }
    run.process = process
    run.settings.parallelism = schedule.parallelism
    run.waits = schedule.waits
    run.patience = .seconds(schedule.patience)
    return run
  }

  /// Waits until the dead have come to their end too, and nothing is in flight.
  private func windUp() async {
    for task in state.withLock(\.tasks) { await task.value }
    await time.sleep(until: time.now + .seconds(200))
  }
}
