import OktaWire

/// The parameters of a query or a form, decoded, in their order.
struct QueryString: Sendable {
  struct Parameter: Hashable, Sendable {
    var name: String
    var value: String
  }

  let parameters: [Parameter]
  /// Whether each part could be decoded; one that cannot is kept as it was sent.
  let isDecodable: Bool

  /// Parses the text after the `?`, or a form.
  init(_ text: some StringProtocol) {
    var isDecodable = true
    parameters = text.split(separator: "&").map { part in
      let sides = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map { side in
        if let decoded = PercentEncoding.decode(side) { return decoded }
        isDecodable = false
        return String(side)
      }
      return Parameter(name: sides[0], value: sides.count == 2 ? sides[1] : "")
    }
    self.isDecodable = isDecodable
  }

  /// The first parameter of that name.
  subscript(name: String) -> String? {
    parameters.first { $0.name == name }?.value
  }
}
