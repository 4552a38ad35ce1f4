import HTTPTypes
import Foundation
import Model
import Testing

@testable import LocalServer

@Suite("scopes of access tokens")
struct ScopeTests {
  private static let all = Set(OAuthScope.allCases.map(\.rawValue))

  @Test("an access token without the scope of an operation gets a 403 with a challenge and without a body")
  func insufficient() async throws {
    let pipeline = try Self.pipeline()
    for operation in ServerOperation.all {
      guard case .scope(let scope) = operation.access else { continue }
      let handler = try Self.handler(of: operation, in: pipeline, scopes: Self.all.subtracting([scope.rawValue]))
      let response = await pipeline.run(handler)
      #expect(response.status == 403 && response.body == nil, "\(operation.method) \(operation.path)")
      let challenge = """
        Bearer authorization_uri="http://org.test/oauth2/v1/authorize", realm="http://org.test", \
        scope="\(scope.rawValue)", error="insufficient_scope", \
        error_description="The access token provided does not contain the required scopes.", \
        resource="\(handler.call.path)"
        """
      #expect(response.headers.filter { $0.name == .wwwAuthenticate }.map(\.value) == [challenge])
    }
  }

  @Test("an access token with the scope of an operation may call it, and an API token may call every operation")
  func sufficient() async throws {
    let pipeline = try Self.pipeline()
    for operation in ServerOperation.all {
      guard case .scope(let scope) = operation.access else { continue }
      for scopes in [[scope.rawValue], nil] as [Set<String>?] {
        let response = await pipeline.run(try Self.handler(of: operation, in: pipeline, scopes: scopes))
        #expect(![401, 403, 500].contains(response.status), "\(operation.method) \(operation.path)")
      }
    }
  }

  private static func pipeline() throws -> Pipeline {
    Pipeline(
      ledger: try Ledger(
        at: nil, buckets: RateBuckets(limit: .unlimited), faults: FaultInjector(plan: FaultPlan(), seed: 0),
        random: { 7 }),
      tokens: TokenAuthenticator(tokens: [], authorizationServer: AuthorizationServer(clients: [], random: { 7 })),
      faults: FaultPlan(), cancelSupport: .available, hosts: TrustedHosts(LocalServerSettings()),
      now: { Date(timeIntervalSince1970: 0) },
      random: { 7 },
      sleep: { _ in }, report: { Issue.record($0) })
  }

  /// A call of the operation by an existing user, with an empty JSON object as its body.
  private static func handler(
    of operation: ServerOperation, in pipeline: Pipeline, scopes: Set<String>?
  ) throws -> OperationHandler {
    let path = operation.path.replacing(/\{.*?\}/, with: "00ub0oNGTSWTBKOLGLNR")
    guard case .operation(let found, let parameter) = ServerOperation.find(method: operation.method, path: path[...])
    else {
      throw APIError.unknownPath
    }
    #expect(found.path == operation.path)
    let call = ServerCall(
      method: operation.method, path: path[...], query: "", origin: "http://org.test", authorization: nil,
      contentType: "application/json", body: { _ in Data("{}".utf8) })
    return OperationHandler(
      operation: found, parameter: parameter, ledger: pipeline.ledger, tokens: pipeline.tokens, call: call,
      caller: Caller(user: "00ub0oNGTSWTBKOLGLNR", scopes: scopes), received: Date(timeIntervalSince1970: 0), rate: nil,
      random: pipeline.random, faults: pipeline.faults, cancelSupport: pipeline.cancelSupport, fault: nil)
  }
}
