import OktaWire

/// The parameters of a query, decoded, in their order.
struct QueryString: Sendable {
  private(set) var parameters: [(name: String, value: String)]

  /// Parses the text after the `?`. A part that cannot be decoded is kept as it was sent.
  init(_ text: Substring) {
    parameters = text.split(separator: "&").map { part in
      let sides = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      return (Self.decoded(sides[0]), sides.count == 2 ? Self.decoded(sides[1]) : "")
    }
  }

  /// The first parameter of that name.
  subscript(name: String) -> String? {
    parameters.first { $0.name == name }?.value
  }

  private static func decoded(_ text: Substring) -> String {
    PercentEncoding.decode(text) ?? String(text)
  }
}
