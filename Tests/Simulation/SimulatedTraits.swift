package import Model

extension SimulatedOrg {
  package struct Limit: Sendable {
    /// When windows begin.
    package enum Beginning: Hashable, Sendable {
      /// With the first call after the last one ended.
      case firstCall
      /// At the whole second before that.
      case wholeSecond
      /// One after the other, so many seconds after multiples of their length.
      case grid(phase: Double)
    }

    package var calls: Int
    package var seconds: Double
    package var beginning: Beginning
    /// How the header shows a window's end.
    package var rounding: FloatingPointRoundingRule

    package init(
      calls: Int, seconds: Double, beginning: Beginning = .firstCall, rounding: FloatingPointRoundingRule = .down
    ) {
      self.calls = calls
      self.seconds = seconds
      self.beginning = beginning
      self.rounding = rounding
    }

    package init(calls: Int, seconds: Double, isAligned: Bool) {
      self.init(calls: calls, seconds: seconds, beginning: isAligned ? .wholeSecond : .firstCall)
    }
  }

  /// How an org is; all durations in seconds.
  package struct Traits: Sendable {
    package var limit: Limit?
    /// One way of a call.
    package var latency: ClosedRange<Double> = 0.02...0.2
    /// One way of a call that is slow there. It arrives when its client has given it up already, where this is over 60.
    package var slowness = 2.0...63
    /// How far the clock of the header `Date` is ahead of ours.
    package var skew = 0.0
    /// How far the clock that stamps records is ahead of ours.
    package var stampSkew = 0.0
    /// How far that clock is at most off by itself, from node to node.
    package var nodeSpread = 0.0
    /// That clock is set at this second of the simulation, by so many seconds.
    package var stampJump: (at: Double, by: Double)?
    /// The share of creates that the list never shows.
    package var unlisted = 0.0
    /// The share of creates that are answered with another request; half of them are not done.
    package var foreignReplies = 0.0
    /// Subjects are stored trimmed, normalized, and without what is outside the basic plane.
    package var changesSubjects = false
    /// How long a created request stays out of the list, at most where it varies.
    package var listLag = 0.0
    package var variesLag = false
    /// Moments are cut to whole seconds: many are the same.
    package var hasCoarseDates = false
    package var pageSize = 200
    /// How long after the death of its process a call in flight may still arrive.
    package var outlives = 0.0
    /// The chance that another client does something before a call arrives.
    package var bustle = 0.0
    /// Keys that the other client may choose too.
    package var contested: [RequestKey] = []

    package init(limit: Limit? = nil) {
      self.limit = limit
    }
  }
}
