import Foundation
import Simulation
import Testing
import Model

/// One manifest, one org, one state: `writ apply` is killed and started again until all is done.
///
/// The seed repeats its choices; when each call is answered and which of ten goes first it cannot repeat.
struct TortureRound: Sendable {
  /// Longer than any delay and any lateness of the list that the faults make, with room for a busy machine.
  static let settle = "1500ms"

  /// Each fault at 5 % of the calls that it can befall, and an org whose clock is behind. Windows are short, so that a
  /// 429 costs no minute.
  private var faults: [String] {
    [
      "--faults", "all=5%,delay=5%:50ms,late-list=5%:200ms,clock-skew=-90s", "--fault-seed", "\(seed)", "--rate-limit",
      "1000/1s",
    ]
  }

  let seed: UInt64
  let requests: Int
  /// The most kills.
  let kills: Int

  /// Kills, then lets it end, then holds the org and the journal against what was declared.
  func run() async throws -> TortureTally {
    let folder = try ScratchFolder()
    try folder.file("m.yaml", ManifestText.requests(requests))
    return try await ServedOrg.with(list: faults) { org in
      var tally = TortureTally(declared: requests, rounds: 1)
      let isDone = try await killAgainAndAgain(org, folder, &tally)
      if !isDone { try await end(org, folder, &tally) }
      try await judge(org, folder, &tally)
      return tally
    }
  }

  /// Spreads the kills over the round. Whether a run came to its end all the same.
  private func killAgainAndAgain(
    _ org: ServedOrg, _ folder: ScratchFolder, _ tally: inout TortureTally
  ) async throws -> Bool {
    var random = SplitMix64(seed: seed)
    while tally.killed < kills {
      let before = try await org.statistics().requests
      let share = max(1, (requests - before) * 2 / (kills - tally.killed))
      let isOutside = Int.random(in: 0..<4, using: &random) == 0 && tally.killed > 3
      let victim = Victim(
        point: isOutside ? nil : CrashPoint.choose(tally.killed, using: &random),
        enough: before + Int.random(in: 1...(isOutside ? share : 3 * share), using: &random),
        patience: isOutside ? .milliseconds(Int.random(in: 20...900, using: &random)) : .seconds(60),
        parallelism: [1, 4, 10, 10].randomElement(using: &random) ?? 10)
      let (run, place) = try await victim.run(on: org, in: folder)
      guard run.isSignalled else {
        tally.ends += 1
        try check(run, "after \(tally.killed) kills, meant for \(place)")
        if run.status == 0 { return true }
        continue
      }
      tally.kills[place, default: 0] += 1
    }
    return false
  }

  /// Runs it undisturbed until it says that all is done.
  private func end(_ org: ServedOrg, _ folder: ScratchFolder, _ tally: inout TortureTally) async throws {
    for _ in 1...20 {
      let run = try await Victim(enough: .max, patience: .seconds(80)).run(on: org, in: folder).run
      // An org that fails at half of all calls can take longer than a test waits for one run: one more kill.
      guard !run.isSignalled else {
        tally.kills["outside", default: 0] += 1
        continue
      }
      tally.ends += 1
      try check(run, "after the kills")
      if run.status == 0 { return }
    }
    Issue.record("seed \(seed): not done after 20 whole runs")
  }

  /// A run that was not killed succeeds, or ends with a failure or an ambiguous outcome that the next run resolves.
  private func check(_ run: WritProgram.Run, _ place: String) throws {
    try #require([0, 1, 5].contains(run.status), "seed \(seed), \(place): status \(run.status)\n\(run.error)")
  }

  private func judge(_ org: ServedOrg, _ folder: ScratchFolder, _ tally: inout TortureTally) async throws {
    let document = try await plan(org, folder)
    let statistics = try await org.statistics()
    tally.faults = statistics.faults.values.reduce(0, +)
    tally.lost = requests - document.summary.unchanged
    tally.doubled = statistics.requests - document.summary.unchanged
    tally.ambiguous = try #require(try await JournalCounts.read(in: folder)).ambiguous
    let isWell = tally.lost == 0 && tally.doubled == 0 && statistics.duplicateKeys == 0 && tally.ambiguous == 0
    let evidence = isWell ? "" : try await DoubledRequests.evidence(org, folder)
    #expect(isWell, "seed \(seed): \(tally)\n\(evidence)")
  }

  /// The last word on what is there.
  private func plan(_ org: ServedOrg, _ folder: ScratchFolder) async throws -> PlanDocument {
    let plan = try await WritProgram.runUntilAnswered(
      list: ["plan", "m.yaml", "--format", "json", "--settle", Self.settle, "--longest-call", "1s"],
      environment: org.environment, folder: folder.url)
    try #require(plan.status == 0, "seed \(seed): \(plan.error)")
    return try JSONDecoder().decode(PlanDocument.self, from: Data(plan.output.utf8))
  }
}

/// A run of `writ apply` that is to die at its point, once the org has enough requests, or when patience is at an end.
private struct Victim: Sendable {
  var point: CrashPoint?
  var enough: Int
  var patience: Duration
  var parallelism = 10

  /// Gives how it ended, and where it was killed.
  func run(on org: ServedOrg, in folder: ScratchFolder) async throws -> (run: WritProgram.Run, place: String) {
    let writ = try StartedWrit(
      [
        "apply", "m.yaml", "--yes", "--quiet", "--settle", TortureRound.settle, "--longest-call", "1s", "--parallelism",
        "\(parallelism)",
      ],
      environment: org.environment.merging(point?.environment ?? [:]) { $1 }, folder: folder.url)
    let deadline = ContinuousClock.now + patience
    var place = point.map { "\($0.kind) \($0.moment.rawValue)" } ?? "outside"
    while writ.isRunning {
      let pause: Duration = enough == .max ? .milliseconds(50) : .milliseconds(10)
      try await Task.sleep(for: min(pause, max(.zero, deadline - .now)))
      let isEnough = enough < .max ? try await org.statistics().requests >= enough : false
      guard isEnough || ContinuousClock.now >= deadline else { continue }
      if writ.signal(SIGKILL) { place = "outside" }
      break
    }
    return (try await writ.end(), place)
  }
}
