import Foundation
import Journaling
import TestPostgreSQL
import Testing

/// Where the runs of a torture keep what they share, and what each of them sees of the others.
enum SharedState: String, CaseIterable, CustomTestStringConvertible {
  case sqlite = "a SQLite file"
  case postgreSQL = "PostgreSQL"
  /// Each run has a disk of its own, as in a CI service: it cannot see whether another one lives.
  case freshDisks = "PostgreSQL, each run on a fresh disk"
  /// The server ends all of its sessions again and again.
  case endedSessions = "PostgreSQL whose sessions end"
  case pooled = "PostgreSQL whose sessions end, through a pooler"

  var testDescription: String { rawValue }

  /// In `make test` the last one stands for both that end sessions.
  static var played: [SharedState] { allCases.filter { Torture.isLong || $0 != .endedSessions } }

  /// The state in a test's folder, empty.
  func place(in folder: ScratchFolder) async throws -> Place {
    switch self {
    case .sqlite: return Place(url: nil, folder: folder)
    case .postgreSQL, .freshDisks:
      let cluster = try await PostgresCluster.shared.value
      let url = try cluster.url(schema: PostgresCluster.newSchema())
      return Place(url: url, folder: folder, hasFreshDisks: self == .freshDisks)
    case .endedSessions, .pooled:
      // Sessions of other tests are none of its own.
      let cluster = try PostgresCluster()
      let pooler = self == .pooled ? try cluster.startPooler() : nil
      return Place(url: try cluster.url(folder: pooler), folder: folder, unsteady: cluster)
    }
  }

  /// A state that runs reach.
  struct Place: Sendable {
    /// `nil`: a file in the folder.
    var url: PostgresURL?
    var folder: ScratchFolder
    var hasFreshDisks = false
    /// The server whose sessions are to end.
    var unsteady: PostgresCluster?

    /// What leads a run to it.
    var environment: [String: String] { url.map { ["WRIT_STATE": $0.description] } ?? [:] }

    /// A folder to run in, with what is in the test's, and what leads a run from there to the state.
    func disk() throws -> (folder: ScratchFolder, environment: [String: String]) {
      guard hasFreshDisks else { return (folder, environment) }
      let disk = try ScratchFolder()
      try disk.file("m.yaml", try folder.text("m.yaml"))
      return (disk, environment.merging(["TMPDIR": disk.url.path]) { $1 })
    }

    /// All entries of its journal.
    func entries() async throws -> [JournalEntry] {
      try await JournalEntry.all(at: url.map { .postgreSQL($0) } ?? .file(path: folder.path(".writ/state.db")))
    }
  }
}

extension JournalEntry {
  /// All entries of a state.
  static func all(at location: StateLocation) async throws -> [JournalEntry] {
    let records = try #require(try await StateStore.records(at: location, environment: [:]))
    var entries: [JournalEntry] = []
    for run in try await records.runs() { entries += try await records.entries(of: run.id) }
    return entries
  }
}
