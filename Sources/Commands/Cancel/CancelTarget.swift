import Applying
import Foundation
import Journaling
import Planning
import Model

/// What is taken back.
enum CancelTarget: Sendable {
  /// What manifests declare, or only what the org has more than once of that.
  case declared(DesiredState, isDuplicatesOnly: Bool)
  /// What a run of the state has created, as far as it is selected.
  case run(RunID, SelectionOptions)
  /// Requests by their ids.
  case requests([RequestID])

  /// Whether the org's list is read for it.
  var readsList: Bool {
    if case .requests = self { false } else { true }
  }

  /// The manifests; nothing where there are none.
  var desired: DesiredState {
    if case .declared(let desired, _) = self { desired } else { DesiredState() }
  }
}

extension JournalRecords {
  /// The entries of a run that created requests at this org, or may have. Throws where there is no such run, and where it has
  /// not ended.
  func creates(of id: RunID, in cache: RequestCache) async throws -> [JournalEntry] {
    guard let run = try await runs().first(where: { $0.id == id }) else {
      throw CommandError(
        .usage, "there is no run \(id.text) in this state", hint: "see the runs with writ journal list")
    }
    guard try await cache.isSameOrg(at: run.orgURL) else {
      throw CommandError(
        .refused, "run \(id.text) was for \(run.orgURL): nothing was done", hint: "connect to that org")
    }
    if run.state == .running, liveness.isRunning(id) != false {
      throw CommandError(
        .stateHeld, "run \(id.text) is running: nothing was done", hint: "stop it, then run the same command again")
    }
    return try await entries(of: id).filter(\.isCreate)
  }
}

extension RequestDeclaration {
  /// What stands for a request that is named by its id: the declaration that an entry made it for, where one did.
  init(_ request: ExistingRequest, createdBy entries: [RequestID: JournalEntry]) {
    let place = SourcePlace(file: "(command line)", mark: .start)
    self =
      entries[request.id]?.declaration
      ?? RequestDeclaration(
        requestTypeID: request.requestTypeID, requester: request.requester, subject: request.subject, place: place)
  }
}
