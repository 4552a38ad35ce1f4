import Journaling
import Planning
import RequestModel
import Throttling

/// Finds out whether the org knows the users that declarations name by their ids, and takes requests for them.
struct UserCheck<Service: RequestService>: Sendable {
  private let lookup: DirectoryLookup<Service>
  private let checks: UserChecks

  init(_ reader: ThrottledReader<Service>, lookups: LookupCache, checks: UserChecks) {
    lookup = DirectoryLookup(reader: reader, lookups: lookups, ignoresCache: checks == .all)
    self.checks = checks
  }

  /// `keys` are those under which the declarations would be created, `nil` for what exists. Throws `ReadFailure.stopped` or a
  /// `JournalError`.
  func run(
    for resolved: Resolution, creating keys: [RequestKey?]
  ) async throws -> UserFindings {
    let ids = checks == .none ? [] : resolved.usersToCheck(creating: keys)
    return UserFindings(resolved, try await lookup.users(ids), creating: keys)
  }
}
