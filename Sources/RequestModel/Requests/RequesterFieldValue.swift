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
