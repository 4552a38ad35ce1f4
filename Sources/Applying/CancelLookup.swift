import Model
import Planning
import Throttling

/// What a request shows of a cancel whose outcome is not known.
enum CancelFinding: Hashable, Sendable {
  /// It is canceled.
  case canceled(ExistingRequest)
  /// It is over otherwise, or decided, or gone: why it can no longer be canceled.
  case tooLate(String)
  /// It is open, and the org can no longer act on the call.
  case open
  /// The org does not show it, or its reply cannot be read: why.
  case hidden(String)

  /// Whether a later look may find more.
  var isOpen: Bool {
    switch self {
    case .open, .hidden: true
    case .canceled, .tooLate: false
    }
  }
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
  /// throws, but where that is about one request: the others are looked at all the same.
  func look(
    for cancels: [AmbiguousAction]
  ) async throws(ReadFailure) -> [(cancel: AmbiguousAction, finding: CancelFinding?)] {
    let begin = max(AmbiguousAction.nextLook(for: cancels, listLag: listLag), reader.time.now())
    var findings: [(cancel: AmbiguousAction, finding: CancelFinding?)] = []
    for cancel in cancels {
      guard let request = cancel.item.requestID else { continue }
      let finding = try await look(at: request, notBefore: begin)
      if finding.isOpen, cancel.believableAt > begin {
        findings.append((cancel.later(than: reader.time.now(), listLag: listLag), nil))
      } else {
        findings.append((cancel, finding))
      }
    }
    return findings
  }

  private func look(at request: RequestID, notBefore: Duration) async throws(ReadFailure) -> CancelFinding {
    let look: RequestLook
    do throws(ReadFailure) {
      look = try await reader.look(at: request, notBefore: notBefore)
    } catch {
      guard case .service(let failure) = error, failure.isAboutOneReply else { throw error }
      return .hidden(failure.text)
    }
    return switch look {
    case .found(let request) where request.decision == .canceled: .canceled(request)
    case .found(let request) where request.mayBeCanceled: .open
    case .found(let request): .tooLate(request.tooLateText)
    case .gone(let error): .tooLate(error.text)
    case .hidden(let error): .hidden(error.text)
    }
  }
}

extension ServiceFailure {
  /// Whether it may be the fault of one reply: the next call may be answered.
  fileprivate var isAboutOneReply: Bool {
    switch self {
    case .lost, .intercepted: true
    default: false
    }
  }
}
