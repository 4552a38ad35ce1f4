package import Applying
import Throttling
import Model

/// Why a run waits for the org's list.
package enum LookText {
  /// `waiting for 3 creates whose outcome is not known: next look in 8 s, known in 51 s at the latest`
  package static func line(_ look: PendingLookup, now: Duration) -> String {
    let calls = CountText.noun(look.count, look.isOfCancels ? "cancel" : "create")
    return "waiting for \(calls) whose outcome is not known: \(moments(look, now: now))"
  }

  /// `next look in 8 s, known in 51 s at the latest`
  package static func moments(_ look: PendingLookup, now: Duration) -> String {
    let next = CountText.duration(seconds: (look.next - now).inSeconds)
    let end = CountText.duration(seconds: (look.end - now).inSeconds)
    return "next look in \(next), known in \(end) at the latest"
  }
}
