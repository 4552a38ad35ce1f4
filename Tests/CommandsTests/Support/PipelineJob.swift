import Foundation
import Journaling
import Testing

/// A job of a CI service: a checkout, and a home and a folder for temporary files that no other job has.
struct PipelineJob {
  let disk: ScratchFolder
  private let environment: [String: String]

  /// The job of this number in a pipeline. `state`: one that it shares with others; `nil`: a file that goes with its disk.
  init(_ number: Int, _ org: ServedOrg, state: PostgresURL? = nil, manifest: String) throws {
    disk = try ScratchFolder()
    for folder in ["home", "temporary"] { try disk.file("\(folder)/.keep") }
    try disk.file("checkout/m.yaml", manifest)
    environment = org.environment.merging(
      [
        "HOME": disk.path("home"), "TMPDIR": disk.path("temporary"),
        "GITHUB_ACTIONS": "true", "GITHUB_SERVER_URL": "https://github.com", "GITHUB_REPOSITORY": "acme/access",
        "GITHUB_RUN_ID": "\(number)",
      ].merging(state.map { ["WRIT_STATE": $0.description] } ?? [:]) { $1 }
    ) { $1 }
  }

  /// Starts the command that is the same for all jobs: an apply of the manifest, or of the saved plan.
  func start(planned: Bool = false) throws -> StartedWrit {
    try start(
      ["apply"] + (planned ? ["--plan", "saved.plan"] : ["m.yaml"]) + [
        "--yes", "--settle", "1s", "--longest-call", "1s", "--lock-timeout", "10m",
      ])
  }

  /// Saves a plan, and gives it to another job, as an artifact does.
  func plan(for others: [PipelineJob]) async throws {
    let run = try await start(["plan", "m.yaml", "--out", "saved.plan"]).end()
    #expect(run.status == 0, "\(run.error)")
    for other in others {
      try other.disk.file("checkout/saved.plan", try disk.text("checkout/saved.plan"))
    }
  }

  private func start(_ arguments: [String]) throws -> StartedWrit {
    try StartedWrit(arguments, environment: environment, folder: disk.url.appending(path: "checkout"))
  }
}
