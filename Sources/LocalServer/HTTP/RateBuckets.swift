import Foundation
import Model

/// The calls that a bucket counts: a method and a family of paths. Okta counts reads and writes of a path separately, and
/// lists separately from single retrievals (recorded replies of the governance and management APIs).
enum BucketFamily: String, Hashable, Sendable, CaseIterable {
  case listRequests, createRequest, retrieveRequest, sendMessage, cancelRequest
  case listRequestTypes, retrieveRequestType
  /// Every writing call to request types.
  case changeRequestTypes
  /// Single users of the core API.
  case users
  /// Lists of users.
  case listUsers
  /// Groups, single ones and lists.
  case groups
  /// The members of groups.
  case listMembers
  /// The token endpoint.
  case tokens
}

/// Whose calls a bucket counts: each token's separately, and those without a token.
enum BucketOwner: Hashable, Sendable {
  /// A call without an accepted token.
  case anonymous
  /// A call with a token of this user.
  case user(String)
}

/// The decision of a bucket on one call, with the values of the rate-limit headers.
struct RateLimitDecision: Hashable, Sendable {
  /// Whether the call may be handled.
  var isAdmitted: Bool
  var limit: Int
  /// Calls that the window still allows after this one.
  var remaining: Int
  /// Epoch seconds of the window's end, rounded down as in Okta.
  var reset: Int
}

/// Fixed windows, one for each bucket, which start with the first call after the previous one ended
/// (Okta's documentation: "12:00:20 to 12:01:19"), and the counts of all calls since the start.
struct RateBuckets: Sendable {
  /// Calls of one family, over all owners and windows.
  struct Count: Hashable, Sendable {
    /// All calls, including the throttled ones.
    var calls = 0
    /// Calls that the limit rejected; without injected 429s.
    var throttled = 0
  }

  private struct Bucket: Hashable {
    var owner: BucketOwner
    var family: BucketFamily
  }

  private struct Window {
    var end: Date
    var used: Int
  }

  /// Of each bucket; where nothing is limited, calls are only counted.
  let limit: RateLimit
  private(set) var counts: [BucketFamily: Count] = [:]
  private var windows: [Bucket: Window] = [:]

  init(limit: RateLimit) {
    self.limit = limit
  }

  /// Counts one call; `nil` where nothing is limited.
  mutating func count(_ family: BucketFamily, of owner: BucketOwner, at now: Date) -> RateLimitDecision? {
    counts[family, default: Count()].calls += 1
    guard case .window(let limit, let length) = limit else { return nil }
    let bucket = Bucket(owner: owner, family: family)
    var window =
      windows[bucket].flatMap { now < $0.end ? $0 : nil }
      ?? Window(end: now.addingTimeInterval(length), used: 0)
    let isAdmitted = window.used < limit
    if isAdmitted { window.used += 1 } else { counts[family, default: Count()].throttled += 1 }
    windows[bucket] = window
    return RateLimitDecision(
      isAdmitted: isAdmitted, limit: limit, remaining: limit - window.used,
      reset: Int(window.end.timeIntervalSince1970.rounded(.down)))
  }
}
