import Foundation
import Model
import Simulation
import Testing
import Throttling

@Suite("Processes of one machine share one rate budget")
struct SharedBudgetTests {
  /// A folder for one budget file, that goes with this value.
  private final class Scratch: Sendable {
    let folder = FileManager.default.temporaryDirectory.appending(path: "writ-budget-\(UUID().uuidString)")
    var path: String { folder.appending(path: "state.db.rate").path }

    init() throws { try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true) }
    deinit { try? FileManager.default.removeItem(at: folder) }

    /// What the process of this number shares; those in `dead` have died.
    func budget(
      _ number: Int32, dead: [Int32] = [], orgURL: String = "https://example.okta.com", credential: String = ""
    )
      -> SharedBudget
    {
      SharedBudget(path: path, orgURL: orgURL, credential: credential, processID: number, run: UInt64(number)) {
        !dead.contains($0)
      }
    }
  }

  struct World: Sendable, CustomTestStringConvertible {
    var calls: Int
    var latency: ClosedRange<Double>
    var isAligned: Bool
    var testDescription: String { "\(calls) \(latency) aligned=\(isAligned)" }
    static let all = [15, 60, 600].flatMap { calls in
      [0.001...0.003, 0.02...0.2, 0.1...0.7].flatMap { latency in
        [true, false].map { World(calls: calls, latency: latency, isAligned: $0) }
      }
    }

    func bucket(_ time: SimulatedTime) -> SharedBucket {
      SharedBucket(
        time: time, seed: UInt64(calls), limit: .init(calls: calls, seconds: 60, isAligned: isAligned), latency: latency
      )
    }
  }

  private static func limiter(_ time: SimulatedTime, _ budget: SharedBudget?, parallelism: Int = 8) -> RateLimiter {
    RateLimiter(
      settings: RateSettings(reserve: 0, parallelism: parallelism), time: time.timeSource,
      budget: budget.map(RateBudget.file))
  }

  /// Calls as fast as the limiter allows, until `end`.
  private static func keepCalling(
    _ bucket: SharedBucket, as number: Int, with limiter: RateLimiter, until end: Duration, time: SimulatedTime
  ) async {
    await withTaskGroup(of: Void.self) { group in
      group.addTask {
        await time.sleep(until: end)
        await limiter.stop()
      }
      for _ in 0..<8 {
        group.addTask {
          while let permit = try? await limiter.acquire(for: .createRequest) {
            let (isAllowed, headers) = await bucket.call(by: number)
            await limiter.release(
              permit, outcome: isAllowed ? .answered(headers) : .throttled(headers, pause: .seconds(1)))
          }
        }
      }
    }
  }

  @Test("two processes fill the windows together, without a 429, and neither starves", arguments: World.all)
  func twoShare(world: World) async throws {
    let scratch = try Scratch()
    defer { withExtendedLifetime(scratch) {} }
    let time = SimulatedTime()
    let bucket = world.bucket(time)
    await time.run {
      await withTaskGroup(of: Void.self) { group in
        for number in 0..<2 {
          group.addTask {
            // Fewer than half of a window at once, or who wakes first could have most of it.
            let limiter = Self.limiter(
              time, scratch.budget(Int32(number + 1)), parallelism: min(8, world.calls / 3))
            await Self.keepCalling(bucket, as: number, with: limiter, until: .seconds(12 * 62), time: time)
          }
        }
      }
    }
    let windows = bucket.shares.prefix(10)
    let used = (0..<2).map { number in windows.reduce(0) { $0 + ($1.allowed[number] ?? 0) } }
    #expect(windows.count == 10)
    #expect(bucket.shares.allSatisfy { $0.throttled.isEmpty })
    #expect(used.reduce(0, +) * 100 >= world.calls * 10 * 99, "\(used)")
    #expect(used.allSatisfy { $0 * 4 >= world.calls * 10 }, "\(used)")
  }

  struct Death: Sendable, CustomTestStringConvertible {
    var calls: Int
    /// Calls that were answered before; three more are in flight.
    var answered: Int
    var testDescription: String { "\(answered) of \(calls)" }
    static let all = [15, 60, 600].flatMap { calls in
      [0, calls / 2, calls - 3].map { Death(calls: calls, answered: $0) }
    }
  }

  @Test("a process that follows a killed one knows what that one had spent of the window", arguments: Death.all)
  func successor(death: Death) async throws {
    let scratch = try Scratch()
    defer { withExtendedLifetime(scratch) {} }
    let time = SimulatedTime()
    let bucket = SharedBucket(
      time: time, seed: 3, limit: .init(calls: death.calls, seconds: 60), latency: 0.01...0.03)
    let maximumWait = await time.run {
      let victim = Self.limiter(time, scratch.budget(1))
      _ = await Self.call(bucket, times: death.answered, as: 0, with: victim, time: time)
      // Of the calls that it leaves in flight two arrive.
      for call in 0..<(death.answered == 0 ? 1 : 3) {
        _ = try? await victim.acquire(for: .createRequest)
        if call < 2 { _ = await bucket.call(by: 0) }
      }
      let successor = Self.limiter(time, scratch.budget(2, dead: [1]))
      return await Self.call(bucket, times: death.calls * 2, as: 1, with: successor, time: time)
    }
    let shares = bucket.shares
    #expect(shares.allSatisfy { $0.throttled.isEmpty })
    #expect(maximumWait < .seconds(62))
    // It uses what is left of the window, but for calls that may have been counted; and the next one whole.
    #expect(shares[0].allowed[1] ?? 0 >= death.calls - death.answered - 3)
    #expect(shares[1].allowed == [1: death.calls])
  }

  @Test("the windows of two credentials are apart, as the org counts the calls of each by themselves")
  func credentials() async throws {
    let scratch = try Scratch()
    defer { withExtendedLifetime(scratch) {} }
    let time = SimulatedTime()
    let buckets = (0..<2).map { seed in
      SharedBucket(time: time, seed: seed, limit: .init(calls: 15, seconds: 60), latency: 0.01...0.03)
    }
    let waits = await time.run {
      var waits: [Duration] = []
      for (number, bucket) in buckets.enumerated() {
        let limiter = Self.limiter(time, scratch.budget(Int32(number + 1), credential: "key \(number)"))
        waits.append(await Self.call(bucket, times: 15, as: number, with: limiter, time: time))
      }
      return waits
    }
    #expect(waits.allSatisfy { $0 < .seconds(2) }, "\(waits)")
    #expect(buckets.allSatisfy { $0.shares.allSatisfy { $0.throttled.isEmpty } })
  }

  /// Makes calls one after the other; gives the longest wait for a turn.
  private static func call(
    _ bucket: SharedBucket, times: Int, as number: Int, with limiter: RateLimiter, time: SimulatedTime
  ) async -> Duration {
    var longest = Duration.zero
    for _ in 0..<times {
      let asked = time.now
      guard let permit = try? await limiter.acquire(for: .createRequest) else { break }
      longest = max(longest, time.now - asked)
      let (isAllowed, headers) = await bucket.call(by: number)
      await limiter.release(permit, outcome: isAllowed ? .answered(headers) : .throttled(headers, pause: .seconds(1)))
    }
    return longest
  }

  @Test(
    "what a process with another clock left for the same address does not mislead later ones",
    arguments: [3600.0, -3600])
  func otherClock(skew: Double) async throws {
    let scratch = try Scratch()
    defer { withExtendedLifetime(scratch) {} }
    let time = SimulatedTime()
    let limit = SimulatedOrg.Limit(calls: 15, seconds: 10)
    let org = SimulatedOrg(time: time, limit: limit, latency: 0.01...0.03)
    await time.run {
      let earlier = SimulatedOrg(time: time, limit: limit, latency: 0.01...0.03, skew: skew)
      await callMany(9, width: 4, limiter: Self.limiter(time, scratch.budget(1)), org: earlier)
      await callMany(60, width: 4, limiter: Self.limiter(time, scratch.budget(2, dead: [1])), org: org)
    }
    #expect(org.throttled(.createRequest) == 0)
    #expect(org.fullWindows(.createRequest).dropFirst().allSatisfy { $0 == 15 })
  }

  /// What may stand at the file's place.
  enum Place: CaseIterable, Sendable {
    case noFolder, folder, readOnly, garbage, otherJSON, hugeNumbers, tooLong, link, hardLink, text
  }

  @Test("whatever is in place of the shared budget file, the run goes on as without it", arguments: Place.allCases)
  func brokenFile(place: Place) async throws {
    let scratch = try Scratch()
    defer { withExtendedLifetime(scratch) {} }
    let url = URL(filePath: scratch.path)
    let precious = scratch.folder.appending(path: "precious")
    try Data("precious".utf8).write(to: precious)
    switch place {
    case .noFolder: try FileManager.default.removeItem(at: scratch.folder)
    case .folder: try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    case .readOnly:
      try Data("{}".utf8).write(to: url)
      try FileManager.default.setAttributes([.posixPermissions: 0o400], ofItemAtPath: url.path)
    case .garbage: try Data([0, 255, 10, 123]).write(to: url)
    case .otherJSON: try Data("[{\"https://example.okta.com\": null}]".utf8).write(to: url)
    case .hugeNumbers: try Data(Self.hugeNumbers.utf8).write(to: url)
    case .tooLong: try Data(repeating: UInt8(ascii: " "), count: 100_000).write(to: url)
    case .link: try FileManager.default.createSymbolicLink(at: url, withDestinationURL: precious)
    case .hardLink: try FileManager.default.linkItem(at: precious, to: url)
    case .text: try FileManager.default.moveItem(at: precious, to: url)
    }
    let (shared, alone) = (await Self.elapsed(with: scratch.budget(1)), await Self.elapsed(with: nil))
    #expect(abs((shared - alone).inSeconds) < 0.01)
    // A file of another program is left as it is, under this name or another.
    if place != .noFolder {
      #expect(try String(contentsOf: place == .text ? url : precious, encoding: .utf8) == "precious")
    }
  }

  private static let hugeNumbers = """
    {"https://example.okta.com": {"createRequest": {"underWay": {"7.a": {"count": 9e15, "since": 1e300}}, "unanswered": [], "known":
    {"limit": 1, "spent": 1, "reset": 1e300, "end": 1e300, "length": 1e300, "answered": 0, "answeredBefore": 0,
    "asOf": -1e300}}}}
    """

  /// How long three windows' calls take.
  private static func elapsed(with budget: SharedBudget?) async -> Duration {
    let time = SimulatedTime()
    let org = SimulatedOrg(time: time, limit: SimulatedOrg.Limit(calls: 15, seconds: 10))
    return await time.run {
      await callMany(40, width: 4, limiter: limiter(time, budget), org: org)
      #expect(org.throttled(.createRequest) == 0)
      return time.now
    }
  }

  @Test("an org without rate headers does not slow down for the shared budget")
  func unlimited() async throws {
    let scratch = try Scratch()
    defer { withExtendedLifetime(scratch) {} }
    let time = SimulatedTime()
    let org = SimulatedOrg(time: time)
    await time.run {
      let limiter = Self.limiter(time, scratch.budget(1))
      await callMany(1, width: 1, limiter: limiter, org: org)
      try? FileManager.default.removeItem(atPath: scratch.path)
      await callMany(50, width: 4, limiter: limiter, org: org)
    }
    #expect(!FileManager.default.fileExists(atPath: scratch.path))
  }
}
