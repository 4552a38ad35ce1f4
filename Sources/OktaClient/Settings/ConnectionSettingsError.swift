/// Everything that is wrong with the settings at once.
package struct ConnectionSettingsError: Error, Hashable, Sendable {
  /// At least one.
  package var problems: [ConnectionProblem]

  package init(_ problems: [ConnectionProblem]) {
    self.problems = problems
  }

  /// A line for each problem.
  package var text: String { problems.map(\.text).joined(separator: "\n") }
}
