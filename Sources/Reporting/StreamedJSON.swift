/// An indented JSON document that is written piece by piece, with the same text as that of an `OrderedJSON`: its lists may have
/// millions of items.
struct StreamedJSON {
  /// What a key stands for.
  enum Value {
    /// A value that is made beforehand.
    case value(OrderedJSON)
    /// A list whose items are made when they are written.
    case list(AnySequence<OrderedJSON>)
  }

  private static let chunk = 1 << 16

  /// The keys of the document's object in their order, with their values.
  let members: KeyValuePairs<String, Value>

  /// Gives the text in pieces.
  func write(to sink: (String) throws -> Void) rethrows {
    var text = "{"
    for (position, member) in members.enumerated() {
      text += position == 0 ? "\n  " : ",\n  "
      OrderedJSON.write(member.key, to: &text)
      text += ": "
      switch member.value {
      case .value(let value): value.write(to: &text, indent: 1)
      case .list(let items): try write(items, after: &text, to: sink)
      }
    }
    try sink(text + "\n}")
  }

  private func write(
    _ items: AnySequence<OrderedJSON>, after text: inout String, to sink: (String) throws -> Void
  ) rethrows {
    text += "["
    var end = "]"
    for item in items {
      text += end == "]" ? "\n    " : ",\n    "
      end = "\n  ]"
      item.write(to: &text, indent: 2)
      guard text.utf8.count >= Self.chunk else { continue }
      try sink(text)
      text = ""
    }
    text += end
  }
}
