import Model

/// The line that a person reads above the people of a manifest entry: name, request type, subject, number of people.
struct EntryHead {
  var styling: Styling
  /// The cells of a line; `nil` where nothing is shortened.
  var width: Int?
  var requestTypes: [RequestTypeID: RequestType]

  func text(_ declaration: RequestDeclaration, people: Int) -> String {
    let count = Self.people(people)
    let type = requestTypes[declaration.requestTypeID]?.name ?? declaration.requestTypeID.text
    var parts = [declaration.name, type, "\"\(declaration.subject)\""].compactMap { $0?.terminalSafe }
    if let width {
      // The subject gives way first, then the type, then the name; each keeps enough to be recognized.
      for minimum in [16, 8] {
        for index in parts.indices.reversed() {
          let excess = parts.map(\.terminalCells).reduce(count.terminalCells + 2 * parts.count, +) - width
          guard excess > 0 else { break }
          parts[index] = parts[index].shortened(to: max(minimum, parts[index].terminalCells - excess))
        }
      }
    }
    parts[0] = styling.paint(parts[0], .bold)
    return (parts + [count]).joined(separator: "  ")
  }

  /// `1 person`, `500 people`
  static func people(_ count: Int) -> String { CountText.noun(count, "person", plural: "people") }
}
