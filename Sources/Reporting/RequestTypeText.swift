import Foundation
package import Model

/// Request types for people.
package struct RequestTypeText: Sendable {
  /// Whether the text has colors.
  package var styling: Styling
  /// The cells of a line; `nil`: nothing is shortened or wrapped.
  package var width: Int?

  package init(styling: Styling, width: Int?) {
    self.styling = styling
    self.width = width
  }

  /// One line for each: its name, its status, its id, and what it is for.
  package func list(_ types: [RequestType]) -> String {
    let name = min(types.map(\.name.terminalSafe.terminalCells).max() ?? 0, width.map { max(10, $0 - 48) } ?? .max)
    let status = types.map(\.status.terminalSafe.terminalCells).max() ?? 0
    return types.map { type in
      let head = [
        styling.paint(type.name.terminalSafe.shortened(to: width.map { _ in name }), .bold)
          + padding(type.name.terminalSafe.shortened(to: width.map { _ in name }), to: name),
        styling.paint(type.status.terminalSafe, color(of: type.status)) + padding(type.status.terminalSafe, to: status),
        type.id.text.terminalSafe,
      ]
      let used = name + status + 28 + 2
      let description = (type.purpose ?? "").terminalSafe.shortened(to: width.map { max(0, $0 - used) })
      return (head + (description.isEmpty ? [] : [description])).joined(separator: "  ") + "\n"
    }.joined()
  }

  /// A request type with its questions.
  package func detail(_ type: RequestType) -> String {
    var lines = [
      "\(styling.paint(type.name.terminalSafe, .bold))  "
        + "\(styling.paint(type.status.terminalSafe, color(of: type.status)))  \(type.id.text.terminalSafe)"
    ]
    if let purpose = type.purpose { lines += wrapped(purpose, indentation: 2) }
    guard let fields = type.fields else {
      return (lines + wrapped("the org does not show its questions: its settings are custom", indentation: 2)).text
    }
    if fields.isEmpty { lines.append("  asks nothing") }
    return (lines + fields.flatMap(question)).text
  }

  private func question(_ field: RequestType.Field) -> [String] {
    let need = field.isRequired ? "required" : "optional"
    var lines = [""] + wrapped(field.prompt, indentation: 2)
    lines.append("    \(field.kind.rawValue), \(need), id \(field.id.text.terminalSafe)")
    if !field.options.isEmpty { lines += wrapped("options: \(field.options.joined(separator: ", "))", indentation: 4) }
    return lines
  }

  private func wrapped(_ text: String, indentation: Int) -> [String] {
    text.terminalSafe.wrapped(to: width.map { $0 - indentation })
      .map { String(repeating: " ", count: indentation) + $0 }
  }

  private func padding(_ text: String, to width: Int) -> String {
    String(repeating: " ", count: max(0, width - text.terminalCells))
  }

  private func color(of status: String) -> Styling.Color {
    switch status {
    case "ACTIVE": .green
    case "DISABLED": .dim
    default: .yellow
    }
  }
}

extension [String] {
  fileprivate var text: String { joined(separator: "\n") + "\n" }
}
