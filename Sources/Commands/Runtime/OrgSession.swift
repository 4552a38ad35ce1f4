import Applying
import Foundation
import Journaling
import OktaClient
import OktaWire
import Planning
import Model
import Throttling

/// The org that a command talks to: its client, the one limiter that all calls go through, and what stands on the two.
struct OrgSession: Sendable {
  let limiter: RateLimiter
  let reader: ThrottledReader<OrgClient>
  let survey: OrgReader<OrgClient>
  let waits: EvidenceWaits

  /// `https://host`, as the journal and plans name the org.
  var orgURL: String { reader.service.org.text }

  /// Where tasks that make many calls run at the least cost; they must not block.
  var executor: any TaskExecutor { reader.service.executor }

  private init(
    _ connection: ConnectionOptions, rates: RateOptions, state: StateLocation, in environment: Environment
  ) throws {
    let settings = try connection.settings(in: environment)
    let client = OrgClient(settings, connections: rates.parallelism, in: environment)
    limiter = RateLimiter(
      settings: rates.settings, time: environment.time, budget: environment.budget(for: settings, state: state))
    reader = ThrottledReader(
      service: client, limiter: limiter,
      policy: RetryPolicy(), time: environment.time, random: environment.randomFraction)
    waits = EvidenceWaits(
      maximumCallTime: max(rates.longestCall.duration, settings.requestTimeout ?? .zero), listLag: rates.settle.duration
    )
    survey = OrgReader(reader: reader, listLag: waits.listLag)
  }

  /// Runs `body` with a session and closes it, however that ends. The org's windows are shared with the other
  /// processes on this state.
  static func with<Value>(
    _ connection: ConnectionOptions, rates: RateOptions, state: StateLocation, in environment: Environment,
    _ body: (OrgSession) async throws -> Value
  ) async throws -> Value {
    let session = try OrgSession(connection, rates: rates, state: state, in: environment)
    do {
      let value = try await body(session)
      await session.close()
      return value
    } catch {
      await session.close()
      throw error
    }
  }

  private func close() async {
    await limiter.close()
    await reader.service.close()
  }

  /// What the org allows for each family, less the reserve: as it reports now, else as an earlier run recorded it.
  func rateLimits(remembered: [CallFamily: RateLimit]) async -> [CallFamily: RateLimit] {
    let seen = await limitsSeen()
    var rateLimits = remembered
    // An org that sends no rate headers with its list sends none at all.
    if seen[.listRequests] == .unlimited {
      for family in CallFamily.allCases { rateLimits[family] = .unlimited }
    }
    return rateLimits.merging(seen) { $1 }.mapValues(limiter.settings.allowance(of:))
  }

  /// What to remember of the limits that this run saw.
  func limitsSeen() async -> [CallFamily: RateLimit] {
    await limiter.statuses().mapValues(\.limit)
  }
}
