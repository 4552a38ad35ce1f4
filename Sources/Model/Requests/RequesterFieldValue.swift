/// The answer to one requester field (contract schema `field-value-writable`).
package struct RequesterFieldValue: Hashable, Sendable {
  /// The field that is answered.
  package var id: FieldID
  /// The answer.
  package var value: FieldValue

  package init(id: FieldID, value: FieldValue) {
    self.id = id
    self.value = value
  }
}

/// The two forms a field value has on the wire (contract schema `field-value-writable-allowed-values`).
package enum FieldValue: Hashable, Sendable {
  /// A TEXT or DATE-TIME value.
  case string(String)
  /// A SELECT value: a list of exactly one option.
  case selection(String)
}

/// `{"id": …, "string": …}` or `{"id": …, "selection": …}`, as the journal stores it; saved plans spell `string` as `value`.
extension RequesterFieldValue: Codable {
  private enum Key: CodingKey {
    case id, string, value, selection
  }

  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    id = FieldID(fromOrg: try container.decode(String.self, forKey: .id))
    let texts = try [Key.string, .value].compactMap { try container.decodeIfPresent(String.self, forKey: $0) }
    let option = try container.decodeIfPresent(String.self, forKey: .selection)
    switch (texts.count, option) {
    case (1, nil): value = .string(texts[0])
    case (0, let option?): value = .selection(option)
    default:
      throw DecodingError.dataCorrupted(
        .init(codingPath: container.codingPath, debugDescription: "field \(id.text) has no value, or two"))
    }
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(id.text, forKey: .id)
    switch value {
    case .string(let text): try container.encode(text, forKey: .string)
    case .selection(let option): try container.encode(option, forKey: .selection)
    }
  }
}
