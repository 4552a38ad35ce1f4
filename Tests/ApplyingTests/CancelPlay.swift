import Applying
import Foundation
import Journaling
import Planning
import Model
import Simulation
import Synchronization
import Throttling

/// Takes the requests of some declarations back in simulated time, with processes that die, calls that fail, and approvers who
/// decide meanwhile; then checks what must hold: a request is canceled once, and what entries say of it is true.
final class CancelPlay: Sendable {
  private struct State {
    var violations: [String] = []
    var processes: [RunID: SimulatedProcess] = [:]
    var tasks: [Task<Void, Never>] = []
    var number = 0
  }

  private let schedule: Schedule
  /// Sent before each cancel; `nil`: nothing is.
  private let comment: String?
  private let time = SimulatedTime()
  private let org: SimulatedOrg
  private let store: StateStore
  private let random: SharedRandom
  private let log: StepLog?
  private let state = Mutex(State())

  private init(_ schedule: Schedule, log: StepLog?) throws {
    self.schedule = schedule
    self.log = log
    comment = schedule.seed.isMultiple(of: 3) ? "by mistake" : nil
    random = SharedRandom(seed: schedule.seed &+ 7)
    org = SimulatedOrg(time: time, seed: schedule.seed, traits: schedule.traits, faults: schedule.faults)
    store = try StateStore()
    for (number, declaration) in schedule.declarations.enumerated() {
      let made = time.date(at: .zero) - 5000
      org.add(
        ExistingRequest(
          id: RequestID("request \(number)"), requestTypeID: declaration.requestTypeID,
          requester: declaration.requester, subject: declaration.subject, status: "OPEN", created: made,
          lastUpdated: made))
    }
  }

  /// What went wrong; with the last steps where anything did.
  static func violations(of seed: UInt64) async -> [String] {
    var schedule = Schedule.randomTeam(seed: seed)
    schedule.storeFaults = [:]
    // Where the clock of its records goes back, the list does not show who decided: the org then refuses such a cancel, each time.
    (schedule.traits.stampJump, schedule.traits.stampSkew) = (nil, schedule.traits.skew)
    (schedule.traits.contested, schedule.traits.unlisted, schedule.traits.foreignReplies) = ([], 0, 0)
    do {
      let first = try CancelPlay(schedule, log: nil)
      if await first.time.run({ await first.play() }).isEmpty { return [] }
      let log = StepLog(maximum: 150)
      let again = try CancelPlay(schedule, log: log)
      return await again.time.run { await again.play() } + ["seed \(seed)\n\(log.text)"]
    } catch {
      return ["\(error)"]
    }
  }

  private func play() async -> [String] {
    let decided = Set(ours.map(\.id).filter { _ in random.unit() < 0.3 })
    let moment = Duration.seconds(random.unit() * 120)
    let approver = Task(executorPreference: time) {
      await self.time.sleep(until: moment)
      self.org.resolve { decided.contains($0.id) && $0.decision != .canceled }
    }
    await withTaskGroup { group in
      for runner in 0..<schedule.runners { group.addTask { await self.liveAndDie(runner) } }
    }
    await approver.value
    org.calmDown()
    await time.sleep(until: time.now + .seconds(200))
    var isOver = false
    for _ in 0..<8 where !isOver { isOver = await live(diesAt: nil)?.plan.hasChanges == false }
    if !isOver { fail("there is still something to cancel") }
    for task in state.withLock(\.tasks) { await task.value }
    await time.sleep(until: time.now + .seconds(200))
    await checkEnd()
    return state.withLock(\.violations)
  }

  private func liveAndDie(_ runner: Int) async {
    for diesAt in schedule.deaths(of: runner).map(Optional.some) + [nil] {
      _ = await live(diesAt: diesAt)
      await time.sleep(until: time.now + .seconds(random.unit() * min(schedule.longestPause, 300)))
    }
  }

  private func live(diesAt: Int?) async -> SimulatedRun.CancelResult? {
    let process = state.withLock { state in
      state.number += 1
      let process = SimulatedProcess(number: state.number, time: time, diesAt: diesAt, log: log)
      state.processes[process.run] = process
      return process
    }
    let result = await withCheckedContinuation {
      (continuation: CheckedContinuation<SimulatedRun.CancelResult?, Never>) in
      process.atDeath { continuation.resume(returning: nil) }
      let run = run(of: process)
      let task = Task(executorPreference: time) { [comment] in
        let result = try? await run.cancel(comment: comment)
        if process.end() { continuation.resume(returning: result) }
      }
      state.withLock { $0.tasks.append(task) }
    }
    state.withLock { $0.processes[process.run] = nil }
    if let result, result.isComplete { checkComplete() }
    return result
  }

  private func run(of process: SimulatedProcess) -> SimulatedRun {
    var own = store.decorated { database in
      ProcessDatabase(
        database: database, process: process, time: time, latency: schedule.databaseLatency, random: random, onWrite: {}
      )
    }
    own.liveness = RunLiveness { [weak self] run in
      guard let self, schedule.knowsLiveness else { return nil }
      return state.withLock { $0.processes[run]?.isAlive ?? false }
    }
    var run = SimulatedRun(
      time: time, org: org, journal: Journal(own), count: schedule.count, seed: schedule.seed &+ UInt64(process.number),
      hasOddSubjects: schedule.hasOddSubjects)
    run.process = process
    run.settings.parallelism = schedule.parallelism
    run.waits = schedule.waits
    run.patience = .seconds(schedule.patience)
    return run
  }

  // MARK: What must hold

  /// Other clients make requests of their own.
  private var ours: [ExistingRequest] { org.requests.filter { $0.id.text.hasPrefix("request ") } }

  private func fail(_ violation: String) { state.withLock { $0.violations.append(violation) } }

  private func checkComplete() {
    for request in ours where request.mayBeCanceled {
      fail("a run that reports all as canceled left \(request.id.text) \(request.status)")
    }
  }

  private func checkEnd() async {
    do {
      var entries: [JournalEntry] = []
      for run in try await store.records.runs() { entries += try await store.records.entries(of: run.id) }
      var withoutComment: [RequestID] = []
      for request in ours {
        let own = entries.filter { $0.requestID == request.id }
        let done = own.filter { $0.isCancel && $0.state == .confirmed }
        let isCanceled = request.status == "CANCELED"
        if done.count != (isCanceled ? 1 : 0) {
          fail("\(request.id.text) is \(request.status), and \(done.count) entries have canceled it")
        }
        if own.contains(where: { $0.isCancel && $0.state.isAmbiguous }) { fail("\(request.id.text) is left unknown") }
        if request.mayBeCanceled { fail("\(request.id.text) is left \(request.status)") }
        let messages = org.messages[request.id] ?? []
        let mayBeSent = own.contains { $0.isMessage && !$0.state.isDone && $0.attempts > 0 }
        if messages.count > 1 { fail("\(request.id.text) has its comment \(messages.count) times") }
        if comment != nil, !done.isEmpty, messages.isEmpty, !mayBeSent { withoutComment.append(request.id) }
      }
      // Of the one with which a run finds out whether the org cancels, if the run dies then.
      if withoutComment.count > schedule.runners { fail("\(withoutComment.map(\.text)) have no comment") }
    } catch {
      fail("\(error)")
    }
  }
}
