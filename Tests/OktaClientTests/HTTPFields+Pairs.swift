import HTTPTypes

extension HTTPFields {
  /// Lines of a head in this order; a name that is not a token of RFC 9110 is left out.
  init(_ lines: [(String, String)]) {
    self.init(lines.compactMap { name, value in HTTPField.Name(name).map { HTTPField(name: $0, value: value) } })
  }
}
