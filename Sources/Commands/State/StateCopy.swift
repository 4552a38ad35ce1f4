import Journaling
import Reporting

/// Copies one state into another.
struct StateCopy {
  let source: StateLocation
  let target: StateLocation

  init(from source: StateLocation, to target: StateLocation) {
    (self.source, self.target) = (source, target)
  }

  func run(in environment: Environment, console: Console) async throws {
    guard try await StateStore.records(at: source, environment: environment.variables) != nil else {
      throw CommandError(.usage, "there is no state at \(source)")
    }
    let owner = environment.owner(of: "writ state")
    let from = try await StateStore.open(source, hold: .alone(owner), environment: environment.variables)
    let to = try await StateStore.open(target, hold: .alone(owner), environment: environment.variables)
    let counts = try await StateTransfer(from: from, to: to).copy()
    console.note(
      "copied \(CountText.noun(counts.runs, "run")), \(CountText.noun(counts.entries, "entry", plural: "entries")) and "
        + "\(CountText.noun(counts.requests, "cached request")) to \(to.path)")
  }
}
