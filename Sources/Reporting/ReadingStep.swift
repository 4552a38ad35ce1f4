package import Applying

/// What is read of an org at the moment.
package enum ReadingStep: Hashable, Sendable {
  /// Who the names in manifests stand for.
  case people
  /// So many requests of the org's list so far.
  case list(Int)
  /// Creates of an earlier run are looked for.
  case ambiguousCreates(PendingLookup)
  /// Request types and existing requests.
  case details
  /// So many requests were retrieved in full so far.
  case retrievals(Int)

  /// `rate limit, 51 s` and `reading the org's requests, 12,400 so far`: why it waits comes first.
  package func parts(_ wait: WaitText, now: Duration) -> [String] {
    let what =
      switch self {
      case .people: "looking up users and groups"
      case .list(0): "reading the org's requests"
      case .list(let count): "reading the org's requests, \(CountText.number(count)) so far"
      case .ambiguousCreates(let look): LookText.line(look, now: now)
      case .details: "reading request types and existing requests"
      case .retrievals(let count): "retrieving requests, \(CountText.number(count)) so far"
      }
    return [wait.text(now: now), what].compactMap(\.self)
  }
}
