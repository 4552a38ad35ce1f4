import Foundation
import Model

/// An `AuthReport` as JSON.
package enum AuthJSON {
  /// `writ auth check --format json`: an object with the same keys for every kind of credentials.
  package static func document(_ report: AuthReport) -> OrderedJSON {
    .object([
      "formatVersion": .formatVersion, "orgUrl": .string(report.orgURL), "ok": .bool(report.isUsable),
      "credentials": .string(report.credentials), "scheme": .string(report.scheme),
      "clientId": report.clientID.map(OrderedJSON.string), "userId": report.userID.map(OrderedJSON.string),
      "login": report.login.map(OrderedJSON.string),
      "scopes": report.scopes.map { .array($0.map(OrderedJSON.string)) },
      "rights": .array(report.permissions.map(permission)), "limits": .array(report.limits.map(limit)),
    ])
  }

  private static func permission(_ permission: AuthReport.Permission) -> OrderedJSON {
    .object([
      "name": .string(permission.name), "state": .string(permission.state.rawValue),
      "reason": .string(permission.reason),
      "optional": .bool(permission.isOptional),
    ])
  }

  private static func limit(_ limit: AuthReport.Limit) -> OrderedJSON {
    let reading = limit.reading
    return .object([
      "call": .string(limit.call.rawValue), "limit": .integer(reading.limit),
      "remaining": .integer(reading.remaining),
      "resetsInSeconds": .integer(Int(max(0, reading.reset.timeIntervalSince(reading.date)))),
    ])
  }
}
