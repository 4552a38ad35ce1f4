import Foundation
import Model

/// One item of `users`, before it is resolved in the org.
enum UserReference {
  case id(YAMLText)
  /// A login or an e-mail address.
  case name(YAMLText)
  /// A group's name or id.
  case group(YAMLText)

  /// A copy that outlives the document.
  var reference: RequesterReference {
    switch self {
    case .id(let text): .id(UserID(fromOrg: text.string))
    case .name(let text): .name(text.string)
    case .group(let text): .group(text.string)
    }
  }

  var kindDescription: String {
    if case .group = self { "group" } else { "user" }
  }

  /// The key for comparing it with other users, except for ids: the org ignores the case of a login.
  var comparable: String? {
    switch self {
    case .id: nil
    case .name(let text): "name " + text.string.lowercased()
    case .group(let text): "group " + text.string
    }
  }
}

/// Users are a list of at least one: an id (`00u` and 17 letters or digits, contract schema `requester-user-id`), a login or
/// an e-mail address, or a group. What begins with `00u` is an id unless it has an `@`, so that a mistyped id is
/// reported.
enum UsersRule {
  /// Whether it is a list with at least one item.
  static func isList(_ node: YAMLNode, findings: Findings) -> Bool {
    guard KindRule.isList(node, as: "users", findings: findings) else { return false }
    if node.count == 0 {
      findings.add(
        .emptyUsers, at: node.range, "users is empty; this entry would create nothing",
        hint: "remove users to request for the token's own user, or remove the entry")
    }
    return node.count > 0
  }

  /// `nil` with a finding if the item is not one of these.
  @inline(__always)
  static func check(_ user: YAMLNode, findings: Findings) -> UserReference? {
    if let text = user.bytes, isID(text, "u") { return .id(text) }
    return checkReference(user, findings: findings)
  }

  @inline(__always)
  private static func isID(_ text: YAMLText, _ kind: Unicode.Scalar) -> Bool {
    guard text.count == 20 else { return false }
    let bytes = text.bytes
    guard bytes[0] == UInt8(ascii: "0"), bytes[1] == UInt8(ascii: "0"), bytes[2] == UInt8(ascii: kind) else {
      return false
    }
    for index in 3..<20 where !bytes[index].isASCIIAlphanumeric { return false }
    return true
  }

  @inline(never)
  private static func checkReference(_ user: YAMLNode, findings: Findings) -> UserReference? {
    if user.kind == .mapping { return checkGroup(user, findings: findings) }
    guard let text = TemplateRule.text(user, as: "a user", findings: findings) else { return nil }
    let isMeantAsID = text.bytes.starts(with: "00u".utf8) && !text.bytes.contains(UInt8(ascii: "@"))
    if isMeantAsID {
      findings.add(
        .userID, at: user.range,
        "\(text.quoted) is not a valid user id: expected 00u and 17 letters or digits, found \(text.lengthOrForm(is: 20))"
      )
      return nil
    }
    if text == "me" || text == "." || text == ".." {
      findings.add(
        .userName, at: user.range, "\(text.quoted) cannot be used as a login",
        hint: text == "me" ? "remove users to request for the token's own user" : nil)
      return nil
    }
    if let invisible = invisibleCharacter(of: text) {
      findings.add(
        .userName, at: user.range,
        "\(text.quoted) is not a valid login or e-mail address: it has the invisible character \(invisible.codePointName)",
        hint: "type it again, or remove the character")
      return nil
    }
    if isName(text) { return .name(text) }
    findings.add(
      .userName, at: user.range,
      "\(text.quoted) is not a valid login or e-mail address: expected 1 to \(ManifestLanguage.loginLength) characters, "
        + "no spaces or /",
      hint: nameHint(text))
    return nil
  }

  private static func nameHint(_ text: YAMLText) -> String? {
    if text.bytes.contains(UInt8(ascii: "/")) { return "use the user's id: the API cannot look up a login with a /" }
    let scalars = text.string.unicodeScalars
    let ends = [scalars.first, scalars.last].compactMap(\.self)
    return !text.isBlank && ends.contains(where: \.properties.isWhitespace) ? text.outerSpaceHint : nil
  }

  /// Copied from spreadsheets, chats and web pages; no login has them.
  private static func invisibleCharacter(of text: YAMLText) -> Unicode.Scalar? {
    if text.bytes.allSatisfy({ $0 < 0x80 }) { return nil }
    return text.string.unicodeScalars.first(where: \.isInvisible)
  }

  /// Whether the text is taken for a login or an e-mail address.
  static func isLogin(_ text: YAMLText) -> Bool {
    let isTakenForID = text.bytes.starts(with: "00u".utf8) && !text.bytes.contains(UInt8(ascii: "@"))
    let isOther = isTakenForID || text == "me" || text == "." || text == ".."
    return !isOther && invisibleCharacter(of: text) == nil && isName(text)
  }

  /// 1–100 code points (the length of Okta's attribute `login`) without white space, control characters or `/`.
  private static func isName(_ text: YAMLText) -> Bool {
    guard text.hasLength(upTo: ManifestLanguage.loginLength), !text.bytes.contains(UInt8(ascii: "/")) else {
      return false
    }
    if text.bytes.allSatisfy({ (0x21...0x7E).contains($0) }) { return true }
    return text.string.unicodeScalars.allSatisfy { scalar in
      !scalar.properties.isWhitespace && scalar.properties.generalCategory != .control
    }
  }

  // MARK: Groups

  private static func checkGroup(_ user: YAMLNode, findings: Findings) -> UserReference? {
    var group: YAMLNode?
    var isKnown = true
    for pair in user.pairs {
      guard let key = pair.key.bytes else { continue }
      if UserKey.named(key) == .group {
        group = group ?? pair.value
      } else {
        UnknownKeyRule.report(pair.key, among: UserKey.self, of: "a user", findings: findings)
        isKnown = false
      }
    }
    guard let group, !group.isNull else {
      if isKnown {
        MissingKeyRule.report(UserKey.group.name, group, at: user.firstKeyRange, findings: findings)
      }
      return nil
    }
    guard let text = TemplateRule.text(group, as: "group", findings: findings),
      isGroup(text, at: group, findings: findings), isKnown
    else {
      return nil
    }
    return .group(text)
  }

  /// A group's id, or its name: 1–255 code points, not only white space (core API, `GET /api/v1/groups`).
  private static func isGroup(_ text: YAMLText, at node: YAMLNode, findings: Findings) -> Bool {
    if isID(text, "g") { return true }
    if text.bytes.starts(with: "00g".utf8), text.bytes.allSatisfy(\.isASCIIAlphanumeric) {
      findings.add(
        .group, at: node.range,
        "\(text.quoted) is not a valid group id: expected 00g and 17 letters or digits, found \(text.lengthOrForm(is: 20))"
      )
      return false
    }
    if text.hasLength(upTo: ManifestLanguage.groupNameLength), !text.isBlank { return true }
    LengthRule.report(
      .group, of: "a group's name", text, at: node, maximum: ManifestLanguage.groupNameLength, findings: findings)
    return false
  }
}
