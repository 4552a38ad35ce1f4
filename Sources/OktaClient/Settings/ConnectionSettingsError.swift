/// Everything that is wrong with the settings at once.
package struct ConnectionSettingsError: Error, Hashable, Sendable {
  /// At least one.
  package var problems: [ConnectionProblem]

  package init(_ problems: [ConnectionProblem]) {
    self.problems = problems
  }

  /// A line for each problem, with what the caller knows of it after its text.
  package func text(adding more: (ConnectionProblem) -> String = { _ in "" }) -> String {
    problems.map { $0.text + more($0) }.joined(separator: "\n")
  }
}
