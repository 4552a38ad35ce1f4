package import Manifests
package import Model

/// Request types of an org under names of a manifest, each name once.
package struct ManifestRequestTypes: Sendable {
  /// In the order in which they were given.
  package let types: [ManifestRequestType]
  private let numbers: [RequestTypeID: Int]

  /// The names are the org's own; fields are named by the words of their prompts.
  package init(_ types: [RequestType]) {
    var names = UniqueNames()
    self.types = types.map { type in
      ManifestRequestType(
        comment: Self.comment(on: type), name: names.name(type.name.isEmpty ? type.id.text : type.name), id: type.id,
        fields: type.fields.map(Self.named))
    }
    numbers = Dictionary(self.types.enumerated().map { ($1.id, $0) }, uniquingKeysWith: { first, _ in first })
  }

  /// How an entry names the request type: by its name where it has one here.
  package func reference(to id: RequestTypeID) -> ManifestEntry.TypeReference {
    numbers[id].map { .name(types[$0].name) } ?? .id(id)
  }

  /// How an entry names a field of the request type: by its name where it has one here.
  package func name(of field: FieldID, in type: RequestTypeID) -> String {
    let fields = numbers[type].flatMap { types[$0].fields }
    return fields?.first { $0.field.id == field }?.name ?? field.text
  }

  /// The field of the request type, where its fields are written.
  func field(_ field: FieldID, in type: RequestTypeID) -> RequestType.Field? {
    numbers[type].flatMap { types[$0].fields }?.first { $0.field.id == field }?.field
  }

  private static func comment(on type: RequestType) -> String? {
    var lines = type.purpose.map { [$0] } ?? []
    if type.status != "ACTIVE" {
      lines.append("It is \(type.status): the org takes requests of it once it is published.")
    }
    return lines.isEmpty ? nil : lines.joined(separator: "\n")
  }

  private static func named(_ fields: [RequestType.Field]) -> [ManifestRequestType.Field] {
    var names = UniqueNames()
    return fields.map { field in
      var field = field
      var options = UniqueNames()
      // A manifest cannot hold the others as values.
      field.options = field.options.filter { ManifestText.flaw(of: $0) == nil && options.name($0) == $0 }
      return .init(name: names.name(UniqueNames.slug(field.prompt, otherwise: "field")), field: field)
    }
  }
}
