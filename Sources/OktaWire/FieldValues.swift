package import Model

/// What a field holds on the wire (contract schemas `field-value-writable-allowed-values` and `field-value`).
package enum FieldValueBody: Hashable, Sendable {
  /// Not answered.
  case null
  /// A TEXT or DATE-TIME answer.
  case string(String)
  /// A SELECT answer: by the contract a list of exactly one option.
  case selection([String])
}

extension FieldValueBody: Codable {
  /// An option written as `{"value": …}`, as one example of the contract has it.
  private struct Option: Decodable {
    var value: String
  }

  package init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if container.decodeNil() {
      self = .null
    } else if let text = try? container.decode(String.self) {
      self = .string(text)
    } else if let options = try? container.decode([String].self) {
      self = .selection(options)
    } else {
      self = .selection(try container.decode([Option].self).map(\.value))
    }
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .null: try container.encodeNil()
    case .string(let text): try container.encode(text)
    case .selection(let options): try container.encode(options)
    }
  }
}

/// An answered field as a request shows it (contract schema `field-value`).
package struct AnsweredField: Hashable, Sendable {
  package var id: String
  /// `TEXT`, `DATE-TIME` or `SELECT`.
  package var type: String
  package var prompt: String
  package var required: Bool
  package var value: FieldValueBody

  package init(id: String, type: String, prompt: String, required: Bool, value: FieldValueBody) {
    self.id = id
    self.type = type
    self.prompt = prompt
    self.required = required
    self.value = value
  }
}

extension AnsweredField: Codable {
  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    id = try container.decode(String.self, forKey: .id)
    type = try container.decodeIfPresent(String.self, forKey: .type) ?? "TEXT"
    prompt = try container.decodeIfPresent(String.self, forKey: .prompt) ?? ""
    required = try container.decodeIfPresent(Bool.self, forKey: .required) ?? true
    value = try container.decodeIfPresent(FieldValueBody.self, forKey: .value) ?? .null
  }
}

extension FieldValueBody {
  package init(_ value: FieldValue) {
    switch value {
    case .string(let text): self = .string(text)
    case .selection(let option): self = .selection([option])
    }
  }

  /// `nil` where nothing was answered. Several options, which the contract does not allow, become one text that
  /// equals no single option.
  package var fieldValue: FieldValue? {
    switch self {
    case .null: nil
    case .string(let text): .string(text)
    case .selection(let options): options.isEmpty ? nil : .selection(options.joined(separator: ", "))
    }
  }
}
