import OktaWire

/// A request type that may be made: the body met every rule (contract schema `request-type-creatable`).
struct RequestTypeDraft: Hashable, Sendable {
  var name: String
  var description: String
  var status: StoredRequestType.Status
  var definition: RequestTypeDefinition

  func stored(id: String, by user: String, at moment: Timestamp) -> StoredRequestType {
    StoredRequestType(
      id: id, name: name, description: description, status: status, definition: definition, created: moment,
      createdBy: user, lastUpdated: moment, lastUpdatedBy: user)
  }
}

/// The id of a new field: a version 4 UUID in lower case (contract schema `field-id`).
enum NewFieldID {
  static func make(_ random: () -> UInt64) -> String {
    let (high, low) = (random(), random())
    let digits = Array(
      hexadecimal(high & ~0xf000 | 0x4000, digits: 16) + hexadecimal(low & ~(0b11 << 62) | (0b10 << 62), digits: 16))
    return [0..<8, 8..<12, 12..<16, 16..<20, 20..<32].map { String(digits[$0]) }.joined(separator: "-")
  }
}

extension Refusal {
  /// Contract example `request-type-publish-disabled-example`: a conflict without causes.
  static let disabledType = Refusal.conflictWithoutCause(
    "Cannot publish or unpublish a DISABLED request type. Repair the request type using the administrative user "
      + "interface.")
}
