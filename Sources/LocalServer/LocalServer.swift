package import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdCore
import Logging
import NIOCore
import NIOPosix
import RequestModel
import ServiceLifecycle

/// Okta's Access Requests API on this machine, as its published contract describes it, over a ledger in memory or in a
/// file.
///
/// Operations: all of `/governance/api/v1/requests` and `/governance/api/v1/request-types`, single users under
/// `/api/v1/users`, lists of users and groups, the token endpoint `/oauth2/v1/token` for the service apps of the seed, and
/// as extras of its own `GET /local/v1/statistics`, `GET /local/v1/messages?request=ID`, the page `GET /` where a person
/// decides requests, and what that page calls under `/local/v1/requests` (`Browsing`).
/// Requests move on by the rules of the seed (`LifecycleRule`, `StoredRequest.nextMove`).
/// With a rate limit, each token has a bucket for each family of calls (`RateBuckets`), and every reply of such a call
/// carries the three rate headers; without one they are left out. Faults strike as the settings plan them (`FaultKind`).
package struct LocalServer: Sendable {
  private let settings: LocalServerSettings
  private let now: @Sendable () -> Date
  private let random: @Sendable () -> UInt64
  private let sleep: @Sendable (Duration) async -> Void

  /// `now` is the server's clock, but for the skew that the settings plan, for timestamps, rate windows and the header
  /// `Date`; `random` makes ids; `sleep` keeps delayed replies back.
  package init(
    _ settings: LocalServerSettings, now: @escaping @Sendable () -> Date, random: @escaping @Sendable () -> UInt64,
    sleep: @escaping @Sendable (Duration) async -> Void = { try? await Task.sleep(for: $0) }
  ) {
    let skew = settings.faults.clockSkew
    self.settings = settings
    self.now = { now().addingTimeInterval(skew) }
    self.random = random
    self.sleep = sleep
  }

  /// Serves until the task is cancelled: then no connection is accepted any more, calls under way are answered (those
  /// that their clients finish within three seconds), and the method returns. `onListening` is told the port once calls are answered.
  package func run(onListening: @escaping @Sendable (_ port: Int) async -> Void) async throws(LocalServerError) {
    let seed = try settings.seed.map { path throws(LocalServerError) in try SeedFile.read(path: path) }
    let tokens = try acceptedTokens(seed)
    let ledger = try openLedger(seed, tokens)
    let logger = Self.logger
    let pipeline = Pipeline(
      ledger: ledger, tokens: tokens, faults: settings.faults, hosts: TrustedHosts(settings), now: now, random: random,
      sleep: sleep
    ) { error in
      logger.error("unexpected error: \(error)")
    }
    try await serve(pipeline, logger: logger, onListening)
    do { try ledger.close() } catch { throw .failed("the data file cannot be closed: \(error)") }
  }

  private func acceptedTokens(_ seed: Seed?) throws(LocalServerError) -> TokenHolders {
    for (position, token) in zip(1..., settings.tokens)
    where token.isEmpty || !token.utf8.allSatisfy({ (0x21...0x7e).contains($0) }) {
      throw .badToken(position: position)
    }
    return TokenHolders(
      tokens: settings.tokens,
      authorizationServer: AuthorizationServer(clients: seed?.clients ?? [], random: random))
  }

  private func openLedger(_ seed: Seed?, _ tokens: TokenHolders) throws(LocalServerError) -> Ledger {
    let ledger: Ledger
    do throws(LedgerFailure) {
      ledger = try Ledger(
        at: settings.data.place, rateLimit: settings.rateLimit,
        dice: FaultDice(plan: settings.faults, seed: settings.faultSeed), random: random)
    } catch {
      throw LocalServerError(error)
    }
    do {
      let moment = now().addingTimeInterval(settings.faults.stampSkew)
      try ledger.lay(seed, by: TokenHolders.user(1), at: moment)
    } catch {
      throw .failed("the seed cannot be written: \(SystemReason.text(error))")
    }
    return ledger
  }

  /// Runs the HTTP server in a task of its own, so that a cancellation ends it gracefully and not at once.
  private func serve(
    _ pipeline: Pipeline, logger: Logger, _ onListening: @escaping @Sendable (Int) async -> Void
  ) async throws(LocalServerError) {
    do {
      let limits = settings.limits
      let builder = HTTPServerBuilder { TimedChannel(http: HTTP1Channel(responder: $0), limits: limits) }
      let server = try builder.buildServer(
        configuration: ServerConfiguration(
          address: .hostname(settings.host, port: settings.port), backlog: 1024, reuseAddress: true),
        eventLoopGroup: MultiThreadedEventLoopGroup.singleton, logger: logger
      ) { request, writer, _ in
        try await Exchange.answer(request, writer, pipeline)
      } onServerRunning: { channel in
        await onListening(channel.localAddress?.port ?? 0)
      }
      var configuration = ServiceGroupConfiguration(services: [server], logger: logger)
      configuration.maximumGracefulShutdownDuration = Self.patience
      let group = ServiceGroup(configuration: configuration)
      let running = Task { try await group.run() }
      try await withTaskCancellationHandler {
        try await running.value
      } onCancel: {
        Task { await group.triggerGracefulShutdown() }
      }
    } catch {
      throw failure(error)
    }
  }

  private func failure(_ error: any Error) -> LocalServerError {
    switch error {
    case let error as IOError where error.errnoCode == EADDRINUSE:
      .portInUse(host: settings.host, port: settings.port)
    case let error as IOError:
      .addressNotAvailable(
        host: settings.host, port: settings.port, reason: String(cString: strerror(error.errnoCode)))
    case is SocketAddressError:
      .addressNotAvailable(
        host: settings.host, port: settings.port, reason: "the host has no address on this machine")
    default: .failed("\(error)")
    }
  }

  /// How long a cancelled server waits for clients that do not finish their calls.
  private static let patience = Duration.seconds(3)

  /// Only what went wrong is logged; talk is the command's to make.
  private static var logger: Logger {
    var logger = Logger(label: "writ.serve")
    logger.logLevel = .error
    return logger
  }
}

extension LocalServerSettings.DataPlace {
  fileprivate var place: Ledger.Place {
    switch self {
    case .memory: .memory
    case .file(let path): .file(path)
    }
  }
}
