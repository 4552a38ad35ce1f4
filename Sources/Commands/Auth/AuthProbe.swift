import Foundation
import OktaClient
import OktaWire
import Reporting
import Model

/// Finds out what the credentials are good for, by calls that change nothing.
struct AuthProbe {
  let calls: SingleCall

  /// Fails only where nothing can be reported: no access token, or no org.
  func report() async throws(ServiceFailure) -> AuthReport {
    let credentials = try await calls.credentials()
    var report = AuthReport(
      orgURL: calls.org.text, credentials: kind(of: credentials), scheme: credentials.scheme.rawValue,
      scopes: credentials.scopes)
    if case .serviceApp(let app) = calls.source { report.clientID = app.clientID } else { try await ask(who: &report) }
    try await probe(
      .listRequests(ListParameters(limit: 1)), as: .listRequests, "listRequests",
      provenBy: .body(of: PageBody<RequestBody>.self), into: &report)
    try await probe(
      .retrieveRequest(Self.noRequest), as: .retrieveRequest, "readRequest", provenBy: .error(400, 404), into: &report)
    try await probe(Self.emptyCreate, as: .createRequest, "createRequest", provenBy: .error(400), into: &report)
    try await probe(
      Self.oneOf(.users), as: .listUsers, "findUsers", isOptional: true, provenBy: .body(of: [UserBody].self),
      into: &report)
    try await probe(
      Self.oneOf(.groups), as: .listGroups, "findGroups", isOptional: true, provenBy: .body(of: [GroupBody].self),
      into: &report)
    return report
  }

  /// An id that the org does not have: zeros are not a moment of creation.
  private static let noRequest = String(repeating: "0", count: 24)

  /// A create that lacks all that the contract requires, so that no request can come of it.
  private static let emptyCreate = APICall.post(.requests, Data("{}".utf8))

  private static func oneOf(_ list: Endpoint) -> APICall {
    .get(list, ["limit": "1"])
  }

  private func kind(of credentials: Credentials) -> String {
    if case .serviceApp = calls.source { return "service app" }
    return credentials.scheme == .ssws ? "API token" : "access token"
  }

  /// Whose token it is. An access token may not be good for this call, and still for all others.
  private func ask(who report: inout AuthReport) async throws(ServiceFailure) {
    do throws(ServiceFailure) {
      let reply = try await calls.send(.currentUser, as: .currentUser)
      note(reply.rate, of: .currentUser, in: &report)
      guard let user = try? WireJSON.decode(UserBody.self, from: reply.body) else { return }
      report.userID = user.id
      report.login = user.profile?.login
    } catch {
      try rethrowIfFatal(error)
      note(error.rate, of: .currentUser, in: &report)
    }
  }

  private func probe(
    _ call: APICall, as family: CallFamily, _ name: String, isOptional: Bool = false, provenBy proof: PermissionProbe,
    into report: inout AuthReport
  ) async throws(ServiceFailure) {
    var permission: AuthReport.Permission
    do throws(ServiceFailure) {
      let reply = try await calls.send(call, as: family)
      note(reply.rate, of: family, in: &report)
      permission = proof.permission(name, reply)
    } catch {
      try rethrowIfFatal(error)
      note(error.rate, of: family, in: &report)
      permission = proof.permission(name, error)
    }
    permission.isOptional = isOptional
    report.permissions.append(permission)
  }

  /// Where the org cannot be reached or gives no token, there is nothing to report.
  private func rethrowIfFatal(_ failure: ServiceFailure) throws(ServiceFailure) {
    switch failure {
    case .unreachable, .noCredentials: throw failure
    default: return
    }
  }

  private func note(_ reading: RateLimitHeaders?, of family: CallFamily, in report: inout AuthReport) {
    guard let reading, !reading.isConcurrencyLimit else { return }
    report.limits.append(.init(call: family, reading: reading))
  }
}
