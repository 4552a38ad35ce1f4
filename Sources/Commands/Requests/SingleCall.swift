import Foundation
import OktaAPI
import RequestModel

/// Sends calls one by one, each once, for the commands that show the API as it is.
struct SingleCall {
  private let client: OktaClient
  private let settings: ConnectionSettings

  init(_ options: ConnectionOptions, in environment: Environment) throws {
    settings = try options.settings(in: environment)
    client = OktaClient(
      org: settings.org, credentials: settings.credentials,
      options: OktaClient.Options(connections: 1, timeLimit: settings.timeLimit, version: WritVersion.text))
  }

  /// Runs `body` and closes the connection, however it ends.
  static func with(
    _ options: ConnectionOptions, in environment: Environment, _ body: (SingleCall) async throws -> Void
  ) async throws {
    let call = try SingleCall(options, in: environment)
    do {
      try await body(call)
    } catch {
      await call.client.close()
      throw error
    }
    await call.client.close()
  }

  /// The reply to a call that the org accepted.
  func send(_ call: APICall) async throws(ServiceFailure) -> RawReply {
    let reply = try await client.send(call)
    let map = FailureMap(
      org: settings.org, call: call, scheme: settings.credentials.scheme, timeLimit: settings.timeLimit)
    if let failure = map.failure(reply) { throw failure }
    return reply
  }

  /// The reply to a write: a refusal, and an outcome that nobody knows, have statuses of their own.
  func write(_ call: APICall) async throws -> RawReply {
    do throws(ServiceFailure) {
      return try await send(call)
    } catch .rejected(let error) {
      throw CommandError(.rejected, error.text)
    } catch .lost(let reason, let error) {
      throw CommandError(
        .ambiguous, ServiceFailure.lost(reason, error).text,
        hint: "look whether it was done before you send it again: writ requests list --order-by 'created desc'")
    } catch {
      throw error
    }
  }
}

extension CredentialSource {
  fileprivate var scheme: Credentials.Scheme {
    switch self {
    case .fixed(let credentials): credentials.scheme
    case .file(_, let scheme), .command(_, let scheme): scheme
    }
  }
}

extension Console {
  /// The API's own JSON, on a line that ends.
  func result(_ reply: RawReply) {
    result(reply.body)
    if !reply.body.isEmpty, reply.body.last != UInt8(ascii: "\n") { result("\n") }
  }
}
