import ArgumentParser
import Foundation
import Model

/// Which of the declared requests a command is about.
struct SelectionOptions: ParsableArguments {
  @Option(
    name: .customLong("select"), parsing: .singleValue,
    help: ArgumentHelp(
      """
      Only entries whose name (or subject, where there is none) matches this pattern of *, ? and [abc] \
      (repeatable).
      """,
      valueName: "glob"))
  var patterns: [String] = []

  init() {}

  /// The patterns; `nil` where all is selected.
  var select: [String]? { patterns.isEmpty ? nil : patterns }

  /// Those whose name matches one of the patterns, in the same order; a pattern that selects nothing is an error, since it
  /// is hardly what was meant.
  func selected(of declared: [DeclaredRequest]) throws(CommandError) -> [DeclaredRequest] {
    try selected(of: declared) { $0.entry.name ?? $0.entry.subject }
  }

  /// The same of declarations that runs were made for.
  func selected(of declared: [RequestDeclaration]) throws(CommandError) -> [RequestDeclaration] {
    try selected(of: declared) { $0.name ?? $0.subject }
  }

  private func selected<Item>(of declared: [Item], name: (Item) -> String) throws(CommandError) -> [Item] {
    guard let select else { return declared }
    var unmatched = Set(select)
    let selected = declared.filter { request in
      let matching = select.filter { fnmatch($0, name(request), 0) == 0 }
      unmatched.subtract(matching)
      return !matching.isEmpty
    }
    if let pattern = select.first(where: unmatched.contains), !declared.isEmpty {
      throw CommandError(
        .usage, "no entry's name matches --select \(pattern)",
        hint: "it is compared with the whole name, or the subject where an entry has no name")
    }
    return selected
  }
}
