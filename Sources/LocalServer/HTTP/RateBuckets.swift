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
  /// Epoch seconds of the window's end, rounded as `RateWindowStyle` says.
  var reset: Int
}

/// Fixed windows, one for each bucket, and the counts of all calls since the start.
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
    var late: Double?
  }

  /// What became of a window that has ended.
  struct EndedWindow: Hashable, Sendable, Encodable {
    /// Calls that it admitted.
    var calls: Int
    /// Seconds from the end of the previous window of its bucket until its first call; `nil` for the first one.
    var late: Double?
  }

  /// Older ones are forgotten.
  private static let maximumEndedWindows = 1000

  /// Of each bucket; where nothing is limited, calls are only counted.
  let limit: RateLimit
  private let style: RateWindowStyle
  private(set) var counts: [BucketFamily: Count] = [:]
  /// The windows that have ended, of all owners, oldest first.
  private(set) var endedWindows: [BucketFamily: [EndedWindow]] = [:]
  private var windows: [Bucket: Window] = [:]

  init(limit: RateLimit, style: RateWindowStyle = RateWindowStyle()) {
    self.limit = limit
    self.style = style
  }

  /// Counts one call; `nil` where nothing is limited.
  mutating func count(_ family: BucketFamily, of owner: BucketOwner, at now: Date) -> RateLimitDecision? {
    counts[family, default: Count()].calls += 1
    guard case .window(let limit, let length) = limit else { return nil }
    let bucket = Bucket(owner: owner, family: family)
    var window = windows[bucket] ?? Window(end: style.end(at: now, length: length), used: 0)
    if now >= window.end {
      end(window, of: family)
      window = Window(end: style.end(at: now, length: length), used: 0, late: now.timeIntervalSince(window.end))
    }
    let isAdmitted = window.used < limit
    if isAdmitted { window.used += 1 } else { counts[family, default: Count()].throttled += 1 }
    windows[bucket] = window
    return RateLimitDecision(
      isAdmitted: isAdmitted, limit: limit, remaining: limit - window.used,
      reset: style.shown(window.end))
  }

  private mutating func end(_ window: Window, of family: BucketFamily) {
    var ended = endedWindows[family] ?? []
    if ended.count == Self.maximumEndedWindows { ended.removeFirst() }
    ended.append(EndedWindow(calls: window.used, late: window.late))
    endedWindows[family] = ended
  }
}
