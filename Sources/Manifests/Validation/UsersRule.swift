import RequestModel

/// Users are a list of at least one id: `00u` and 17 letters or digits (contract schema `requester-user-id`).
enum UsersRule {
  /// Whether there is a list to go through.
  static func isList(_ node: WrittenNode, _ findings: Findings) -> Bool {
    guard KindRule.isList(node, as: "users", findings) else { return false }
    if node.count == 0 {
      findings.add(
        .emptyUsers, at: node.range, "users names no user, so that this entry asks for nothing",
        hint: "leave users out to ask for the token's own user, or take the entry out")
    }
    return node.count > 0
  }

  /// The id's bytes, `nil` with a finding where it is none.
  @inline(__always)
  static func check(_ user: WrittenNode, _ findings: Findings) -> WrittenText? {
    guard let text = KindRule.text(user, as: "a user", findings) else { return nil }
    if isID(text) { return text }
    findings.add(
      .userID, at: user.range, "a user's id is 00u and 17 letters or digits, \(text.shown) \(problem(of: text))",
      hint: text.bytes.contains(UInt8(ascii: "@")) ? "the API takes ids, not logins or e-mail addresses" : nil)
    return nil
  }

  @inline(__always)
  private static func isID(_ text: WrittenText) -> Bool {
    guard text.count == 20 else { return false }
    let bytes = text.bytes
    guard bytes[0] == UInt8(ascii: "0"), bytes[1] == UInt8(ascii: "0"), bytes[2] == UInt8(ascii: "u") else {
      return false
    }
    for index in 3..<20 where !bytes[index].isASCIIAlphanumeric { return false }
    return true
  }

  private static func problem(of text: WrittenText) -> String {
    let startsRight = text.bytes.starts(with: "00u".utf8)
    return text.codePointCount == 20 && !startsRight ? "does not begin with 00u" : text.lengthOrForm(is: 20)
  }
}
