import Foundation
import Synchronization
import Testing

/// Who starts `writ apply` again and again on a state that others share, until all is done.
final class TortureRunner: Sendable {
  /// How one of its runs ended.
  struct End: Sendable {
    /// `nil`: it was killed.
    var status: Int32?
    /// Actions that it left ambiguous.
    var ambiguousCreates = 0
    var ambiguousMessages = 0
  }

  /// A line of `writ apply --format json`.
  private struct Line: Decodable {
    var type: String
    var action: String?
    var outcome: String?
  }

  private struct State {
    var run: StartedWrit?
    var isKilled = false
    var isLeftAlone = false
    var isDone = false
    var ends: [End] = []
  }

  private static let waits = ["--settle", TortureRound.settle, "--longest-call", "1s"]

  private let org: ServedOrg
  private let place: SharedState.Place
  private let state = Mutex(State())

  var ends: [End] { state.withLock { $0.ends } }

  /// Whether it starts no more runs.
  var isDone: Bool { state.withLock { $0.isDone } }

  init(org: ServedOrg, place: SharedState.Place) {
    (self.org, self.place) = (org, place)
  }

  /// Kills its run; gives whether one was running that had not been killed.
  func kill() -> Bool {
    state.withLock { state in
      guard !state.isKilled, state.run?.signal(SIGKILL) == true else { return false }
      state.isKilled = true
      return true
    }
  }

  /// No more kills will come.
  func leaveAlone() { state.withLock { $0.isLeftAlone = true } }

  func work() async throws {
    defer { state.withLock { $0.isDone = true } }
    while true {
      let wasLeftAlone = state.withLock { $0.isLeftAlone }
      let run = try await apply()
      if run.isSignalled { continue }
      // A bad network, an ambiguous outcome, an early stop, and entries that another run has at the moment.
      try #require([0, 1, 5, 6, 9].contains(run.status), "seed \(Torture.seed): \(run.status)\n\(run.error)")
      guard wasLeftAlone else { continue }
      if run.status == 0 { return }
      if run.status == 5, try await isDone() { return }
    }
  }

  private func apply() async throws -> WritProgram.Run {
    let disk = try place.disk()
    let started = try StartedWrit(
      ["apply", "m.yaml", "--yes", "--format", "json"] + Self.waits,
      environment: org.environment.merging(disk.environment) { $1 }, folder: disk.folder.url)
    state.withLock { ($0.run, $0.isKilled) = (started, false) }
    let run = try await started.end()
    let end = Self.end(of: run)
    state.withLock { state in
      state.ends.append(end)
      state.run = nil
    }
    return run
  }

  private static func end(of run: WritProgram.Run) -> End {
    if run.isSignalled { return End(status: nil) }
    let lines = run.output.split(separator: "\n").compactMap { line in
      try? JSONDecoder().decode(Line.self, from: Data(line.utf8))
    }
    let ambiguous = lines.filter { $0.type == "action" && $0.outcome == "ambiguous" }
    return End(
      status: run.status, ambiguousCreates: ambiguous.count { $0.action == "create" },
      ambiguousMessages: ambiguous.count { $0.action == "message" })
  }

  /// Whether nothing is left but messages whose outcome is not known.
  private func isDone() async throws -> Bool {
    let disk = try place.disk()
    let plan = try await WritProgram.runUntilAnswered(
      list: ["plan", "m.yaml", "--format", "json"] + Self.waits,
      environment: org.environment.merging(disk.environment) { $1 }, folder: disk.folder.url)
    try #require(plan.status == 0, "\(plan.error)")
    let summary = try JSONDecoder().decode(PlanDocument.self, from: Data(plan.output.utf8)).summary
    return summary.create == 0 && summary.message == 0
  }
}
