import Foundation
package import Model

/// One family's fixed window, learned from the headers of its replies: answers "now" or "wait", and never sleeps.
///
/// Okta's windows start with the first call after the last one ended, last a whole number of seconds, and are reported in
/// seconds cut down (`X-Rate-Limit-Reset`, `Date`). Every estimate here errs to the late side, so that a call is never
/// sent into a window that is already spent: the wait costs one round trip at most, a 429 would cost the whole call.
/// What replies prove of the end is used (`WindowTiming`).
/// What others take of the window is held back for them (`OtherClients`), and looked for (`WindowProbes`). Other processes that
/// share the window do not count as others: what all of them know and do is one (`adopt`, `share`).
package struct RateWindow: Sendable {
  /// Whether a call may go, and if not, what to wait for.
  package enum Admission: Hashable, Sendable {
    /// The call may go, and counts as in flight.
    case now
    /// Nothing changes before this moment, unless an answer comes.
    case wait(until: Duration)
    /// Only the answer to a call in flight can change it.
    case whenAnswered
  }

  /// A window that claims to last longer, in seconds, is asked again after this time: a broken clock or a machine between
  /// us and the org must not stop a run for a day.
  static let maximumWait = 900.0

  /// How far apart, in seconds, the clocks of nodes are taken to be once they were seen to differ.
  private static let nodeSpread = 1.0

  enum Knowledge {
    /// No reply yet: one call at a time finds out.
    case none
    /// Replies carry no rate-limit headers.
    case unlimited
    case window
  }

  private let settings: RateSettings
  var knowledge = Knowledge.none
  /// What the org allows in a window, once a reply has shown it.
  package internal(set) var limit = 0
  /// Calls that the org has counted in this window, by us and by others.
  var spent = 0
  /// Our calls that are in flight: each may be counted already or not yet, so each is counted here as well.
  private(set) var outstanding = 0
  /// Calls that the other processes that share it have in flight, or may make.
  var callsOfOtherProcesses = 0
  /// When calls were given up without a reply in this window: the org may have counted each, and `spent` may not.
  var unanswered: [Duration] = []
  /// The window that `spent` speaks of.
  var reset = Date.distantPast
  /// When that window has surely ended, on our clock.
  var end = Duration.zero
  /// When we went over to a new window, until a reply shows it.
  var rolledOverAt: Duration?
  /// What this process shared last. Where no other has changed it, there is nothing to take over: this one knows it better than by the
  /// calendar, and in more than whole milliseconds.
  var lastShared = SharedWindow()
  /// When we took over from another process what no reply to us has confirmed yet.
  var adopted: Duration?
  /// When the call went out whose reply showed the window last.
  var asOf = Duration.zero
  var length = WindowLength()
  private var timing = WindowTiming()
  /// Whether calls may be kept to learn when windows end.
  var mayAsk = true
  /// Calls of ours that the org has counted in this window, as their replies showed, or may have counted without a reply;
  /// and in the one before.
  var ours = (now: 0, before: 0)
  var others = OtherClients()
  private var probes = WindowProbes()
  /// Set by a 429 that showed no window, and by what an org asks for (`Retry-After`).
  private(set) var pausedUntil = Duration.zero

  /// `settings` say what share of each window is left to others.
  package init(settings: RateSettings) {
    self.settings = settings
  }

  /// Calls that we may spend of each window.
  package var allowance: Int { settings.allowance(of: limit) }

  /// Asks for one call; after `.now` the call counts as in flight until `answered` or `givenUp`.
  /// `waiting` is how many calls ask at this moment, this one among them.
  package mutating func admit(now: Duration, waiting: Int = 1) -> Admission {
    let admission = admission(now: now, waiting: waiting)
    if admission == .now {
      outstanding += 1
      probes.sent(now: now)
    }
    return admission
  }

  private mutating func admission(now: Duration, waiting: Int) -> Admission {
    if now < pausedUntil { return .wait(until: pausedUntil) }
    switch knowledge {
    case .unlimited: return .now
    case .none: return underWay == 0 ? .now : .whenAnswered
    case .window:
      if now >= end && used > 0 { rollOver(now: now) }
      if let sure = certainEnd, now < sure, probes.hasSent { return .wait(until: sure) }
      let room = room
      guard room > 0 else { return used < allowance ? .whenAnswered : .wait(until: end) }
      return sharing(room, now: now, waiting: waiting)
    }
  }

  /// Until when one call of a new window has to show that the last one is over: by the fraction of a grid it may not be, if a clock runs
  /// wrong. By the seconds that headers show it is then.
  private var certainEnd: Duration? {
    let isUnproven = length.isUnproven || timing.isGrid(longest: length.longestSeen)
    return isUnproven ? rolledOverAt.map { $0 + .seconds(1) } : nil
  }

  /// Whether one of the `room` calls that are left may go, with others in mind.
  private func sharing(_ room: Int, now: Duration, waiting: Int) -> Admission {
    // The last calls go one at a time: others may be after them as well.
    if others.areActive && room <= 2 && underWay > 0 { return .whenAnswered }
    let whole = length.seconds
    // Before its first reply a new window is taken to begin with our first call.
    let end = rolledOverAt.map { $0 + .seconds(whole) } ?? end
    let most = WindowProbes.maximum(of: allowance)
    let questions = questions(end: end)
    let probe = probes.state(
      now: now, end: end, length: whole, questions: questions, kept: min(waiting - 1, most), room: room)
    if waiting <= most, room <= most, !probe.isDue, let last = questions.moments.last, now < last {
      // Who has a call in flight, or had one just now, will probably want another one.
      if outstanding > 0 { return .whenAnswered }
      if now < probes.quietAt { return .wait(until: probes.quietAt) }
    }
    guard others.hasRoom(room, now: now, length: whole) else { return later(probe.next ?? end, now: now) }
    let held = others.held(end: end, length: whole, limit: limit) - Double(limit - allowance)
    let free = Double(room) - max(0, held)
    // The last calls of a window go to whoever sees them last: kept for later they would be gone.
    let kept = others.areActive && room <= 2 ? 0 : probe.pending
    if others.areActive && room == 1 && underWay == 0 && free >= 0.5 { return .now }
    if free - Double(kept) >= 1 || probe.isDue { return .now }
    return later(probe.next ?? end, now: now)
  }

  /// When calls that were kept for it show when the window ends. Where others are after the last calls too, none is.
  private func questions(end: Duration) -> WindowTiming.Questions {
    guard mayAsk, rolledOverAt == nil, !others.areActive else { return .init() }
    // Who keeps no reserve wants each call of a window, and the usual ones begin with a call.
    let isSure = length.isUsual && !timing.isGrid(longest: length.longestSeen)
    if isSure && allowance == limit { return .init() }
    return timing.questions(
      until: end, longest: length.longestSeen, known: length.known, roundTrip: probes.roundTrip, room: room)
  }

  /// A moment to ask again at. Where our estimate of it has passed, only an answer or a call shows more.
  private func later(_ moment: Duration, now: Duration) -> Admission {
    if moment > now { return .wait(until: moment) }
    return underWay > 0 ? .whenAnswered : .now
  }

  /// Calls that may still be admitted in this window.
  var room: Int { allowance - used - underWay }

  private var used: Int { spent + unanswered.count }

  private var underWay: Int { outstanding + callsOfOtherProcesses }

  /// A call went that was admitted elsewhere.
  mutating func sent(now: Duration) {
    outstanding += 1
    probes.sent(now: now)
  }

  /// A call that was admitted is not made.
  mutating func giveBack() { outstanding -= 1 }

  /// Goes over to the next window, which the next call opens.
  private mutating func rollOver(now: Duration) {
    leaveWindow(now: now)
    spent = 0
    unanswered = []
    rolledOverAt = now
  }

  /// Draws the sum of a window that has ended.
  mutating func leaveWindow(now: Duration) {
    if now > end + .seconds(2 * length.seconds) {
      others = OtherClients()
    } else {
      others.windowEnded(at: end, length: length.seconds, limit: limit, isFull: spent >= limit)
    }
    others.opened(now: now)
    probes.opened()
    ours = (0, ours.now)
  }

  /// Takes in the reply to a call that was sent and received at these moments; a 429 is not `counted` by the org.
  package mutating func answered(
    _ headers: RateLimitHeaders?, sent: Duration, received: Duration, counted isCounted: Bool = true
  ) {
    outstanding -= 1
    probes.answered(sent: sent, received: received)
    guard let headers else {
      if knowledge == .none || disproves(sent: sent) { knowledge = .unlimited }
      return
    }
    guard !headers.isConcurrencyLimit else { return }
    if !isCounted { timing.distrust() }
    learn(headers, sent: sent, received: received, isCounted: isCounted)
  }

  /// A call that ended without a reply: it may have been counted.
  package mutating func givenUp(now: Duration) {
    outstanding -= 1
    if knowledge == .window { unanswered.append(now) }
  }

  /// Whether the window allows no more calls, and has not ended.
  func isSpent(now: Duration) -> Bool { knowledge == .window && used >= allowance && now < end }

  /// A 429 that showed no window, or an org that asks for it: nothing goes before `until`.
  package mutating func pause(until: Duration) {
    pausedUntil = max(pausedUntil, until)
  }

  private mutating func learn(_ headers: RateLimitHeaders, sent: Duration, received: Duration, isCounted: Bool) {
    guard headers.reset >= reset || disproves(sent: sent), !isOfEndedWindow(headers, sent: sent) else { return }
    limit = headers.limit
    if knowledge == .window && headers.reset > reset { length.confirm() }
    length.learn(headers)
    let counted = max(0, headers.limit - headers.remaining)
    if headers.reset == reset && rolledOverAt != nil { timing.distrust() }
    let hadNodes = timing.hasNodes
    timing.learn(headers, counted: counted, longest: length.longestSeen, sent: sent, received: received)
    let latestEnd = latestEnd(headers, counted: counted, received: received)
    // What was given up before this call went out is among what the org had counted by then.
    let settled = unanswered.count { $0 <= sent }
    unanswered.removeAll { $0 <= sent }
    if headers.reset == reset && rolledOverAt == nil {
      spent = max(spent, counted)
      end = timing.hasNodes == hadNodes ? min(end, latestEnd) : latestEnd
      ours.now += settled
    } else {  // a new window, or the one that was held for ended still runs
      if rolledOverAt == nil { leaveWindow(now: sent) }
      ours.now = knowledge == .none ? settled : headers.reset == reset ? ours.before : 0
      spent = counted
      end = latestEnd
    }
    if isCounted { ours.now += 1 } else { others.recordExhausted() }
    knowledge = .window
    reset = headers.reset
    rolledOverAt = nil
    adopted = nil
    asOf = max(asOf, sent)
    noteOthers(at: sent)
  }

  /// Draws from the org's count what others have taken for certain.
  mutating func noteOthers(at moment: Duration? = nil) {
    let surelyOurs = ours.now + underWay + unanswered.count
    others.record(usedByOthers: spent - surelyOurs, of: spent, limit: limit, at: moment ?? asOf)
  }

  /// Whether the reply to a call that went out at `sent` stands against what another process left us: that was of another
  /// org at the same address, or of another time.
  private func disproves(sent: Duration) -> Bool {
    adopted.map { sent >= $0 } ?? false
  }

  /// Whether the reply belongs to a window that we have rightly left behind: its call was sent before that.
  private func isOfEndedWindow(_ headers: RateLimitHeaders, sent: Duration) -> Bool {
    guard let rolledOverAt else { return false }
    return headers.reset == reset && sent < rolledOverAt
  }

  /// The latest moment, on our clock, at which the window of this reading can end.
  ///
  /// The org's clock was at least `date` when we had received the reply, and the window ends before `reset` + 1 s. The
  /// call that opened the window gives it to the round trip: the window began before its reply was here.
  private func latestEnd(_ headers: RateLimitHeaders, counted: Int, received: Duration) -> Duration {
    let spread = timing.hasNodes ? Self.nodeSpread : 0
    let left = (headers.reset.timeIntervalSince(headers.date) + 1 + spread) * (1 + ClockOffset.drift)
    let byClock = received + .seconds(min(left, Self.maximumWait))
    let byTiming = others.areActive ? byClock : timing.latestEnd(longest: length.longestSeen) ?? byClock
    guard counted <= 1, let known = length.known else { return min(byClock, byTiming) }
    return min(byClock, byTiming, received + .seconds(known * (1 + ClockOffset.drift)))
  }

  /// What is known of the window, for people and forecasts; `nil` before the first reply.
  package func status(now: Duration) -> RateLimitStatus? {
    switch knowledge {
    case .none: return nil
    case .unlimited: return .unlimited
    case .window:
      let whole = RateLimit.window(calls: limit, seconds: length.seconds)
      return RateLimitStatus(
        limit: whole, allowance: settings.allowance(of: whole),
        remaining: now >= end ? allowance : max(0, allowance - used), endsIn: max(0, (end - now).inSeconds))
    }
  }
}
