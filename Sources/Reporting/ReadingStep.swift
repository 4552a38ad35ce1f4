package import Applying
import Model
package import Planning

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
  /// Requests wait for their decisions, and are looked at again at a moment.
  case decisions(WaitTally, next: Duration)

  /// `rate limit, 51 s` and `reading the org's requests, 12,400 so far`: why it waits comes first.
  package func parts(_ wait: WaitText, now: Duration) -> [String] {
    let what =
      switch self {
      case .people: "looking up users and groups"
      case .list(0): "reading the org's requests"
      case .list(let count): "reading the org's requests, \(CountText.number(count)) so far"
      case .ambiguousCreates(let look): LookText.line(look, now: now)
      case .details: "reading request types and existing requests"
      case .decisions(let tally, let next): Self.decisions(tally, in: next - now)
      case .retrievals(let count): "retrieving requests, \(CountText.number(count)) so far"
      }
    return [wait.text(now: now), what].compactMap(\.self)
  }

  /// `460 of 500 decided, 40 waiting, next look in 20 s`
  private static func decisions(_ tally: WaitTally, in time: Duration) -> String {
    let decided = "\(CountText.number(tally.total - tally.pending)) of \(CountText.number(tally.total)) decided"
    let next = time > .zero ? ", next look in \(CountText.duration(seconds: time.inSeconds))" : ""
    return "\(decided), \(CountText.number(tally.pending)) waiting\(next)"
  }
}
