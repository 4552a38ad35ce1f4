import Foundation
import Journaling
import OktaClient
import OktaWire
import Model
import Throttling

/// Sends calls one by one, each once, for the commands that show the API as it is. Next to a run on the same state
/// they share the rate limit with it, and wait for room.
struct SingleCall {
  private let client: OrgClient
  /// Where the credentials come from.
  let source: CredentialSource
  private let limiter: RateLimiter
  private let time: TimeSource
  private let console: Console

  init(
    _ options: ConnectionOptions, state: StateLocation, in environment: Environment, console: Console
  ) throws {
    let settings = try options.settings(in: environment)
    source = settings.credentials
    client = OrgClient(settings, connections: 1, in: environment)
    time = environment.time
    self.console = console
    let isShared = state.mayHaveBudget
    limiter = RateLimiter(
      settings: RateSettings(reserve: 0, parallelism: 1), time: time,
      budget: isShared ? environment.budget(for: settings, state: state) : nil)
  }

  /// Runs `body` with calls that share the rate limit of the processes on the state at a path, and closes the connections, however it ends.
  static func with(
    _ options: ConnectionOptions, state: StateLocation, in environment: Environment, console: Console,
    _ body: (SingleCall) async throws -> Void
  ) async throws {
    let call = try SingleCall(options, state: state, in: environment, console: console)
    do {
      try await body(call)
    } catch {
      await call.close()
      throw error
    }
    await call.close()
  }

  private func close() async {
    await limiter.close()
    await client.close()
  }

  var org: OrgURL { client.org }

  /// Those that calls are made with.
  func credentials() async throws(ServiceFailure) -> Credentials { try await client.currentCredentials() }

  /// The reply to a call that the org accepted.
  func send(_ call: APICall, as family: CallFamily) async throws(ServiceFailure) -> RawReply {
    let permit = await acquirePermit(for: family)
    do throws(ServiceFailure) {
      let reply = try await client.perform(call).reply
      await release(permit, .answered(reply.rate))
      return reply
    } catch {
      await release(permit, CallOutcome(error, pause: .zero))
      throw error
    }
  }

  /// Waits until the call may go, and says so where that takes long. This limiter is never stopped.
  private func acquirePermit(for family: CallFamily) async -> Permit? {
    let notice = time.alarm(time.now() + .seconds(2)) { [limiter, console] in
      guard let status = await limiter.statuses()[family], status != .unlimited else { return }
      console.note("waiting for the rate-limit window, \(Int(status.endsIn.rounded(.up))) s")
    }
    defer { notice.cancel() }
    return try? await limiter.acquire(for: family)
  }

  private func release(_ permit: Permit?, _ outcome: CallOutcome) async {
    if let permit { await limiter.release(permit, outcome: outcome) }
  }

  /// The reply to a write: a refusal, and an ambiguous outcome, have statuses of their own.
  func write(_ call: APICall, as family: CallFamily) async throws -> RawReply {
    do throws(ServiceFailure) {
      return try await send(call, as: family)
    } catch .rejected(let error) {
      throw CommandError(.rejected, rejected: error)
    } catch {
      guard error.isCertainlyNotProcessed else { throw CommandError.unknownOutcome(error.text, of: family) }
      throw error
    }
  }
}

extension CommandError {
  /// A write that the org may have carried out, or not.
  static func unknownOutcome(_ text: String, of family: CallFamily) -> CommandError {
    let hint =
      family == .sendMessage
      ? "check the request in the org before you send it again: messages cannot be read later"
      : "check whether it was created before you send it again: writ requests list --order-by 'created desc'"
    return CommandError(.ambiguous, text, hint: hint)
  }
}

extension Console {
  /// The API's own JSON, on a line that ends.
  func result(_ reply: RawReply) {
    result(reply.body)
    if !reply.body.isEmpty, reply.body.last != UInt8(ascii: "\n") { result("\n") }
  }
}
