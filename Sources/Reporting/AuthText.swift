import Foundation
import Model

/// An `AuthReport` for people: one fact a line.
package struct AuthText: Sendable {
  /// Whether the text has colors.
  package var styling: Styling

  package init(styling: Styling) {
    self.styling = styling
  }

  /// The whole report, ending with a line end. What the org sent cannot control the terminal.
  package func text(_ report: AuthReport) -> String {
    var lines = [
      line("org", report.orgURL), line("credentials", "\(report.credentials) (\(report.scheme))"),
      line("who", Self.who(report)), line("scopes", Self.scopes(report)),
    ]
    for permission in report.permissions {
      let answer = styling.paint(Self.answer(permission.state), Self.color(of: permission))
      let need =
        permission.isOptional && permission.state != .granted ? "needed for logins and groups in manifests only; " : ""
      lines.append(line(Self.name(of: permission.name), "\(answer)  \(need)\(permission.reason.terminalSafe)"))
    }
    lines += report.limits.map { line("limit", Self.limit($0)) }
    if report.limits.isEmpty { lines.append(line("limits", "the org's replies state none")) }
    return lines.joined(separator: "\n") + "\n"
  }

  private func line(_ name: String, _ value: String) -> String {
    styling.paint(name.padded(to: 18), .bold) + value
  }

  private static func who(_ report: AuthReport) -> String {
    if let clientID = report.clientID { return "service app \(clientID.terminalSafe)" }
    guard let userID = report.userID else { return "not known: the org does not return the user" }
    return report.login.map { "\($0.terminalSafe) (\(userID.terminalSafe))" } ?? userID.terminalSafe
  }

  private static func scopes(_ report: AuthReport) -> String {
    if let scopes = report.scopes { return scopes.isEmpty ? "none" : scopes.joined(separator: " ").terminalSafe }
    return report.scheme == "SSWS"
      ? "none needed: an API token may do what its user may" : "not known: an access token does not show them"
  }

  private static func name(of call: String) -> String {
    [
      "listRequests": "list requests", "readRequest": "read a request", "createRequest": "create requests",
      "findUsers": "find users", "findGroups": "find groups",
    ][call] ?? call
  }

  private static func name(of call: CallFamily) -> String {
    switch call {
    case .listRequests: "list requests"
    case .retrieveRequest: "read a request"
    case .createRequest: "create requests"
    case .sendMessage: "send messages"
    case .cancelRequest: "cancel requests"
    case .listRequestTypes: "list request types"
    case .retrieveRequestType: "read a request type"
    case .currentUser: "read its own user"
    case .organization: "read the org's id"
    case .retrieveUser: "read a user"
    case .listUsers: "list users"
    case .listMembers: "list a group's members"
    case .listGroups: "list groups"
    }
  }

  private static func answer(_ state: AuthReport.Permission.State) -> String {
    switch state {
    case .granted: "yes"
    case .refused: "no"
    case .unknown: "not known"
    }
  }

  private static func color(of permission: AuthReport.Permission) -> Styling.Color {
    switch permission.state {
    case .granted: .green
    case .refused: permission.isOptional ? .yellow : .red
    case .unknown: .yellow
    }
  }

  private static func limit(_ limit: AuthReport.Limit) -> String {
    let reading = limit.reading
    let rest = CountText.duration(seconds: max(0, reading.reset.timeIntervalSince(reading.date)))
    return "\(name(of: limit.call)): \(CountText.number(reading.remaining)) of "
      + "\(CountText.noun(reading.limit, "call")) left, the window ends in \(rest)"
  }
}
