import Foundation
import Testing

/// The runs of a state and their entries, as `writ journal list` counts them.
struct JournalCounts: Decodable, Sendable {
  private struct Run: Decodable {
    var run: String
    var state: String
    var entries: [String: Int]
  }

  private var runs: [Run]

  /// Entries in this state, over all runs.
  func number(_ state: String) -> Int { runs.reduce(0) { $0 + ($1.entries[state] ?? 0) } }

  /// Entries of which the org may know something.
  var sent: Int {
    runs.reduce(0) { $0 + $1.entries.filter { $0.key != "planned" && $0.key != "taken" }.values.reduce(0, +) }
  }

  /// How the runs ended, the newest first.
  var states: [String] { runs.map(\.state) }

  /// The ids of the runs, the newest first.
  var names: [String] { runs.map(\.run) }

  /// Runs that have done something.
  var confirmedRuns: Int { runs.count { $0.entries["confirmed"] ?? 0 > 0 } }

  /// Entries whose outcome is not known.
  var ambiguous: Int { number("sent") + number("ambiguous") }

  /// The counts of the state in this folder; `nil` where there is none yet.
  static func read(in folder: ScratchFolder, state: String = ".writ/state.db") async throws -> JournalCounts? {
    guard FileManager.default.fileExists(atPath: folder.path(state)) else { return nil }
    let list = try await WritProgram.run("journal", "list", "--format", "json", "--state", state, folder: folder.url)
    try #require(list.status == 0, "\(list.error)")
    return try JSONDecoder().decode(JournalCounts.self, from: Data(list.output.utf8))
  }
}
