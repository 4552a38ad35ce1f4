import Manifests
package import Model

/// A manifest to start from: one entry for each request type, with answers to fill in. It is valid as it is, but its user is
/// hardly one of an org, so that no one applies it unchanged.
package enum ScaffoldManifest {
  /// The whole text, in the order of the types.
  package static func text(_ types: [RequestType]) -> String {
    let named = ManifestRequestTypes(types)
    var names = UniqueNames()
    let entries = types.map { type in
      ManifestEntry(
        comment: Self.comment(on: type), name: names.name(UniqueNames.slug(type.name, otherwise: "entry")),
        requestType: named.reference(to: type.id), subject: "FILL IN the subject",
        answers: (type.fields ?? []).map { answer(to: $0, named: named.name(of: $0.id, in: type.id)) },
        users: [
          .init(
            .name("first.last@example.com"), comment: "a login, an e-mail address, an id (00u…), or group: NAME")
        ])
    }
    return ManifestWriter.head(comment: head, requestTypes: named.types) + ManifestWriter.requests
      + entries.map(ManifestWriter.entry).joined(separator: "\n")
  }

  private static let head = """
    Replace what is to FILL IN, and name the users. Then check it, and see what would be created:
      writ validate FILE
      writ plan FILE
    """

  private static func comment(on type: RequestType) -> String {
    let base = "One request for each user; the subject is part of what identifies it."
    guard type.fields == nil else { return base }
    return base + """

      The org does not show the questions of this request type (its settings are custom).
      An existing request of it does: writ requests get ID. Answer them by their ids, under requesterFields.
      """
  }

  /// Optional answers are commented out.
  private static func answer(to field: RequestType.Field, named name: String) -> ManifestEntry.Answer {
    let need = field.isRequired ? "required" : "optional"
    let value: FieldValue =
      switch field.kind {
      case .text: .string("FILL IN")
      case .dateTime: .string("2030-12-31T23:59:59Z")
      case .select: .selection(field.options.first { ManifestText.flaw(of: $0) == nil } ?? "FILL IN")
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
