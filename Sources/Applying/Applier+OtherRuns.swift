import Journaling
import Model

/// What a run makes of what other runs on its state have, or have settled.
extension Applier {
  /// An action that another run had: it is done, still that run's, or free again.
  func take(_ taken: WorkItem, _ finding: ClaimFinding, in queue: inout WorkQueue) async -> [ApplyEvent] {
    var item = taken
    switch finding {
    case .released:
      queue.requeue(item)
      return []
    case .unchanged(let claim):
      queue.add(ClaimedItem(item: item, claim: claim))
      return []
    case .done(let claim):
      guard let request = claim.requestID else { return [] }
      let detail = "\(claim.text) has done it"
      await record(.taken(detail, request), of: &item)
      queue.releaseNext(after: item, requestID: request)
      return [.ended(item.action, .taken, requestID: request, detail: detail)]
    case .underWay(let claim):
      return await leave(item, to: "\(claim.text) is at it", in: &queue)
    case .abandoned(let claim):
      return await leave(item, to: "\(claim.text) has left it unknown: the next apply looks it up", in: &queue)
    }
  }

  /// Leaves an action, and the messages that wait for it, to another run.
  private func leave(_ item: WorkItem, to detail: String, in queue: inout WorkQueue) async -> [ApplyEvent] {
    let items = [item] + queue.dropPending(after: item)
    queue.leftToOthers += items.count
    for var item in items { await record(.taken(detail, nil), of: &item) }
    return items.map { .ended($0.action, .taken, requestID: nil, detail: detail) }
  }

  /// An action whose entry another run has settled, since it took this run for dead.
  func settle(_ item: WorkItem, as entry: JournalEntry, in queue: inout WorkQueue) -> [ApplyEvent] {
    guard entry.state.isDone, let request = entry.requestID else {
      return end(item, .skipped, detail: Self.takenForDead, in: &queue)
    }
    queue.releaseNext(after: item, requestID: request)
    return [
      .ended(item.action, item.isCreate ? .adopted : .done, requestID: request, detail: "another run found it")
    ]
  }

  private static var takenForDead: String {
    "another run took this one for dead, and found that it was not done: run the same command again"
  }
}
