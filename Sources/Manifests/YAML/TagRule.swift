import CLibYAML
import Model

/// Tags: only those that name what YAML sees anyway, and only where they do.
enum TagRule {
  private static let prefix = "tag:yaml.org,2002:"

  /// What a scalar's tag says: `!!str` makes text even of a plain `null`, `!!null` makes no value of anything.
  static func checkScalar(_ tag: UnsafePointer<UInt8>, at range: SourceRange, findings: Findings) -> Bool {
    switch short(tag) {
    case "!!str": return false
    case "!!null": return true
    case let tag: report(tag, on: "text", at: range, findings: findings)
    }
    return false
  }

  static func checkSequence(_ tag: UnsafePointer<UInt8>, at range: SourceRange, findings: Findings) {
    let tag = short(tag)
    if tag != "!!seq" { report(tag, on: "a list", at: range, findings: findings) }
  }

  static func checkMapping(_ tag: UnsafePointer<UInt8>, at range: SourceRange, findings: Findings) {
    let tag = short(tag)
    if tag != "!!map" { report(tag, on: "a mapping", at: range, findings: findings) }
  }

  private static func short(_ tag: UnsafePointer<UInt8>) -> String {
    let text = String(cString: tag)
    return text.hasPrefix(prefix) ? "!!" + text.dropFirst(prefix.count) : text
  }

  private static func report(_ tag: String, on noun: String, at range: SourceRange, findings: Findings) {
    let shown = tag.count > 60 ? tag.prefix(60) + "…" : tag[...]
    if ["!!str", "!!null", "!!seq", "!!map"].contains(tag) {
      findings.add(.tag, at: range, "the tag \(shown) does not match \(noun)", hint: "remove the tag")
    } else if tag == "!vault" || tag == "!vault-encrypted" {
      findings.add(
        .tag, at: range, "the tag \(shown) marks a value encrypted by Ansible Vault, which is not decrypted here",
        hint: "write the decrypted value")
    } else {
      findings.add(
        .tag, at: range, "unsupported tag \(shown)", hint: "remove the tag: values are text as written")
    }
  }
}
