import Foundation
import Journaling
import Model

extension JournalEntry {
  /// For how many seconds from a moment of our clock on the org may still act on the call of an entry whose run sends nothing
  /// more; `nil` where that is not recorded. `longestCall` is how long it may act as it is now said to be.
  ///
  /// A call whose reply was given up, or whose run is dead, leaves no more: the longest call begins now at the latest. It is
  /// never longer than the whole time, which a calendar that was set back would make it. A create that was given up for good
  /// keeps its key until its deadline (`mayAppear`), and nothing is known of it before.
  func timeToAct(from now: Date, longestCall: TimeInterval = 0) -> TimeInterval? {
    guard let deadline else { return nil }
    let isEnded = deadline == outcomeAt
    guard let intentAt else { return max(0, deadline.timeIntervalSince(now)) }
    let limit = SendDeadline.limit.inSeconds
    let end = isEnded ? deadline : max(deadline, intentAt + limit + longestCall)
    let whole = end.timeIntervalSince(intentAt) - (isEnded || state == .failed ? 0 : limit)
    return max(0, min(end.timeIntervalSince(now), whole))
  }
}
