import Applying
import Foundation
import Model
import Planning
import Simulation
import Synchronization
import Testing
import Throttling

@Suite("Waiting for decisions")
struct StatusWatchTests {
  private static func status(_ standing: RequestStanding, _ status: String = "OPEN") -> DeclarationStatus {
    let declaration = RequestDeclaration(
      requestTypeID: RequestTypeID(fromOrg: "t"), requester: UserID(fromOrg: "u"), subject: "s",
      place: SourcePlace(file: "m.yaml", mark: SourceMark(line: 1, column: 1)))
    let request = ExistingRequest(
      id: RequestID("r"), requestTypeID: declaration.requestTypeID, requester: declaration.requester, subject: "s",
      status: status, created: .distantPast, lastUpdated: .distantPast)
    return DeclarationStatus(declaration, standing, request: request, attempt: 1)
  }

  @Test("each status is waited for, has come to what is waited for, or never will")
  func verdicts() {
    typealias Verdict = WaitGoal.Verdict
    let expected: [(DeclarationStatus, resolved: Verdict, approved: Verdict)] = [
      (Self.status(.waiting), .pending, .pending), (Self.status(.other("ON_HOLD"), "ON_HOLD"), .pending, .pending),
      (Self.status(.approved, "PENDING"), .pending, .met), (Self.status(.approved, "RESOLVED"), .met, .met),
      (Self.status(.resolved, "RESOLVED"), .met, .unmet), (Self.status(.ambiguous), .unknown, .unknown),
    ]
    let unmet: [RequestStanding] = [.denied, .failed, .canceled, .expired, .locked, .blocked, .missing]
    for (status, resolved, approved) in expected + unmet.map({ (Self.status($0), .unmet, .unmet) }) {
      #expect(WaitGoal.resolved.verdict(on: status) == resolved, "\(status.standing)")
      #expect(WaitGoal.approved.verdict(on: status) == approved, "\(status.standing)")
    }
    var underWay = Self.status(.missing)
    underWay.isUnderWay = true
    #expect(WaitGoal.resolved.verdict(on: underWay) == .pending)
  }

  @Test("a look takes at most a tenth of the calls of a window, and is made every five seconds to every minute")
  func intervals() {
    func interval(_ calls: Int, in seconds: Double = 60) -> Duration {
      let limit = RateLimit.window(calls: calls, seconds: seconds)
      return StatusWatch.interval(RateLimitStatus(limit: limit, allowance: limit, remaining: 1, endsIn: 1))
    }
    #expect(
      [interval(30), interval(54), interval(600), interval(5), interval(1)] == [20, 12, 5, 60, 60].map { .seconds($0) })
    #expect(interval(30, in: 600) == .seconds(60))
    #expect(StatusWatch.interval(nil) == .seconds(5) && StatusWatch.interval(.unlimited) == .seconds(5))
  }

  /// What a wait of a minute did in simulated time, with looks at 20 seconds from each other of which `pending` gives how many
  /// requests are waited for; `nil`: cut short.
  private static func wait(_ pending: [Int?]) async -> (looks: [Duration], next: [Duration], ended: Duration) {
    let time = SimulatedTime()
    let looks = Mutex<[Duration]>([])
    let nexts = Mutex<[Duration]>([])
    let ended = Mutex(Duration.zero)
    await time.run {
      await StatusWatch(for: .resolved, until: .seconds(60), time: time.timeSource).run {
        let number = looks.withLock { looks in
          looks.append(time.now)
          return looks.count - 1
        }
        guard let count = number < pending.count ? pending[number] : 1 else { return nil }
        return (0..<2).map { status($0 < count ? .waiting : .denied) }
      } interval: {
        .seconds(20)
      } onLook: { _, next in
        nexts.withLock { $0.append(next) }
      }
      ended.withLock { $0 = time.now }
    }
    return (looks.withLock { $0 }, nexts.withLock { $0 }, ended.withLock { $0 })
  }

  @Test("waiting ends with the look that finds nothing to wait for, or when the time is up")
  func ends() async {
    let decided = await Self.wait([2, 1, 0])
    #expect(decided.looks == [0, 20, 40].map { .seconds($0) } && decided.ended == .seconds(40))
    #expect(decided.next == [20, 40, 60].map { .seconds($0) })
    let late = await Self.wait([1, 1, 1, 1])
    #expect(late.looks == [0, 20, 40].map { .seconds($0) } && late.ended == .seconds(60))
    #expect(await Self.wait([0]).ended == .zero)
    let cut = await Self.wait([1, nil])
    #expect(cut.looks.count == 2 && cut.ended == .seconds(20))
  }
}
