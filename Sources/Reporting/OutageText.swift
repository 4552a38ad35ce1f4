package import Journaling
import Model

/// What a person reads of a state whose server goes away.
package enum OutageText {
  /// One line for a notice.
  package static func text(_ notice: StateNotice) -> String {
    switch notice {
    case .away(let location, let since, let reason, let left):
      "the state \(location) is not reachable for \(seconds(since)) (\(reason)): no new calls, trying again for "
        + seconds(left)
    case .back(let location, let time): "the state \(location) is reachable again after \(seconds(time))"
    case .notReplicated(let location, let reason):
      "the state \(location) got no confirmation from its standbys: a failover may lose what it recorded last "
        + "(\(reason))"
    case .historyChanged(let location, let wait):
      "the database of the state \(location) was failed over or restored, so that what was recorded last may be "
        + "missing: no new calls for \(seconds(wait))"
    }
  }

  /// `state not reachable for 12 s`, in a line of progress.
  package static func progress(_ outage: StateOutage) -> String {
    "state not reachable for \(seconds(outage.since.duration(to: .now)))"
  }

  private static func seconds(_ time: Duration) -> String { CountText.duration(seconds: time.inSeconds) }
}
