import Journaling
import Model

/// What a run makes of cancels whose outcome was not known.
extension Applier {
  /// `finding` is what the request shows; `nil`: it is too early to say.
  func resolve(
    _ cancel: AmbiguousAction, as finding: CancelFinding?, in queue: inout WorkQueue
  ) async -> [ApplyEvent] {
    var item = cancel.item
    guard let finding else {
      queue.add(cancel)
      return []
    }
    let isLostTooOften = !cancel.isPostponed && item.losses + 1 >= Self.maximumLosses
    guard let move = Self.move(for: finding, cancel, isLostTooOften: isLostTooOften) else {
      return end(item, .ambiguous, detail: finding.hint(on: cancel), in: &queue)
    }
    if let entry = await record(move, of: &item) { return settle(item, as: entry, in: &queue) }
    switch move {
    case .canceled(let request):
      queue.releaseNext(after: item, requestID: request.id)
      let detail = "the request is canceled (\(cancel.reason))"
      return [.ended(item.action, .done, requestID: request.id, detail: detail)]
    case .rejected(let detail): return end(item, .rejected, detail: detail, in: &queue)
    case .failed(let detail): return end(item, .failed, detail: detail, in: &queue)
    default:
      item.losses += cancel.isPostponed ? 0 : 1
      queue.requeue(item)
      return []
    }
  }

  /// What a finding says of a cancel; `nil` where it stays unknown.
  private static func move(
    for finding: CancelFinding, _ cancel: AmbiguousAction, isLostTooOften: Bool
  ) -> EntryTransition? {
    switch finding {
    case .canceled(let request): .canceled(request)
    case .tooLate(let reason): .rejected(reason)
    case .hidden: nil
    // What answered would answer the same again.
    case .open where cancel.isIntercepted: .failed(cancel.reason)
    case .open where isLostTooOften: .failed("lost \(maximumLosses) times, and the request is open: \(cancel.reason)")
    case .open: .withdrawn
    }
  }
}

extension CancelFinding {
  /// Why a cancel stays unknown.
  fileprivate func hint(on cancel: AmbiguousAction) -> String {
    guard case .hidden(let reason) = self else { return cancel.reason }
    return "the org does not show the request: \(reason) (\(cancel.reason))"
  }
}
