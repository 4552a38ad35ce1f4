import Foundation
package import RequestModel

/// How the field values of an existing request differ from the declared ones.
///
/// Only declared fields count: the values of other fields are not compared.
package struct Drift: Hashable, Sendable {
  /// One declared field whose value in the org is another one, or missing.
  package struct Difference: Hashable, Sendable {
    /// The field's id.
    package var field: FieldID
    /// The value in the manifest.
    package var declared: FieldValue
    /// `nil`: the org has no value.
    package var existing: FieldValue?
  }

  /// In the order of the declared values; empty where nothing differs.
  package var differences: [Difference]

  /// `existing` is `nil` where the org does not show the values: no difference can be seen then.
  package init(declared: [RequesterFieldValue], existing: [RequesterFieldValue]?) {
    guard let existing else {
      differences = []
      return
    }
    let values = Dictionary(existing.map { ($0.id, $0.value) }, uniquingKeysWith: { first, _ in first })
    differences = declared.compactMap { field in
      let value = values[field.id]
      if let value, value.means(field.value) { return nil }
      return Difference(field: field.id, declared: field.value, existing: value)
    }
  }

  /// One line, or `nil` where nothing differs.
  package var reason: String? {
    guard let first = differences.first else { return nil }
    let has = first.existing.map { "has \($0.quoted)" } ?? "has no value"
    let more = differences.count > 1 ? " (and \(differences.count - 1) more)" : ""
    return "field \(first.field.text): the org \(has), the manifest says \(first.declared.quoted)\(more)"
  }
}

extension FieldValue {
  /// Whether both say the same: equal bytes, or the same moment written in two ways.
  fileprivate func means(_ other: FieldValue) -> Bool {
    switch (self, other) {
    case (.string(let left), .string(let right)), (.selection(let left), .selection(let right)):
      left.utf8.elementsEqual(right.utf8) || Self.isSameMoment(left, right)
    default: false
    }
  }

  private static func isSameMoment(_ left: String, _ right: String) -> Bool {
    guard let first = moment(left), let second = moment(right) else { return false }
    return first == second
  }

  private static func moment(_ text: String) -> Date? {
    guard text.utf8.count >= 20, text.utf8.first.map({ (48...57).contains($0) }) == true else { return nil }
    let fraction = Date.ISO8601FormatStyle(includingFractionalSeconds: true)
    return (try? fraction.parse(text)) ?? (try? Date.ISO8601FormatStyle().parse(text))
  }

  /// The value in quotes, cut after 60 characters.
  fileprivate var quoted: String {
    switch self {
    case .string(let text), .selection(let text):
      text.count > 60 ? "\"\(text.prefix(60))…\"" : "\"\(text)\""
    }
  }
}
