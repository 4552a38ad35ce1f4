package import struct Foundation.Date

/// The name of one run of `writ apply`: sortable by time, and short enough to type.
package struct RunID: Hashable, Sendable, Comparable {
  /// The name itself.
  package let text: String

  package init(_ text: String) {
    self.text = text
  }

  package static func < (left: Self, right: Self) -> Bool { left.text < right.text }
}

/// One run of `writ apply`.
package struct JournalRun: Hashable, Sendable {
  /// Where a run stands. `running` goes to one of the others, once; the schema refuses every other move.
  package enum State: String, Hashable, Sendable, CaseIterable, Codable {
    /// It has not ended yet.
    case running
    /// All of the plan was tried.
    case finished
    /// It stopped before the end, and said so.
    case stopped
    /// It never said how it ended: its process died.
    case died
  }

  /// The run's name.
  package var id: RunID
  /// The address by which it calls the org.
  package var orgURL: String
  /// The SHA-256 of the plan that it applies, as 64 hexadecimal digits.
  package var planDigest: String
  /// When it began, by our clock.
  package var startedAt: Date
  /// When it ended, by our clock; for a run that died, when the next run took the state. `nil` while it runs.
  package var endedAt: Date?
  /// Where it stands.
  package var state: State
  /// The name of the host that it runs on.
  package var host: String
  /// The id of its process on that host.
  package var processID: Int32
  /// How many calls it sent; 0 until its end is recorded.
  package var calls: Int
  /// How many of the calls came back as a 429; 0 until its end is recorded.
  package var throttled: Int
  /// How many actions of its plan cannot be done, which have no entries; `nil` where an earlier version recorded the run.
  package var blocked: Int?
  /// How many messages of its plan are not sent, which have no entries either; `nil` as for `blocked`.
  package var withheld: Int?
  /// Where in CI it runs; `nil` outside of CI.
  package var origin: String?

  package init(
    id: RunID, orgURL: String, planDigest: String, startedAt: Date, endedAt: Date? = nil, state: State = .running,
    host: String, processID: Int32, calls: Int = 0, throttled: Int = 0, blocked: Int? = nil, withheld: Int? = nil,
    origin: String? = nil
  ) {
    self.id = id
    self.orgURL = orgURL
    self.planDigest = planDigest
    self.startedAt = startedAt
    self.endedAt = endedAt
    self.state = state
    self.host = host
    self.processID = processID
    self.calls = calls
    self.throttled = throttled
    self.blocked = blocked
    self.withheld = withheld
    self.origin = origin
  }
}
