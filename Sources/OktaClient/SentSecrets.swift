import Foundation
import Model

/// The secrets that a call carried: whoever answers may repeat them, and nothing that is shown or recorded may.
///
/// Texts are cleaned when they are finished, not the reply that they were made of: a secret that stands in a reply with
/// escapes would be put together again by whoever reads it. Cleaning takes time in proportion to the text.
struct SentSecrets: Hashable, Sendable {
  /// Shorter texts are not secrets, and may be words of the reply.
  private static let minimumLength = 4
  /// How often a text may have been escaped.
  private static let depth = 3
  /// What stands in a secret's place.
  private static let mark = "…"

  /// As they were given: hardly any reply is shown.
  private let given: [String]

  init(_ secrets: [String] = []) { given = secrets }

  /// The longest first: one may be a part of another.
  private var secrets: [String] {
    Set(given).filter { $0.utf8.count >= Self.minimumLength }.sorted { ($0.utf8.count, $0) > ($1.utf8.count, $1) }
  }

  /// `text` with `…` for each secret, also where it is written with the escapes of JSON, URLs or HTML. `isCut`: whether
  /// the text was cut off at its end, where the beginning of a secret may be left.
  func hidden(in text: String, isCut: Bool = false) -> String {
    guard !given.isEmpty else { return text }
    var text = replaced(in: text)
    for unescape in Escapes.all where holdsSecret(unescape(text)) { text = replaced(in: unescape(text)) }
    var plain = text
    for _ in 0..<Self.depth {
      for unescape in Escapes.all { plain = unescape(plain) }
      if holdsSecret(plain) { text = replaced(in: plain) }
    }
    return isCut ? withoutRest(text) : text
  }

  private func holdsSecret(_ text: String) -> Bool {
    secrets.contains { text.range(of: $0, options: [.caseInsensitive, .literal]) != nil }
  }

  private func replaced(in text: String) -> String {
    secrets.reduce(text) { text, secret in
      text.replacingOccurrences(of: secret, with: Self.mark, options: [.caseInsensitive, .literal])
    }
  }

  private func withoutRest(_ text: String) -> String {
    for secret in secrets {
      for length in (Self.minimumLength..<max(secret.count, Self.minimumLength)).reversed()
      where text.hasSuffix(secret.prefix(length)) {
        return text.dropLast(length) + Self.mark
      }
    }
    return text
  }
}

extension SentSecrets: Redacted {}

/// The ways in which a reply may write a character with others, undone. What is not an escape stays as it is.
private enum Escapes {
  static let all: [@Sendable (String) -> String] = [json, percent, html]

  /// `\/`, `\"`, `\u002D` (RFC 8259, section 7).
  @Sendable static func json(_ text: String) -> String {
    undone(text, after: "\\") { rest in
      guard rest.first == "u" else { return rest.first.map { ($0.unicodeScalars.first, 1) } }
      return (hexadecimal(rest.dropFirst().prefix(4), digits: 4...4), 5)
    }
  }

  /// `%2D` (RFC 3986, section 2.1); of ASCII alone, since no secret in a header is anything else.
  @Sendable static func percent(_ text: String) -> String {
    undone(text, after: "%") { (hexadecimal($0.prefix(2), digits: 2...2), 2) }
  }

  /// `&#45;`, `&#x2D;` and the names that every page uses.
  @Sendable static func html(_ text: String) -> String {
    undone(text, after: "&") { rest in
      let name = rest.prefix(10).prefix { $0 != ";" }
      guard rest.dropFirst(name.count).first == ";" else { return nil }
      let number = name.dropFirst()
      let scalar: Unicode.Scalar? =
        if name.hasPrefix("#x") || name.hasPrefix("#X") {
          hexadecimal(number.dropFirst(), digits: 1...6)
        } else if name.hasPrefix("#") {
          UInt32(number).flatMap(Unicode.Scalar.init)
        } else {
          ["amp": "&", "lt": "<", "gt": ">", "quot": "\"", "apos": "'"][String(name)]
        }
      return (scalar, name.count + 1)
    }
  }

  private static func hexadecimal(_ text: Substring, digits: ClosedRange<Int>) -> Unicode.Scalar? {
    digits.contains(text.utf8.count) ? UInt32(text, radix: 16).flatMap(Unicode.Scalar.init) : nil
  }

  /// `escaped` reads what follows the sign of an escape: what it stands for, and its length. What is not ASCII is not
  /// part of a secret, and stays.
  private static func undone(
    _ text: String, after sign: Character, _ escaped: (Substring) -> (Unicode.Scalar?, length: Int)?
  ) -> String {
    guard text.contains(sign) else { return text }
    var plain = ""
    var rest = text[...]
    while let place = rest.firstIndex(of: sign) {
      plain += rest[..<place]
      rest = rest[rest.index(after: place)...]
      if case (let scalar?, let length)? = escaped(rest), scalar.isASCII {
        plain.unicodeScalars.append(scalar)
        rest = rest.dropFirst(length)
      } else {
        plain.append(sign)
      }
    }
    return plain + rest
  }
}
