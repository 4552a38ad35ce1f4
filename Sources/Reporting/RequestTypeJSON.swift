package import Model

/// Request types for programs.
package enum RequestTypeJSON {
  /// `writ request-types list --format json`: types without their fields, which a list does not have.
  package static func list(_ types: [RequestType]) -> OrderedJSON {
    document(types.map { .object(members(of: $0)) })
  }

  /// `writ request-types get --format json`: types with their fields; `null` where the org does not show them.
  package static func detail(_ types: [RequestType]) -> OrderedJSON {
    document(
      types.map { type in
        .object(members(of: type) + [.init("fields", type.fields.map { .array($0.map(field)) })])
      })
  }

  private static func document(_ types: [OrderedJSON]) -> OrderedJSON {
    .object(["formatVersion": OrderedJSON.formatVersion, "requestTypes": .array(types)])
  }

  private static func members(of type: RequestType) -> [OrderedJSON.Member] {
    [
      .init("id", .string(type.id.text)), .init("name", .string(type.name)),
      .init("description", .string(type.description)), .init("status", .string(type.status)),
    ]
  }

  private static func field(_ field: RequestType.Field) -> OrderedJSON {
    .object([
      "id": .string(field.id.text), "prompt": .string(field.prompt), "type": .string(field.kind.rawValue),
      "required": .bool(field.isRequired),
      "options": field.kind == .select ? .array(field.options.map(OrderedJSON.string)) : nil,
    ])
  }
}
