package import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdCore
import Logging
import NIOCore
import NIOPosix
import Model
import ServiceLifecycle

/// Okta's Access Requests API on this machine, as its published contract describes it, with data in memory or in a file.
///
/// Operations: all of `/governance/api/v1/requests` and `/governance/api/v1/request-types`, single users under
/// `/api/v1/users`, lists of users and groups, the token endpoint `/oauth2/v1/token` for the service apps of the seed, and
/// those that only this server has: `GET /local/v1/statistics`, `GET /local/v1/messages?request=ID`, the admin page
/// `GET /`, where a person decides requests, and its calls under `/local/v1/requests`. `ServerOperation.all` lists them.
/// Requests change automatically by the rules of the seed (`LifecycleRule`, `StoredRequest.nextTransition`).
/// With a rate limit, each token has a bucket for each family of calls (`RateBuckets`), and every reply of such a call
/// has the three rate-limit headers; without one there are none. The settings say which faults are injected (`FaultKind`).
package struct LocalServer: Sendable {
  private let settings: LocalServerSettings
  private let now: @Sendable () -> Date
  private let random: @Sendable () -> UInt64
  private let sleep: @Sendable (Duration) async -> Void

  /// `now` is the server's clock, before the skew in the settings, for timestamps, rate-limit windows and the header
  /// `Date`; `random` makes ids; `sleep` delays replies.
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

  /// Serves until the task is canceled: then it accepts no more connections, finishes calls in flight (those that their
  /// clients complete within three seconds) and returns what it served. `onListening` receives the port once calls are
  /// accepted.
  @discardableResult
  package func run(
    onListening: @escaping @Sendable (_ port: Int) async -> Void
  ) async throws(LocalServerError) -> ServedCalls {
    let seed = try settings.seed.map { path throws(LocalServerError) in try SeedFile.read(path: path) }
    let tokens = try acceptedTokens(seed)
    let ledger = try openLedger(seed, tokens)
    let logger = Self.logger
    let pipeline = Pipeline(
      ledger: ledger, tokens: tokens, faults: settings.faults, cancelSupport: settings.cancelSupport,
      hosts: TrustedHosts(settings), now: now, random: random,
      sleep: sleep
    ) { error in
      logger.error("unexpected error: \(error)")
    }
    try await serve(pipeline, logger: logger, onListening)
    do {
      let served = try ledger.servedCalls()
      try ledger.close()
      return served
    } catch {
      throw .failed("the data file cannot be closed: \(error)")
    }
  }

  private func acceptedTokens(_ seed: Seed?) throws(LocalServerError) -> TokenAuthenticator {
    for (position, token) in zip(1..., settings.tokens)
    where token.isEmpty || !token.utf8.allSatisfy({ (0x21...0x7e).contains($0) }) {
      throw .badToken(position: position)
    }
    return TokenAuthenticator(
      tokens: settings.tokens,
      authorizationServer: AuthorizationServer(clients: seed?.clients ?? [], random: random))
  }

  private func openLedger(_ seed: Seed?, _ tokens: TokenAuthenticator) throws(LocalServerError) -> Ledger {
    let ledger = try Ledger(
      at: settings.data, buckets: RateBuckets(limit: settings.rateLimit, style: settings.rateWindows),
      faults: FaultInjector(plan: settings.faults, seed: settings.faultSeed), random: random)
    do {
      let moment = now().addingTimeInterval(settings.faults.stampSkew)
      try ledger.seed(with: seed, by: TokenAuthenticator.user(1), at: moment)
    } catch {
      throw .failed("the seed cannot be written: \(SystemReason.text(error))")
    }
    return ledger
  }

  /// Runs the HTTP server in its own task, so that a cancellation stops it gracefully.
  private func serve(
    _ pipeline: Pipeline, logger: Logger, _ onListening: @escaping @Sendable (Int) async -> Void
  ) async throws(LocalServerError) {
    do {
      let timeouts = settings.timeouts
      let builder = HTTPServerBuilder { TimeoutChannel(http: HTTP1Channel(responder: $0), timeouts: timeouts) }
      let server = try builder.buildServer(
        configuration: ServerConfiguration(
          address: .hostname(settings.host, port: settings.port), backlog: 1024, reuseAddress: true),
        eventLoopGroup: MultiThreadedEventLoopGroup.singleton, logger: logger
      ) { request, writer, _ in
        try await HummingbirdAdapter.respond(to: request, writer, pipeline)
      } onServerRunning: { channel in
        await onListening(channel.localAddress?.port ?? 0)
      }
      var configuration = ServiceGroupConfiguration(services: [server], logger: logger)
      configuration.maximumGracefulShutdownDuration = Self.shutdownTimeout
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

  /// How long a canceled server waits for clients to complete their calls.
  private static let shutdownTimeout = Duration.seconds(3)

  /// Only errors are logged; the command prints everything else.
  private static var logger: Logger {
    var logger = Logger(label: "writ.serve")
    logger.logLevel = .error
    return logger
  }
}
