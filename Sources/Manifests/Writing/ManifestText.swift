/// The texts of an org in a manifest, where `${` and `{{` belong to templates (`TemplateRule`).
package enum ManifestText {
  /// What keeps a text out of a manifest, as a part of a sentence; `nil` where it can be written. A message may have a
  /// placeholder, which is a warning.
  package static func flaw(of text: String, isMessage: Bool = false) -> String? {
    if text.unicodeScalars.contains("\0") { return "it has the character U+0000" }
    return !isMessage && hasPlaceholder(Array(text.utf8))
      ? "it has {{…}}, which a manifest takes for a template's" : nil
  }

  /// Whether an item of `users` may be this login, and stands for nothing else.
  package static func isLogin(_ text: String) -> Bool {
    guard flaw(of: text) == nil else { return false }
    var text = text
    return text.withUTF8 { UsersRule.isLogin(YAMLText($0)) }
  }

  /// The text as the manifest language wants it: each `${` with a second dollar sign.
  package static func escaped(_ text: String) -> String {
    var escaped = String.UnicodeScalarView()
    var isAfterDollar = false
    for scalar in text.unicodeScalars {
      if isAfterDollar, scalar == "{" { escaped.append("$") }
      escaped.append(scalar)
      isAfterDollar = scalar == "$"
    }
    return String(escaped)
  }

  /// Whether two braces are left that a later pair closes, those of an escaped `${` aside.
  private static func hasPlaceholder(_ bytes: [UInt8]) -> Bool {
    let (dollar, open, close) = (UInt8(ascii: "$"), UInt8(ascii: "{"), UInt8(ascii: "}"))
    guard let lastPair = bytes.indices.dropLast().last(where: { bytes[$0] == close && bytes[$0 + 1] == close }) else {
      return false
    }
    var index = 0
    while index + 1 < lastPair {
      if bytes[index] == dollar, bytes[index + 1] == open {
        index += 2
      } else if bytes[index] == open, bytes[index + 1] == open {
        return true
      } else {
        index += 1
      }
    }
    return false
  }
}
