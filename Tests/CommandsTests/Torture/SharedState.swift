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

  var testDescription: String { rawValue }

  /// The state in a test's folder, empty.
  func place(in folder: ScratchFolder) async throws -> Place {
    switch self {
    case .sqlite: return Place(url: nil, folder: folder, hasFreshDisks: false)
    case .postgreSQL, .freshDisks:
      let cluster = try await PostgresCluster.shared.value
      let url = "postgres://postgres@/postgres?host=\(cluster.folder)&schema=\(PostgresCluster.newSchema())"
      return Place(url: url, folder: folder, hasFreshDisks: self == .freshDisks)
    }
  }

  /// A state that runs reach.
  struct Place: Sendable {
    /// `nil`: a file in the folder.
    var url: String?
    var folder: ScratchFolder
    var hasFreshDisks: Bool

    /// What leads a run to it.
    var environment: [String: String] { url.map { ["WRIT_STATE": $0] } ?? [:] }

    /// A folder to run in, with what is in the test's, and what leads a run from there to the state.
    func disk() throws -> (folder: ScratchFolder, environment: [String: String]) {
      guard hasFreshDisks else { return (folder, environment) }
      let disk = try ScratchFolder()
      try disk.file("m.yaml", try folder.text("m.yaml"))
      return (disk, environment.merging(["TMPDIR": disk.url.path]) { $1 })
    }

    /// All entries of its journal.
    func entries() async throws -> [JournalEntry] {
      let location = try url.map { try StateLocation($0) } ?? .file(path: folder.path(".writ/state.db"))
      let records = try #require(try await StateStore.records(at: location, environment: [:]))
      var entries: [JournalEntry] = []
      for run in try await records.runs() { entries += try await records.entries(of: run.id) }
      return entries
    }
  }
}
