import Model
import Throttling

/// What a request shows of a cancel whose outcome is not known.
enum CancelFinding: Hashable, Sendable {
  /// It is canceled.
  case canceled(ExistingRequest)
  /// It is over otherwise, or decided, or gone: why it can no longer be canceled.
  case tooLate(String)
  /// It is open, and the org can no longer act on the call.
  case open
  /// The org does not show it.
  case hidden
}

/// Finds out about cancels whose outcome is not known, by a retrieval of each request.
///
/// A request that is canceled stays so: two cancels do what one does. An open one says nothing while the org may still act on
/// the call, since a cancel that is given up, or sent again, and takes effect later would be reported wrongly.
struct CancelLookup<Service: RequestService>: Sendable {
  let reader: ThrottledReader<Service>
  /// How long a retrieval may lag behind a cancel.
  let listLag: Duration

  func find(_ cancels: [AmbiguousAction]) async -> JobResult {
    do throws(ReadFailure) {
      return .cancelsLookedUp(try await look(for: cancels))
    } catch {
      return .lookupFailed(cancels)
    }
  }

  /// What became of each; `nil` where it is too early to say, and the cancel says when to look again. Throws what the reader
  /// throws.
  func look(
    for cancels: [AmbiguousAction]
  ) async throws(ReadFailure) -> [(cancel: AmbiguousAction, finding: CancelFinding?)] {
    let begin = max(AmbiguousAction.nextLook(for: cancels, listLag: listLag), reader.time.now())
    var findings: [(cancel: AmbiguousAction, finding: CancelFinding?)] = []
    for cancel in cancels {
      guard let request = cancel.item.requestID else { continue }
      let finding = finding(of: try await reader.look(at: request, notBefore: begin))
      if finding == .open, cancel.believableAt > begin {
        findings.append((cancel.later(than: reader.time.now(), listLag: listLag), nil))
      } else {
        findings.append((cancel, finding))
      }
    }
    return findings
  }

  private func finding(of look: RequestLook) -> CancelFinding {
    switch look {
    case .found(let request) where request.decision == .canceled: .canceled(request)
    case .found(let request) where request.mayBeCanceled: .open
    case .found(let request): .tooLate("too late: the request is \(request.status)")
    case .gone(let error): .tooLate(error.text)
    case .hidden: .hidden
    }
  }
}
