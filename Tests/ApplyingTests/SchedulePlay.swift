import Applying
import Journaling
import Planning
import Model
import Simulation
import Synchronization
import Throttling

/// Plays a schedule: process after process, each on the journal that the one before it left behind, until nothing is left
/// to do; and checks at each step what must always hold (`Invariants`).
final class SchedulePlay: Sendable {
  struct Outcome: Sendable {
    var violations: [String]
    /// How many steps each process took.
    var steps: [Int]
  }

  private enum Ending: Sendable {
    case died(Journal)
    case ended(SimulatedRun.Result?, (any Error)?)
  }

  /// A journal with its tables, which costs far more to make than to copy.
  private static let emptyJournal = Result { try Journal(StateStore()) }
  /// So many processes live after the deaths with misfortunes, and so many without.
  private static let (restless, calm) = (1, 8)

  private let schedule: Schedule
  private let time = SimulatedTime()
  private let log: StepLog?
  private let org: SimulatedOrg
  private let invariants: Invariants
  private let random: SharedRandom
  private let processes = Mutex<[Task<Void, Never>]>([])

  private init(_ schedule: Schedule, log: StepLog?) {
    self.schedule = schedule
    self.log = log
    let invariants = Invariants()
    self.invariants = invariants
    random = SharedRandom(seed: schedule.seed &+ 7)
    org = SimulatedOrg(
      time: time, seed: schedule.seed, traits: schedule.traits, faults: schedule.faults,
      onCreate: { invariants.check(arriving: $0) })
    invariants.watch(org)
  }

  static func outcome(of schedule: Schedule, log: StepLog? = nil) async -> Outcome {
    let play = SchedulePlay(schedule, log: log)
    return await play.time.run { await play.play() }
  }

  /// What went wrong, with the last steps: the schedule is played once more to write them down.
  static func report(on schedule: Schedule) async -> String {
    let log = StepLog()
    let outcome = await outcome(of: schedule, log: log)
    return """
      seed \(schedule.seed), deaths at steps \(schedule.lifetimes), steps taken \(outcome.steps): \
      \(outcome.violations.prefix(3))
      \(schedule)
      \(log.text)
      """
  }

  private func play() async -> Outcome {
    var steps: [Int] = []
    do {
      var journal = try Journal(StateStore(copying: Self.emptyJournal.get().state))
      var older = try Journal(StateStore(copying: journal.state))
      let deaths = schedule.lifetimes.count
      for number in 0..<(deaths + Self.restless + Self.calm) {
        let isCalm = number >= deaths + Self.restless
        if isCalm { org.calmDown() }
        let (result, taken) = try await live(number, on: journal)
        steps.append(taken)
        switch result {
        case .died(let left): journal = left
        case .ended(let result, let error):
          invariants.check(result?.stopReason, error, isCalm: isCalm)
          if let result { invariants.checkSuccess(of: result, schedule.declarations) }
          if result?.isComplete == true { older = try Journal(StateStore(copying: journal.state)) }
          if isCalm, let result, !result.plan.hasChanges {
            await invariants.checkEnd(of: schedule, plan: result.plan, journal: journal)
            await windUp()
            return Outcome(violations: invariants.violations, steps: steps)
          }
        }
        await time.sleep(until: time.now + .seconds(random.unit() * schedule.longestPause))
        if !isCalm, random.unit() < schedule.stateLosses {
          // Vanished, or restored from a time when nothing was left to do.
          journal = try Journal(StateStore(copying: (random.unit() < 0.5 ? Self.emptyJournal.get() : older).state))
          await time.sleep(until: time.now + .seconds(140))
        }
      }
      invariants.fail("there is still something to do after \(steps.count) processes")
    } catch {
      invariants.fail("\(error)")
    }
    await windUp()
    return Outcome(violations: invariants.violations, steps: steps)
  }

  private func live(_ number: Int, on journal: Journal) async throws -> (Ending, steps: Int) {
    let diesAt = number < schedule.lifetimes.count ? schedule.lifetimes[number] : nil
    let process = SimulatedProcess(number: number, time: time, diesAt: diesAt, log: log) { [invariants] in
      invariants.checkJournal()
    }
    await invariants.begin(process, on: journal, now: time.now)
    var run = SimulatedRun(
      time: time, org: org, journal: journal, count: schedule.count, messages: schedule.messages,
      seed: schedule.seed &+ UInt64(number), hasOddSubjects: schedule.hasOddSubjects)
    run.process = process
    run.settings.parallelism = schedule.parallelism
    run.waits = schedule.waits
    let result = await withCheckedContinuation { (continuation: CheckedContinuation<Ending, Never>) in
      process.atDeath { [invariants] in
        do {
          continuation.resume(returning: .died(try Journal(StateStore(copying: journal.state))))
        } catch {
          invariants.fail("\(error)")
          continuation.resume(returning: .ended(nil, error))
        }
      }
      let task = Task(executorPreference: time) { [run] in
        let result: Ending
        do { result = .ended(try await run.apply(), nil) } catch { result = .ended(nil, error) }
        if process.end() { continuation.resume(returning: result) }
      }
      processes.withLock { $0.append(task) }
    }
    return (result, process.steps)
  }

  /// Waits until the dead have come to their end too, and nothing is in flight.
  private func windUp() async {
    for task in processes.withLock({ $0 }) { await task.value }
    await time.sleep(until: time.now + .seconds(200))
  }
}
