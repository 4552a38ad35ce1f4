/// How many calls may be made in how much time: what an org allows, or what a user sets.
package enum RateLimit: Hashable, Sendable {
  /// No limit is set, or the org sends no rate-limit headers.
  case unlimited
  /// `calls` of at least 1 in each window of `seconds`, more than 0.
  case window(calls: Int, seconds: Double)

  /// What `init(text:)` reads, for messages.
  package static let textForm = "a rate limit such as 60/60s, 600/10m or off"

  /// Reads `30/60s`, `600/10m` or `off`; `nil` where `text` is neither.
  package init?(text: String) {
    if text == "off" {
      self = .unlimited
      return
    }
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count == 2, parts[0].utf8.count <= 9, let calls = Int(parts[0]), calls >= 1,
      let length = Duration(text: parts[1]), length > .zero
    else { return nil }
    self = .window(calls: calls, seconds: length.inSeconds)
  }
}
