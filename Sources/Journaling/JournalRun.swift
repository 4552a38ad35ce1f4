package import struct Foundation.Date

/// The name of one run of `writ apply`: sortable by time, and short enough to type.
package struct RunID: Hashable, Sendable, Comparable {
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
    case running
    /// All of the plan was tried.
    case finished
    /// It stopped before the end, and said so.
    case stopped
    /// It never said how it ended: its process died.
    case died
  }

  package var id: RunID
  package var orgURL: String
  package var planDigest: String
  package var startedAt: Date
  package var endedAt: Date?
  package var state: State
  package var host: String
  package var processID: Int32
  /// Calls sent, and how many of them came back as a 429.
  package var calls: Int
  package var throttled: Int

  package init(
    id: RunID, orgURL: String, planDigest: String, startedAt: Date, endedAt: Date? = nil, state: State = .running,
    host: String, processID: Int32, calls: Int = 0, throttled: Int = 0
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
  }
}
