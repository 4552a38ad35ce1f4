import Foundation
import HTTPTypes
import RequestModel
import Testing

@testable import LocalServer

@Suite("what a token was granted")
struct ScopeTests {
  private static let all = Set(OAuthScope.allCases.map(\.rawValue))

  @Test("an access token without the scope of an operation is refused with a challenge and without a body")
  func insufficient() async throws {
    let pipeline = try Self.pipeline()
    for route in Route.all {
      let work = Self.work(route, scopes: [])
      guard case .scope(let scope) = work.operation.access else { continue }
      let answer = await pipeline.handle(Self.work(route, scopes: Self.all.subtracting([scope.rawValue])), fault: nil)
      #expect(answer.status == 403 && answer.body == nil, "\(route.method) \(route.template)")
      let challenge = """
        Bearer authorization_uri="http://org.test/oauth2/v1/authorize", realm="http://org.test", \
        scope="\(scope.rawValue)", error="insufficient_scope", \
        error_description="The access token provided does not contain the required scopes.", \
        resource="\(work.call.path)"
        """
      #expect(answer.headers.filter { $0.name == .wwwAuthenticate }.map(\.value) == [challenge])
    }
  }

  @Test("the scope of an operation is enough for it, and a token without scopes may do everything")
  func sufficient() async throws {
    let pipeline = try Self.pipeline()
    for route in Route.all {
      guard case .scope(let scope) = Self.work(route, scopes: []).operation.access else { continue }
      for scopes in [[scope.rawValue], nil] as [Set<String>?] {
        let answer = await pipeline.handle(Self.work(route, scopes: scopes), fault: nil)
        #expect(![401, 403, 500].contains(answer.status), "\(route.method) \(route.template)")
      }
    }
  }

  private static func pipeline() throws -> Pipeline {
    Pipeline(
      ledger: try Ledger(at: .memory, rateLimit: nil, dice: FaultDice(plan: FaultPlan(), seed: 0), random: { 7 }),
      tokens: TokenHolders(tokens: [], authorizationServer: AuthorizationServer(clients: [], random: { 7 })),
      faults: FaultPlan(), hosts: TrustedHosts(LocalServerSettings()), now: { Date(timeIntervalSince1970: 0) },
      random: { 7 },
      sleep: { _ in }, report: { Issue.record($0) })
  }

  /// A call of the route, with a user who exists and an empty JSON object for a body.
  private static func work(_ route: Route, scopes: Set<String>?) -> Work {
    let path = route.template.replacing(/\{.*?\}/, with: "00ub0oNGTSWTBKOLGLNR")
    guard case .operation(let operation) = Route.find(method: route.method, path: path[...]) else {
      preconditionFailure("\(route.template) is not found by its own path")
    }
    let call = Call(
      method: route.method, path: path[...], query: "", origin: "http://org.test", authorization: nil,
      contentType: "application/json", body: { _ in Data("{}".utf8) })
    return Work(
      operation: operation, call: call, caller: Caller(user: "00ub0oNGTSWTBKOLGLNR", scopes: scopes),
      moment: Date(timeIntervalSince1970: 0), rate: nil)
  }
}
