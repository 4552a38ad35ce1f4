/// How much of everything a request takes: manifests, their JSON Schema and saved plans are held to these. Lengths count
/// Unicode code points, as JSON Schema's `maxLength` does, and nothing may be empty.
package enum RequestLimits {
  /// Of a subject (contract schema `request-subject`).
  package static let subject = 250
  /// Of a message (contract schema `request-message-message`).
  package static let message = 5_000
  /// Of a TEXT or DATE-TIME value (contract schemas `field-text-value`, `field-date-time-value`).
  package static let text = 1_000
  /// Of a SELECT option (contract schema `field-option-value`).
  package static let option = 280
  /// Fields of a request type or a request; the API takes 5 (contract schema `fields-writable`), so that more than
  /// this is a mistake, and checking stays linear.
  package static let fields = 100
  /// Requests with one key, one after the other.
  package static let attempts = 100

  /// `subject must be 1–250 characters, found 251`
  package static func lengthText(_ what: String, codePoints: Int, maximum: Int) -> String {
    "\(what) must be 1–\(maximum) characters, found \(codePoints)"
  }

  /// The same about a text that is too short or too long; `nil` where it is neither.
  package static func lengthFlaw(_ what: String, _ text: String, maximum: Int) -> String? {
    if !text.isEmpty, text.utf8.count <= maximum { return nil }
    let count = text.unicodeScalars.count
    return (1...maximum).contains(count) ? nil : lengthText(what, codePoints: count, maximum: maximum)
  }
}
