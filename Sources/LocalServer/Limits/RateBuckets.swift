import Foundation

/// What a bucket counts together: a method and a family of paths. Okta counts reads and writes of one path apart,
/// and a list apart from a single retrieval (recorded replies of the governance and management APIs).
enum BucketFamily: String, Hashable, Sendable, CaseIterable {
  case listRequests, createRequest, retrieveRequest, sendMessage
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
  /// The token endpoint, whoever calls it.
  case tokens
}

/// Who the calls of a bucket belong to: each token has buckets of its own, and so has nobody.
enum BucketOwner: Hashable, Sendable {
  /// A call with no accepted token.
  case nobody
  /// A call with a token of this user.
  case user(String)
}

/// What a bucket says to one call.
struct RateAnswer: Hashable, Sendable {
  /// Whether the call may be handled.
  var isAdmitted: Bool
  var limit: Int
  /// Calls that the window still allows after this one.
  var remaining: Int
  /// Epoch seconds of the window's end, cut down to a whole second as Okta does.
  var reset: Int

  init(isAdmitted: Bool, limit: Int, remaining: Int, reset: Int) {
    self.isAdmitted = isAdmitted
    self.limit = limit
    self.remaining = remaining
    self.reset = reset
  }
}

/// Fixed windows, one a bucket, each beginning with the first call after the last one ended
/// (Okta's documentation: "12:00:20 to 12:01:19"), and the counts of all calls since the start.
struct RateBuckets: Sendable {
  /// Calls of one family, over all owners and windows.
  struct Count: Hashable, Sendable {
    /// Every call that came, the refused ones included.
    var calls = 0
    /// Calls that the limit refused; a 429 that is a fault is none of them.
    var throttled = 0

    init() {}
  }

  private struct Bucket: Hashable {
    var owner: BucketOwner
    var family: BucketFamily
  }

  private struct Window {
    var end: Date
    var used: Int
  }

  /// `nil`: nothing is limited, calls are only counted.
  let setting: RateLimitSetting?
  private(set) var counts: [BucketFamily: Count] = [:]
  private var windows: [Bucket: Window] = [:]

  init(setting: RateLimitSetting?) {
    self.setting = setting
  }

  /// Counts one call; `nil` where nothing is limited.
  mutating func count(_ family: BucketFamily, of owner: BucketOwner, at now: Date) -> RateAnswer? {
    counts[family, default: Count()].calls += 1
    guard let setting else { return nil }
    let bucket = Bucket(owner: owner, family: family)
    var window =
      windows[bucket].flatMap { now < $0.end ? $0 : nil }
      ?? Window(end: now.addingTimeInterval(Double(setting.window)), used: 0)
    let isAdmitted = window.used < setting.limit
    if isAdmitted { window.used += 1 } else { counts[family, default: Count()].throttled += 1 }
    windows[bucket] = window
    return RateAnswer(
      isAdmitted: isAdmitted, limit: setting.limit, remaining: setting.limit - window.used,
      reset: Int(window.end.timeIntervalSince1970.rounded(.down)))
  }
}
