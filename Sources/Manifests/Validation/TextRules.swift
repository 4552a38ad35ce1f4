import RequestModel

/// Each message has 1–5,000 code points (contract schema `request-message-message`).
enum MessagesRule {
  static func isValid(_ node: YAMLNode, _ findings: Findings) -> Bool {
    guard KindRule.isList(node, as: "messages", findings) else { return false }
    var isValid = true
    for message in node.items {
      guard let text = TemplateRule.message(message, findings) else {
        isValid = false
        continue
      }
      if !text.hasLength(upTo: RequestLimits.message) {
        LengthRule.report(
          .messageLength, "a message", text, at: message, most: RequestLimits.message, findings)
        isValid = false
      }
    }
    return isValid
  }
}

/// A name is any text but none at all.
enum NameRule {
  @inline(__always)
  static func isValid(_ node: YAMLNode, _ findings: Findings) -> Bool {
    guard let text = TemplateRule.text(node, as: "name", findings) else { return false }
    if text.isEmpty { report(node, "a name", findings) }
    return !text.isEmpty
  }

  static func report(_ node: YAMLNode, _ what: String, _ findings: Findings) {
    findings.add(.emptyName, at: node.range, "\(what) cannot be empty")
  }
}

/// How many requests with its key an entry asks for, one after the other: 1 to 100.
enum AttemptRule {
  /// `nil` with a finding where it is not such a number.
  static func read(_ node: YAMLNode, _ findings: Findings) -> Int? {
    guard let text = KindRule.text(node, as: "attempt", findings) else { return nil }
    let isWhole =
      text.count <= 3 && text.bytes.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
      && text.bytes.first != UInt8(ascii: "0")
    if isWhole, let number = Int(text.string), (1...RequestLimits.attempts).contains(number) { return number }
    findings.add(
      .attempt, at: node.range,
      "attempt is a whole number from 1 to \(RequestLimits.attempts), "
        + "this is \(text.shown)", hint: "leave attempt out for a first request")
    return nil
  }
}

/// Lengths count Unicode code points, as JSON Schema's `maxLength` does.
enum LengthRule {
  static func report(
    _ code: DiagnosticCode, _ what: String, _ text: YAMLText, at node: YAMLNode, most: Int, _ findings: Findings
  ) {
    let count = text.codePointCount
    findings.add(
      code, at: node.range, RequestLimits.lengthText(what, codePoints: count, maximum: most),
      hint: count > most ? "shorten it by \(count - most)" : nil)
  }
}

extension YAMLText {
  /// Whether every character is white space (Unicode property White_Space); also of an empty text.
  var isBlank: Bool {
    if let first = bytes.first, first > 0x20, first < 0x7F { return false }
    return String(decoding: bytes, as: UTF8.self).unicodeScalars.allSatisfy(\.properties.isWhitespace)
  }
}
