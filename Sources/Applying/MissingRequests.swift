import Journaling
package import RequestModel
import Throttling

/// Another org answers at the address now: nothing that the state knows of the former one counts.
package struct OrgReplaced: Error, Hashable, Sendable {
  package var id: OrgID
}

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
  let mirror: Mirror

  /// Where more than 20 are missing and the first 20 are all there, so are the others: the list hides them. Where all that
  /// were looked at are gone, the org's id is asked: another id throws `OrgReplaced`. What cannot be looked at counts as
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
    guard case .known(let known) = try mirror.identity() else { return }
    let id: OrgID
    do throws(ReadFailure) {
      id = try await reader.organization()
    } catch .service {
      return
    }
    if id != known { throw OrgReplaced(id: id) }
  }
}

/// What `GET /requests/{id}` says of a request.
enum RequestLook: Sendable {
  case found(ExistingRequest)
  /// 404.
  case gone(ServiceError)
  /// The org will not show it, which does not say that it is gone.
  case hidden(ServiceError)
}

extension ThrottledReader {
  /// One look at a request by its id; a reply that is about another request is none.
  func look(at id: RequestID) async throws(ReadFailure) -> RequestLook {
    let failure: ReadFailure
    do throws(ReadFailure) {
      let request = try await retrieveRequest(id)
      if request.id == id { return .found(request) }
      failure = .service(.lost("the reply to a retrieval of request \(id.text) names request \(request.id.text)", nil))
    } catch {
      failure = error
    }
    switch failure {
    case .service(.rejected(let error)): return error.status == 404 ? .gone(error) : .hidden(error)
    case .service(.forbidden(let error)): return .hidden(error)
    default: throw failure
    }
  }
}
