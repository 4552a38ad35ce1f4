package import Model

/// Why the org does not show its users or groups.
package struct DirectoryAccessError: Error, Hashable, Sendable {
  /// What the token lacks.
  package var scope: OAuthScope
  /// What the org said.
  package var text: String
}
