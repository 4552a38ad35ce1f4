import Model

/// How the field values of an existing request differ from the declared ones.
///
/// Only declared fields count: the values of other fields are not compared.
enum Drift {
  /// One line, or `nil` where nothing differs. `existing` is `nil` where the org does not show the values: no difference can
  /// be seen then.
  static func reason(declared: [RequesterFieldValue], existing: [RequesterFieldValue]?) -> String? {
    guard let existing else { return nil }
    let values = Dictionary(existing.map { ($0.id, $0.value) }, uniquingKeysWith: { first, _ in first })
    let different = declared.filter { field in !(values[field.id]?.means(field.value) ?? false) }
    guard let first = different.first else { return nil }
    let has = values[first.id].map { "has \($0.quoted)" } ?? "has no value"
    let more = different.count > 1 ? " (and \(different.count - 1) more)" : ""
    return "field \(first.id.text): the org \(has), the manifest says \(first.value.quoted)\(more)"
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
    var (left, right) = (left, right)
    guard let moment = left.withUTF8({ DateTimeText.milliseconds(of: $0) }) else { return false }
    return moment == right.withUTF8 { DateTimeText.milliseconds(of: $0) }
  }

  /// The value in quotes, cut after 60 characters.
  fileprivate var quoted: String {
    switch self {
    case .string(let text), .selection(let text):
      text.count > 60 ? "\"\(text.prefix(60))…\"" : "\"\(text)\""
    }
  }
}
