import Foundation
import RequestModel

/// An `AuthReport` as JSON.
package enum AuthJSON {
  /// `writ auth check --format json`: an object with the same keys for every kind of credentials.
  package static func document(_ report: AuthReport) -> OrderedJSON {
    .object([
      "formatVersion": .formatVersion, "orgUrl": .string(report.orgURL), "ok": .bool(report.isSound),
      "credentials": .string(report.credentials), "scheme": .string(report.scheme),
      "clientId": report.clientID.map(OrderedJSON.string), "userId": report.userID.map(OrderedJSON.string),
      "login": report.login.map(OrderedJSON.string),
      "scopes": report.scopes.map { .array($0.map(OrderedJSON.string)) },
      "rights": .array(report.rights.map(right)), "limits": .array(report.limits.map(limit)),
    ])
  }

  private static func right(_ right: AuthReport.Right) -> OrderedJSON {
    .object([
      "name": .string(right.name), "state": .string(right.state.rawValue), "reason": .string(right.reason),
      "optional": .bool(right.isOptional),
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
