import Model

/// Each message has 1–5,000 code points (contract schema `request-message-message`).
enum MessagesRule {
  static func isValid(_ node: YAMLNode, findings: Findings) -> Bool {
    guard KindRule.isList(node, as: "messages", findings: findings) else { return false }
    var isValid = true
    for message in node.items {
      guard let text = TemplateRule.message(message, findings: findings) else {
        isValid = false
        continue
      }
      isValid =
        LengthRule.check(
          .messageLength, of: "a message", text, at: message, maximum: RequestLimits.message, findings: findings)
        && isValid
    }
    return isValid
  }
}

/// A name is any text that is not empty.
enum NameRule {
  @inline(__always)
  static func isValid(_ node: YAMLNode, findings: Findings) -> Bool {
    guard let text = TemplateRule.text(node, as: "name", findings: findings) else { return false }
    if text.isEmpty { report(node, "a name", findings: findings) }
    return !text.isEmpty
  }

  static func report(_ node: YAMLNode, _ what: String, findings: Findings) {
    findings.add(.emptyName, at: node.range, "\(what) cannot be empty")
  }
}

/// How many requests with its key an entry may create, one after the other: 1 to 100.
enum AttemptRule {
  /// `nil` with a finding if it is not such a number.
  static func read(_ node: YAMLNode, findings: Findings) -> Int? {
    guard let text = KindRule.text(node, as: "attempt", findings: findings) else { return nil }
    let isWhole =
      text.count <= 3 && text.bytes.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
      && text.bytes.first != UInt8(ascii: "0")
    if isWhole, let number = Int(text.string), (1...RequestLimits.attempts).contains(number) { return number }
    findings.add(
      .attempt, at: node.range,
      "expected a whole number from 1 to \(RequestLimits.attempts) for attempt, "
        + "found \(text.quoted)", hint: "remove attempt for a first request")
    return nil
  }
}

/// Lengths count Unicode code points, as JSON Schema's `maxLength` does.
enum LengthRule {
  /// Whether the text is not empty and not longer than `maximum` code points.
  @inline(__always)
  @discardableResult
  static func check(
    _ code: DiagnosticCode, of what: String, _ text: YAMLText, at node: YAMLNode, maximum: Int, findings: Findings
  ) -> Bool {
    if text.hasLength(upTo: maximum) { return true }
    report(code, of: what, text, at: node, maximum: maximum, findings: findings)
    return false
  }

  static func report(
    _ code: DiagnosticCode, of what: String, _ text: YAMLText, at node: YAMLNode, maximum: Int, findings: Findings
  ) {
    let count = text.codePointCount
    findings.add(
      code, at: node.range, RequestLimits.lengthText(what, codePoints: count, maximum: maximum),
      hint: count > maximum ? "shorten it by \(count - maximum)" : nil)
  }
}

extension YAMLText {
  /// What to do about white space at an end of the text.
  var outerSpaceHint: String {
    let first = string.unicodeScalars.first
    return "remove the white space at the \(first?.properties.isWhitespace == true ? "beginning" : "end")"
  }

  /// Whether every character is white space (Unicode property White_Space); also of an empty text.
  var isBlank: Bool {
    if let first = bytes.first, first > 0x20, first < 0x7F { return false }
    return String(decoding: bytes, as: UTF8.self).unicodeScalars.allSatisfy(\.properties.isWhitespace)
  }
}
