import Model

/// Writes manifests piece by piece: the head, then entry by entry, each piece with its line ends. The pieces in this order
/// are one document, which the reader takes for exactly what was written.
package enum ManifestWriter {
  /// Everything before the first entry. `comment` stands at the top, and may have several lines.
  /// `tables` are files by names.
  package static func head(
    comment: String? = nil, requestTypes: [ManifestRequestType] = [], tables: [(name: String, file: String)] = []
  ) -> String {
    var text = comment.map { YAMLComment.lines($0) } ?? ""
    text += "apiVersion: \(ManifestLanguage.apiVersion)\nkind: \(ManifestLanguage.kind)\n"
    if !requestTypes.isEmpty { text += "\n\(DocumentKey.requestTypes.name):\n" }
    text += requestTypes.map(written).joined()
    if !tables.isEmpty { text += "\n\(DocumentKey.tables.name):\n" }
    for table in tables {
      text +=
        "  \(YAMLScalar.key(table.name, indentation: 2))\n    \(TableKey.file.name): \(YAMLScalar.line(table.file))\n"
    }
    return text + "\n"
  }

  /// What the entries follow.
  package static let requests = "\(DocumentKey.requests.name):\n"

  /// In place of entries where there are none.
  package static let noRequests = "\(DocumentKey.requests.name): []\n"

  /// One entry. Users come last, so that more of them may follow it (`user`).
  package static func entry(_ entry: ManifestEntry) -> String {
    var lines: [String] = []
    let escaped = { (text: String) in entry.table == nil ? ManifestText.escaped(text) : text }
    if let name = entry.name { lines.append(pair(.name, YAMLScalar.line(escaped(name)))) }
    if let table = entry.table { lines.append(pair(.forEach, YAMLScalar.line(table))) }
    switch entry.requestType {
    case .name(let name): lines.append(pair(.requestType, YAMLScalar.line(name)))
    case .id(let id): lines.append(pair(.requestTypeID, YAMLScalar.line(id.text)))
    }
    lines.append(pair(.subject, YAMLScalar.line(escaped(entry.subject))))
    if entry.attempt > 1 { lines.append(pair(.attempt, String(entry.attempt))) }
    let comment = entry.comment.map { YAMLComment.lines($0, indentation: 2) } ?? ""
    return comment + "  - " + lines.joined(separator: "    ")
      + list(.requesterFields, entry.answers.map { written($0, escaped) }, isNeeded: hasAnswers(entry))
      + list(.messages, entry.messages.map { message(escaped($0)) })
      + list(.users, entry.users.map { user($0, escaped) }.filter { !$0.isEmpty })
  }

  /// One more item of `users` of the entry that was written last; nothing for the token's own user, who has no item.
  package static func user(_ user: ManifestEntry.User) -> String { Self.user(user, ManifestText.escaped) }

  private static func user(_ user: ManifestEntry.User, _ escaped: (String) -> String) -> String {
    let value: String
    switch user.reference {
    case .id(let id): value = YAMLScalar.line(id.text)
    case .name(let name): value = YAMLScalar.line(escaped(name))
    case .group(let group): value = "\(UserKey.group.name): \(YAMLScalar.line(escaped(group)))"
    case .ownUser: return ""
    }
    return "      - \(value)\(YAMLComment.trailing(user.comment))\n"
  }

  // MARK: Parts of an entry

  private static func pair(_ key: EntryKey, _ value: String) -> String { "\(key.name): \(value)\n" }

  private static func hasAnswers(_ entry: ManifestEntry) -> Bool { entry.answers.contains { !$0.isCommentedOut } }

  /// A key with items or pairs below it; one that has comments only is a comment itself.
  private static func list(_ key: EntryKey, _ items: [String], isNeeded: Bool = true) -> String {
    items.isEmpty ? "" : "    \(isNeeded ? "" : "# ")\(key.name):\n" + items.joined()
  }

  private static func message(_ text: String) -> String {
    "      - \(YAMLScalar.value(text, indentation: 8))\n"
  }

  private static func written(_ answer: ManifestEntry.Answer, _ escaped: (String) -> String) -> String {
    let value =
      switch answer.value {
      case .string(let text): YAMLScalar.value(escaped(text), indentation: 8)
      case .selection(let option): "[\(YAMLScalar.line(escaped(option)))]"
      }
    let text = "\(YAMLScalar.key(answer.field, indentation: 6)) \(value)\n"
    let comment = answer.comment.map { YAMLComment.lines($0, indentation: 6) } ?? ""
    return comment + (answer.isCommentedOut ? commentedOut(text) : "      \(text)")
  }

  /// The lines keep their indentation after the sign, so that an editor can take it away again.
  private static func commentedOut(_ text: String) -> String {
    text.split(separator: "\n").map { line in "      # \(line.hasPrefix("        ") ? line.dropFirst(6) : line)\n" }
      .joined()
  }

  // MARK: Request types

  private static func written(_ type: ManifestRequestType) -> String {
    let comment = type.comment.map { YAMLComment.lines($0, indentation: 2) } ?? ""
    let head =
      "  \(YAMLScalar.key(type.name, indentation: 2))\n    \(RequestTypeKey.id.name): \(YAMLScalar.line(type.id.text))\n"
    guard let fields = type.fields else { return comment + head }
    let key = "    \(RequestTypeKey.fields.name):"
    return comment + head + (fields.isEmpty ? "\(key) {}\n" : "\(key)\n" + fields.map(written).joined())
  }

  private static func written(_ field: ManifestRequestType.Field) -> String {
    var text = YAMLComment.lines(field.field.prompt, indentation: 6)
    text += "      \(YAMLScalar.key(field.name, indentation: 6))\n"
    text += line(.id, YAMLScalar.line(field.field.id.text)) + line(.type, field.field.kind.rawValue)
    if field.field.isRequired { text += line(.required, "true") }
    if !field.field.options.isEmpty {
      text += "        \(FieldKey.options.name):\n"
      text += field.field.options.map { "          - \(YAMLScalar.line($0))\n" }.joined()
    }
    return text
  }

  private static func line(_ key: FieldKey, _ value: String) -> String { "        \(key.name): \(value)\n" }
}
