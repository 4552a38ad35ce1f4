import Foundation

/// RFC 3986, section 2: everything but the unreserved characters is written as `%` and two hexadecimal digits.
package enum PercentEncoding {
  private static let unreserved = CharacterSet(
    charactersIn: "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~")

  /// `text` as one query value or one path segment; a space becomes `%20`.
  package static func encode(_ text: String) -> String {
    // Never `nil`: every Swift string is valid Unicode.
    text.addingPercentEncoding(withAllowedCharacters: unreserved) ?? ""
  }

  /// `nil` where a `%` is not followed by two hexadecimal digits, or the bytes are not UTF-8.
  ///
  /// In a query `+` is a space, as Okta takes it; in a path segment it is itself.
  package static func decode(_ text: some StringProtocol, plusIsSpace: Bool = true) -> String? {
    let text = plusIsSpace ? text.replacingOccurrences(of: "+", with: " ", options: .literal) : String(text)
    return text.removingPercentEncoding
  }
}
