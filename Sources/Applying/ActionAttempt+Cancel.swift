import Journaling
import Model
import Throttling

/// The write that takes a request back.
extension ActionAttempt {
  func cancel(_ item: WorkItem, of requestID: RequestID) async -> JobResult {
    await attempt(item, family: .cancelRequest, to: requestID) { (deadline) async throws(ServiceFailure) in
      do throws(ServiceFailure) {
        let reply = try await service.cancelRequest(requestID, by: deadline)
        guard reply.value.id == requestID else { throw .foreignReply(to: 200, reply.value.id, "it is another one") }
        guard reply.value.decision == .canceled else {
          throw .foreignReply(to: 200, reply.value.id, "it is \(reply.value.status)")
        }
        return (.canceled(reply.value), requestID, reply.rate)
      } catch {
        // Whoever did it: it is canceled.
        guard case .rejected(let refusal) = error, refusal.isAboutCanceled else { throw error }
        return (.confirmed(requestID), requestID, refusal.rate)
      }
    }
  }

  /// What a refusal of a cancel means that an org without the operation gives too: the request is looked at.
  func refused(_ refused: WorkItem, _ failure: ServiceFailure, _ error: ServiceError) async -> JobResult {
    var item = refused
    guard let request = item.requestID else { return .notSent(item) }
    do throws(ReadFailure) {
      switch error.status == 405 ? nil : try await reader.look(at: request) {
      case .gone(let error): return await end(.rejected(error.text), of: &item) ?? .rejected(item, error)
      case .hidden(let hidden):
        // This one may be hidden from the token, which says nothing of the others.
        var refusal = error
        refusal.summary += ", and the org does not show whether it has the request: \(hidden.text)"
        return await end(.rejected(refusal.text), of: &item) ?? .rejected(item, refusal)
      case .found, nil: break
      }
    } catch {
      if case .service(let refusal) = error, refusal.isAboutAll { await stop.raise(.notAuthorized(refusal)) }
      if stop.reason != nil { return await end(.withdrawn, of: &item) ?? .notSent(item) }
      return await end(.failed(failure.text), of: &item) ?? .failed(item, failure.text)
    }
    let end = await end(.withdrawn, of: &item)
    // It is not the request that is missing.
    var refusal = error
    refusal.missing = nil
    await stop.raise(.cancelsNotOffered(.rejected(refusal)))
    return end ?? .notSent(item)
  }
}

extension ServiceError {
  /// Whether the org refuses a cancel since the request is canceled: the code is that of other refusals, too.
  fileprivate var isAboutCanceled: Bool {
    code == "E0000002" && summary.lowercased().contains("already cancel")
  }

  /// Whether an org that does not have the operation may have answered so: there is no such path, or no such method.
  var mayBeUnknownOperation: Bool { status == 404 || status == 405 }

  /// A refusal of a cancel as a person reads it: what is decided can no longer be canceled.
  var ofCancel: ServiceError {
    var error = self
    if code == "E0000002" { error.summary = "too late: \(summary)" }
    return error
  }
}

extension ServiceFailure {
  /// Whether the org refuses the credentials, and so each call.
  fileprivate var isAboutAll: Bool {
    switch self {
    case .unauthenticated, .noCredentials: true
    default: false
    }
  }
}
