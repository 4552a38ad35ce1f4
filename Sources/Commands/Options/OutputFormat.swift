package import ArgumentParser

/// How results are printed.
package enum OutputFormat: String, ExpressibleByArgument, CaseIterable, Sendable {
  /// For people.
  case text
  /// For programs: one JSON document, or one JSON object a line where the results come one by one.
  case json
}

/// The option of commands that print either.
package struct FormatOptions: ParsableArguments {
  @Option(name: .long, help: "How to print results: text for people, json for programs.")
  package var format: OutputFormat = .text

  package init() {}
}
