/// An id of a form that the contract gives.
package protocol CheckedID: Hashable, Sendable, Comparable {
  /// The id as the org writes it.
  var text: String { get }

  /// Takes what the org sent, whatever its form.
  init(fromOrg text: String)

  /// Whether these bytes are an id of this form.
  static func accepts(_ bytes: some Collection<UInt8>) -> Bool
}

extension CheckedID {
  /// `nil` where `text` is not an id of this form.
  package init?(_ text: String) {
    guard Self.accepts(text.utf8) else { return nil }
    self.init(fromOrg: text)
  }

  package static func < (left: Self, right: Self) -> Bool { left.text < right.text }
}

/// Stored as its text.
extension CheckedID where Self: Codable {
  package init(from decoder: any Decoder) throws { self.init(fromOrg: try String(from: decoder)) }

  package func encode(to encoder: any Encoder) throws { try text.encode(to: encoder) }
}

/// The id of a request type: 24 hexadecimal digits (contract schema `request-type-id`).
///
/// Hexadecimal digits name the same request type in either case, so the id is kept in lower case:
/// a manifest that writes it in capitals still finds its existing requests.
package struct RequestTypeID: CheckedID {
  /// The id as the org writes it.
  package let text: String

  /// Takes what the org sent, whatever its form.
  package init(fromOrg text: String) { self.text = text.lowercased() }

  /// Whether these bytes are an id of this form.
  package static func accepts(_ bytes: some Collection<UInt8>) -> Bool {
    bytes.count == 24 && bytes.allSatisfy(\.isASCIIHexDigit)
  }
}

/// The id of an Okta user: 20 characters, `00u` and 17 letters or digits (contract schema `requester-user-id`).
package struct UserID: CheckedID, Codable {
  /// The id as the org writes it.
  package let text: String

  /// Takes what the org sent, whatever its form.
  package init(fromOrg text: String) { self.text = text }

  /// Whether these bytes are an id of this form.
  package static func accepts(_ bytes: some Collection<UInt8>) -> Bool { bytes.isOktaID("00u") }
}

/// The id of a group: 20 characters, `00g` and 17 letters or digits (contract schema `group-id`).
package struct GroupID: CheckedID, Codable {
  /// The id as the org writes it.
  package let text: String

  /// Takes what the org sent, whatever its form.
  package init(fromOrg text: String) { self.text = text }

  /// Whether these bytes are an id of this form.
  package static func accepts(_ bytes: some Collection<UInt8>) -> Bool { bytes.isOktaID("00g") }
}

/// The id of a requester field: a UUID of 36 characters, in hexadecimal groups of 8-4-4-4-12 (contract schema
/// `field-id-writable`; RFC 9562, section 4), kept in lower case.
package struct FieldID: CheckedID, Codable {
  /// The id as the org writes it.
  package let text: String

  /// Takes what the org sent, whatever its form.
  package init(fromOrg text: String) { self.text = text.lowercased() }

  /// Whether these bytes are an id of this form.
  package static func accepts(_ bytes: some Collection<UInt8>) -> Bool {
    guard bytes.count == 36 else { return false }
    return zip(0..., bytes).allSatisfy { position, byte in
      [8, 13, 18, 23].contains(position) ? byte == UInt8(ascii: "-") : byte.isASCIIHexDigit
    }
  }
}

/// The id of a request, as the org gave it (contract schema `request-id`): opaque to Writ.
package struct RequestID: Hashable, Sendable, Comparable {
  /// The id as the org writes it.
  package let text: String

  package init(_ text: String) {
    self.text = text
  }

  package static func < (left: Self, right: Self) -> Bool { left.text < right.text }
}

/// The id of an org (`id` of `GET /.well-known/okta-organization`): the same at each of its addresses.
package struct OrgID: Hashable, Sendable {
  /// The id as the org writes it.
  package let text: String

  package init(_ text: String) {
    self.text = text
  }
}

extension Collection<UInt8> {
  /// Whether these bytes are an id of the core API: three for the kind, and 17 ASCII letters or digits.
  package func isOktaID(_ kind: String) -> Bool {
    count == 20 && starts(with: kind.utf8) && dropFirst(3).allSatisfy(\.isASCIIAlphanumeric)
  }
}

extension UInt8 {
  /// `0`–`9`, `a`–`f` or `A`–`F`; full-width and other scripts' digits are not.
  @inlinable package var isASCIIHexDigit: Bool {
    switch self {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "f"),
      UInt8(ascii: "A")...UInt8(ascii: "F"):
      true
    default: false
    }
  }

  /// `0`–`9`, `a`–`z` or `A`–`Z`.
  @inlinable package var isASCIIAlphanumeric: Bool {
    switch self {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
      UInt8(ascii: "A")...UInt8(ascii: "Z"):
      true
    default: false
    }
  }
}
