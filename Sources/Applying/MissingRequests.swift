import Journaling
import Model
import Throttling

/// Looks at requests that are known and that the list does not show. A list's silence proves nothing: only
/// `GET /requests/{id}` says that one is gone, by 404.
struct MissingRequests<Service: RequestService>: Sendable {
  /// As many are looked at before their answers decide about the others.
  static var maximumLooks: Int { 20 }

  struct Answer: Sendable {
    /// Those that the org has, as a retrieval shows them.
    var found: [ExistingRequest] = []
    /// Those of which the org said 404.
    var gone: Set<RequestID> = []
  }

  let reader: ThrottledReader<Service>
  let cache: RequestCache

  /// Where more than 20 are missing and the first 20 are all there, so are the others: the list hides them. Where all that
  /// were looked at are gone, the org's id is asked: another id throws `OrgReplacedError`. What cannot be looked at counts as
  /// there. Throws what the reader throws, or a `JournalError`.
  func look(at ids: Set<RequestID>) async throws -> Answer {
    var answer = Answer()
    let sorted = ids.sorted()
    try await look(at: sorted.prefix(Self.maximumLooks), into: &answer)
    guard !answer.gone.isEmpty else { return answer }
    if answer.found.isEmpty, answer.gone.count == min(sorted.count, Self.maximumLooks) { try await checkOrg() }
    try await look(at: sorted.dropFirst(Self.maximumLooks), into: &answer)
    return answer
  }

  private func look(at ids: ArraySlice<RequestID>, into answer: inout Answer) async throws(ReadFailure) {
    for id in ids {
      switch try await reader.look(at: id) {
      case .found(let request): answer.found.append(request)
      case .gone: answer.gone.insert(id)
      case .hidden: break  // it may not be seen, which does not say that it is gone
      }
    }
  }

  private func checkOrg() async throws {
    guard case .known(let known) = try await cache.identity() else { return }
    let id: OrgID
    do throws(ReadFailure) {
      id = try await reader.organization()
    } catch .service {
      return
    }
    if id != known { throw OrgReplacedError(id: id) }
  }
}
