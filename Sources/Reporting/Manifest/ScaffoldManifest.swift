import Manifests
package import Model

/// A manifest to start from: one entry for each request type, with answers to fill in. It is valid as it is, but its user is
/// hardly one of an org, so that no one applies it unchanged.
package enum ScaffoldManifest {
  /// The whole text, in the order of the types; with a table each entry is repeated for its rows.
  package static func text(_ types: [RequestType], table: ScaffoldTable? = nil) -> String {
    let named = ManifestRequestTypes(types)
    var names = UniqueNames()
    let entries = types.map { type in
      let name = names.name(UniqueNames.slug(type.name, otherwise: "entry"))
      let answers = (type.fields ?? []).map { answer(to: $0, named: named.name(of: $0.id, in: type.id), from: table) }
      return table.map { entry(for: $0, type, name, named, answers) }
        ?? ManifestEntry(
          comment: Self.comment(on: type), name: name, requestType: named.reference(to: type.id),
          subject: "FILL IN the subject", answers: answers,
          users: [
            .init(
              .name("first.last@example.com"), comment: "a login, an e-mail address, an id (00u…), or group: NAME")
          ])
    }
    let tables = table.map { [($0.name, $0.file)] } ?? []
    return ManifestWriter.head(comment: table == nil ? head : tableHead, requestTypes: named.types, tables: tables)
      + ManifestWriter.requests + entries.map(ManifestWriter.entry).joined(separator: "\n")
  }

  private static func entry(
    for table: ScaffoldTable, _ type: RequestType, _ name: String, _ named: ManifestRequestTypes,
    _ answers: [ManifestEntry.Answer]
  ) -> ManifestEntry {
    var comment = "One request for each row" + (type.fields == nil ? ".\n\(unknownQuestions)" : ".")
    if let group = table.group { comment += " To take some of them: where: { \(group): [FILL IN] }" }
    let who = "a login, an e-mail address or an id, or several with ; between"
    let user =
      table.user.map { ManifestEntry.User(.name("${\($0)}"), comment: who) }
      ?? .init(.name("first.last@example.com"), comment: "FILL IN the column, as ${\(table.key)}: \(who)")
    return ManifestEntry(
      comment: comment, table: table.name, name: "\(name)-${\(table.key)}",
      requestType: named.reference(to: type.id),
      subject: table.person.map { "FILL IN the subject for ${\($0)}" } ?? "FILL IN the subject", answers: answers,
      users: [user])
  }

  private static let head = """
    Replace what is to FILL IN, and name the users. Then check it, and see what would be created:
      writ validate FILE
      writ plan FILE
    """

  private static let tableHead = """
    Replace what is to FILL IN. Then check it, and see what would be created:
      writ validate FILE
      writ plan FILE
    Another table with these columns: --table NAME=FILE. The path of the table below is relative to this file.
    """

  private static let unknownQuestions = """
    The org does not show the questions of this request type (its settings are custom).
    An existing request of it does: writ requests get ID. Answer them by their ids, under requesterFields.
    """

  private static func comment(on type: RequestType) -> String {
    let base = "One request for each user; the subject is part of what identifies it."
    return type.fields == nil ? "\(base)\n\(unknownQuestions)" : base
  }

  /// Optional answers are commented out; a required one comes from the table where that has a column for it.
  private static func answer(
    to field: RequestType.Field, named name: String, from table: ScaffoldTable?
  ) -> ManifestEntry.Answer {
    let need = field.isRequired ? "required" : "optional"
    let column = table?.answer(to: field.prompt, named: name).map { field.isRequired ? "${\($0)}" : nil } ?? nil
    let option = field.options.first { ManifestText.flaw(of: $0) == nil }
    let value: FieldValue =
      switch field.kind {
      case .text: .string(column ?? "FILL IN")
      case .dateTime: .string(column ?? "2030-12-31T23:59:59Z")
      case .select: .selection(column ?? option.map { table == nil ? $0 : ManifestText.escaped($0) } ?? "FILL IN")
      }
    return ManifestEntry.Answer(
      field: name, value: value, comment: "\(field.prompt) (\(need), \(hint(for: field)))",
      isCommentedOut: !field.isRequired)
  }

  private static func hint(for field: RequestType.Field) -> String {
    switch field.kind {
    case .text: "up to \(CountText.number(RequestLimits.text)) characters"
    case .dateTime: "a date and time as below"
    case .select: field.options.isEmpty ? "one option" : "one of: \(field.options.joined(separator: ", "))"
    }
  }
}
