package import Foundation

/// Which of the org's requests a command is about; a request has to meet all of it.
package struct RequestFilter: Hashable, Sendable {
  /// Of one of these types; empty: of any.
  package var types: Set<RequestTypeID> = []
  /// With this status.
  package var status: ExistingRequest.Status?
  /// Changed after this moment, by the org's clock.
  package var updatedAfter: Date?
  /// Created at this moment or later, by the org's clock.
  package var createdSince: Date?

  /// Every request.
  package init() {}

  /// Whether a request meets it.
  package func matches(_ request: ExistingRequest) -> Bool {
    (types.isEmpty || types.contains(request.requestTypeID)) && status.map { request.status == $0 } ?? true
      && updatedAfter.map { request.lastUpdated > $0 } ?? true && createdSince.map { request.created >= $0 } ?? true
  }

  /// Takes in an expression as the API's list has it: `requestStatus eq "OPEN"`, `lastUpdated gt "2026-05-24T14:15:22Z"`, or
  /// both with `and` between them (contract parameter `request-list-filter`). Attributes are case-sensitive, operators are
  /// not. `false` where it is anything else.
  package mutating func add(expression: String) -> Bool {
    var rest = expression[...]
    repeat {
      guard let term = rest.prefixMatch(of: /\s*(?<attribute>\w+)\s+(?<operator>\w+)\s+"(?<value>[^"\\]*)"\s*/),
        add(String(term.attribute), term.operator.lowercased(), String(term.value))
      else { return false }
      rest = rest[term.range.upperBound...]
      if rest.isEmpty { return true }
      guard let and = rest.prefixMatch(of: /(?i)and\s/) else { return false }
      rest = rest[and.range.upperBound...]
    } while true
  }

  private mutating func add(_ attribute: String, _ comparison: String, _ value: String) -> Bool {
    switch (attribute, comparison) {
    case ("requestStatus", "eq") where status == nil: status = value
    case ("lastUpdated", "gt") where updatedAfter == nil:
      guard let moment = Self.moment(value) else { return false }
      updatedAfter = moment
    default: return false
    }
    return true
  }

  /// A day, which begins at midnight in UTC, or a date and a time of RFC 3339; `nil` for anything else.
  package static func moment(_ text: String) -> Date? {
    var text = text.utf8.count == 10 ? "\(text)T00:00:00Z" : text
    return text.withUTF8 { DateTimeText.milliseconds(of: $0) }.map { Date(timeIntervalSince1970: Double($0) / 1_000) }
  }
}
