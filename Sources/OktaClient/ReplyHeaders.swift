/// The header fields of a reply, in order; names compare without regard to case (RFC 9110, section 5.1).
package struct ReplyHeaders: Hashable, Sendable {
  /// One line of the head.
  package struct Field: Hashable, Sendable {
    package var name: String
    package var value: String

    package init(name: String, value: String) {
      self.name = name
      self.value = value
    }
  }

  package var fields: [Field]

  package init(_ fields: [Field] = []) {
    self.fields = fields
  }

  /// The values of every line with this name.
  package func values(_ name: String) -> [String] {
    let name = name.lowercased()
    return fields.filter { $0.name.lowercased() == name }.map(\.value)
  }

  package func first(_ name: String) -> String? { values(name).first }
}
