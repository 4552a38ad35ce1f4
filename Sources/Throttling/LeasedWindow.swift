import Foundation

/// One family's window for a limiter that shares it with processes on other machines: asking those takes time, so it asks for
/// several calls at once, a lease, and makes them without asking again.
///
/// A leased call is one in flight for all others (`SharedWindow.underWay`), from before it may be made until its reply is
/// reported. What happens here meanwhile is noted, and done once more on top of what others have done when it is reported: so the
/// rules are those of a window in a file, where nothing happens between reading and writing.
struct LeasedWindow {
  /// What has happened to the window here since it was exchanged last.
  enum Event {
    /// A call went without a lease.
    case sent(at: Duration)
    case ended(CallOutcome, sent: Duration, at: Duration)
    /// A leased call is not made.
    case givenBack
    case paused(until: Duration)
  }

  /// What an exchange is to write, and what it means once it is written.
  struct Proposal {
    /// `nil` where it changes nothing.
    var text: String?
    var version: Int64
    fileprivate var shared: SharedWindow
    fileprivate var window: RateWindow
    fileprivate var reportedCount: Int
    fileprivate var leased: Int
    fileprivate var obstacle: RateWindow.Admission
    fileprivate var runners: Int
    fileprivate var generation: Int
  }

  private static let maximumLease = 10
  /// What has happened is reported after so long, if not before with a lease.
  private static let reportingPause = Duration.seconds(1)
  /// Leased calls that were not wanted for so long are given back.
  private static let givingBackPause = Duration.seconds(2)
  /// A place that says nothing for so long is taken to be away.
  private static let patience = Duration.seconds(5)
  /// How long to wait until others are looked at again, at first and at most.
  private static let lookPauses = (first: Duration.milliseconds(100), longest: Duration.seconds(1))
  /// The same for a place that is away.
  private static let failurePauses = (first: Duration.seconds(1), longest: Duration.seconds(30))
  /// More events are not kept: what they meant is.
  private static let maximumEvents = 1000

  /// The window as it was exchanged last.
  private var exchanged: RateWindow
  private var shared = SharedWindow()
  private var version: Int64 = 0
  private var events: [Event] = []
  /// Another one each time that it starts from scratch.
  private var generation = 0
  private var unreportedSince: Duration?
  /// Leased calls that were not made yet.
  private(set) var leftCount = 0
  /// Leased calls that were made since the last exchange: about as many will be wanted soon.
  private var madeCount = 0
  private var lastMade = Duration.zero
  /// When the place was asked, while its reply is awaited.
  private(set) var askedAt: Duration?
  /// When the place is worth asking again.
  private(set) var nextLook = Duration.zero
  private var isBlockedByOthers = false
  private var pause = Duration.zero
  /// Whether the place cannot be had: calls go without leases, and others are strangers.
  private(set) var isAlone = false

  init(_ window: RateWindow) {
    exchanged = window
    // A leased call goes at a moment that is not known here.
    exchanged.mayAsk = false
  }

  var isAsking: Bool { askedAt != nil }
  var hasNews: Bool { !events.isEmpty }

  // MARK: What happens here

  /// Makes one of the leased calls; `false` where none is left.
  mutating func make(now: Duration) -> Bool {
    guard leftCount > 0 else { return false }
    leftCount -= 1
    madeCount += 1
    lastMade = now
    return true
  }

  private mutating func note(_ event: Event, now: Duration) {
    events.append(event)
    unreportedSince = unreportedSince ?? now
    // An answer may be what a call waits for.
    if isBlockedByOthers { nextLook = min(nextLook, now) }
    guard events.count > Self.maximumEvents, !isAsking else { return }
    events.removeFirst().happen(to: &exchanged)
  }

  /// Notes an event, or nothing any more once others know that the org has no limit; `window` is the one here.
  mutating func note(_ event: Event, in window: RateWindow, now: Duration) {
    guard !window.isShared && !exchanged.isShared && events.isEmpty else { return note(event, now: now) }
    exchanged = window
    generation += 1
  }

  /// Gives back the leased calls that are not wanted; gives how many.
  mutating func giveBack(now: Duration, all: Bool = false) -> Int {
    guard leftCount > 0, all || now >= lastMade + Self.givingBackPause else { return 0 }
    defer { leftCount = 0 }
    for _ in 0..<leftCount { note(.givenBack, now: now - Self.reportingPause) }
    return leftCount
  }

  /// Whether it is time to report what has happened, or to see that the place is away.
  func isDue(now: Duration) -> Bool { dueAt.map { $0 <= now } ?? false }

  /// When something has to be done next, where no call waits.
  var dueAt: Duration? {
    if let askedAt { return isAlone ? nil : askedAt + Self.patience }
    let giving = leftCount > 0 ? lastMade + Self.givingBackPause : nil
    let reporting = unreportedSince.map { max($0 + Self.reportingPause, isAlone ? nextLook : .zero) }
    return [giving, reporting].compactMap(\.self).min()
  }

  // MARK: Exchanges

  mutating func begin(now: Duration) { askedAt = now }

  /// What to write so that others know what has happened here, and so that up to `waiting` calls and those that will follow
  /// are leased.
  func proposal(waiting: Int, as process: String, at clock: ClockSample) -> Proposal {
    var (window, shared) = (exchanged, shared)
    shared.expire(at: clock.date) { _ in true }
    window.adopt(shared, as: process, at: clock)
    for event in events { event.happen(to: &window) }
    let runners = Set(shared.underWay.keys).union([process]).count
    let (count, obstacle) = lease(waiting - leftCount, of: &window, runners: runners, now: clock.now)
    window.share(into: &shared, as: process, at: clock)
    shared.report(isWaiting: waiting > 0 && window.isShared, process, at: clock)
    return Proposal(
      text: shared == self.shared ? nil : shared.text, version: version, shared: shared, window: window,
      reportedCount: events.count, leased: count, obstacle: obstacle, runners: runners, generation: generation)
  }

  private func lease(
    _ waiting: Int, of window: inout RateWindow, runners: Int, now: Duration
  ) -> (count: Int, obstacle: RateWindow.Admission) {
    guard waiting > 0, window.isShared else { return (0, .now) }
    let first = window.admit(now: now, waiting: waiting)
    guard first == .now else { return (0, first) }
    var count = 1
    // Strangers may be after the calls as well: none is kept from them for later.
    let wanted = window.others.areActive ? waiting : waiting + madeCount
    let part = (window.room + 2 * runners) / (2 * runners)
    while count < min(wanted, part, Self.maximumLease),
      window.admit(now: now, waiting: max(1, waiting - count)) == .now
    { count += 1 }
    return (count, .now)
  }

  /// The place has another text than was taken for granted.
  mutating func learn(_ record: BudgetRecord, now: Duration) {
    askedAt = now
    version = record.version
    shared = record.text.flatMap(SharedWindow.init(text:)) ?? SharedWindow()
  }

  /// A proposal was written, after a round trip of this length; gives the window as it is here now.
  mutating func accept(
    _ proposal: Proposal, version: Int64, after roundTrip: Duration, now: Duration
  ) -> RateWindow? {
    askedAt = nil
    guard proposal.generation == generation else { return nil }
    let isUnchanged = version == self.version
    (exchanged, shared, self.version) = (proposal.window, proposal.shared, version)
    events.removeFirst(proposal.reportedCount)
    unreportedSince = events.isEmpty ? nil : now
    leftCount += proposal.leased
    if proposal.leased > 0 { (madeCount, lastMade) = (0, now) }
    isAlone = false
    isBlockedByOthers = false
    switch proposal.obstacle {
    // Who always asks again at once would always be the first: others need a round trip to see what was written.
    case .now: (nextLook, pause) = (proposal.runners > 1 ? now + roundTrip * proposal.runners : .zero, .zero)
    case .wait(let until): nextLook = until
    case .whenAnswered:
      isBlockedByOthers = true
      pause = isUnchanged ? min(max(pause * 2, Self.lookPauses.first), Self.lookPauses.longest) : Self.lookPauses.first
      nextLook = now + pause
    }
    var window = exchanged
    for event in events { event.happen(to: &window) }
    return window
  }

  /// The place cannot be had, or has said nothing for too long.
  mutating func goAlone(now: Duration) {
    isAlone = true
    isBlockedByOthers = false
  }

  /// It cannot be had: nothing is known of what was asked.
  mutating func fail(now: Duration) {
    askedAt = nil
    pause = min(max(pause * 2, Self.failurePauses.first), Self.failurePauses.longest)
    nextLook = now + pause
    goAlone(now: now)
  }
}

extension LeasedWindow.Event {
  func happen(to window: inout RateWindow) {
    switch self {
    case .sent(let moment): window.sent(now: moment)
    case .ended(let outcome, let sent, let moment): window.end(outcome, sent: sent, now: moment)
    case .givenBack: window.giveBack()
    case .paused(let until): window.pause(until: until)
    }
  }
}

extension SharedWindow {
  /// Not every text that stands there has to be one of ours.
  init?(text: String) {
    guard let window = try? JSONDecoder.sharedWindows.decode(Self.self, from: Data(text.utf8)), window.isPlausible
    else { return nil }
    self = window
  }

  var text: String? {
    (try? JSONEncoder.sharedWindows.encode(self)).map { String(decoding: $0, as: UTF8.self) }
  }
}
