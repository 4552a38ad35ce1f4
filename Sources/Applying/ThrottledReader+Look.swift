import Model
import Throttling

/// What `GET /requests/{id}` says of a request.
enum RequestLook: Sendable {
  case found(ExistingRequest)
  /// 404.
  case gone(ServiceError)
  /// The org will not show it, which does not say that it is gone.
  case hidden(ServiceError)
}

extension ThrottledReader {
  /// One look at a request by its id, not before a moment; a reply that is about another request is none.
  func look(at id: RequestID, notBefore: Duration = .zero) async throws(ReadFailure) -> RequestLook {
    let failure: ReadFailure
    do throws(ReadFailure) {
      let request = try await retrieveRequest(id, notBefore: notBefore)
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
