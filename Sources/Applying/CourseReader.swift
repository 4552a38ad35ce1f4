import Foundation
import Journaling
import Model
import Throttling

/// Retrieves requests in full, several at once, and keeps in the cache what they show: none of them is retrieved again before
/// it changes.
struct CourseReader<Service: RequestService>: Sendable {
  /// So many retrievals share a commit.
  private static var batch: Int { 100 }

  /// What came of it.
  struct Answer: Sendable {
    /// As the org has them now.
    var found: [ExistingRequest] = []
    /// Why the org does not show some, in one line each.
    var unreadable: [RequestID: String] = [:]
    /// How many were not retrieved, since the reader was stopped.
    var left = 0
  }

  let reader: ThrottledReader<Service>
  let cache: RequestCache
  /// Receives how many are done.
  let onRetrieval: @Sendable (Int) -> Void

  /// `requests` are as the cache has them. Keeps what came before a failure, then throws it; a stop only ends it.
  func retrieve(_ requests: [ExistingRequest]) async throws -> Answer {
    var answer = Answer(left: requests.count)
    var kept: [(request: ExistingRequest, listed: Date)] = []
    var failure: ReadFailure?
    try await withThrowingTaskGroup(of: Look.self) { group in
      var rest = requests[...]
      for request in rest.popFirst(max(1, reader.limiter.settings.parallelism)) {
        group.addTask { await look(at: request) }
      }
      while let look = try await group.next() {
        switch look.result {
        case .success(.found(let request)):
          answer.found.append(request)
          kept.append((request, listed: look.request.lastUpdated))
        case .success(.gone(let error)), .success(.hidden(let error)):
          answer.unreadable[look.request.id] = error.text
        case .failure(let error):
          failure = failure ?? error
          continue
        }
        answer.left -= 1
        onRetrieval(requests.count - answer.left)
        if kept.count >= Self.batch {
          try await cache.keep(kept)
          kept = []
        }
        if failure == nil, let next = rest.popFirst() { group.addTask { await self.look(at: next) } }
      }
    }
    try await cache.keep(kept)
    if let failure, failure != .stopped { throw failure }
    return answer
  }

  private struct Look: Sendable {
    var request: ExistingRequest
    var result: Result<RequestLook, ReadFailure>
  }

  private func look(at request: ExistingRequest) async -> Look {
    do throws(ReadFailure) {
      return Look(request: request, result: .success(try await reader.look(at: request.id)))
    } catch {
      return Look(request: request, result: .failure(error))
    }
  }
}

extension ArraySlice {
  /// Takes so many from the beginning.
  fileprivate mutating func popFirst(_ count: Int) -> ArraySlice {
    defer { self = dropFirst(count) }
    return prefix(count)
  }
}
